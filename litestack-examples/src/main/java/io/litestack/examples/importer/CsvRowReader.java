package io.litestack.examples.importer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Cuts CSV into rows, whose quoted fields may hold line ends.
 *
 * <p>commons-csv could do that as well, but it cannot go on after a quote that is never closed: it takes the whole rest of
 * the file for one field. Here such a quote costs its own line only. If the row that it opens does not end, or goes wrong
 * at a later quote, its first line is given back as broken, and the lines after it are read anew.
 */
final class CsvRowReader implements RowReader {
    private final LineReader lines;
    private final char delimiter;
    private final Deque<Line> again = new ArrayDeque<>();

    CsvRowReader(LineReader lines, char delimiter) {
        this.lines = lines;
        this.delimiter = delimiter;
    }

    @Override
    public Optional<SourceRow> next() {
        Optional<Line> first = nextLine();
        while (first.isPresent() && first.get().isEmpty()) {
            first = nextLine();
        }
        return first.map(this::rowFrom);
    }

    private SourceRow rowFrom(Line first) {
        QuoteScanner quotes = new QuoteScanner(delimiter);
        quotes.feed(first.text());
        if (!quotes.isOpen()) {
            return new SourceRow(first.number(), first.text(), first.problem());
        }
        List<Line> rest = new ArrayList<>();
        long length = first.text().length();
        while (quotes.isOpen() && length <= LineReader.LONGEST) {
            Optional<Line> line = nextLine();
            if (line.isEmpty()) {
                break;
            }
            rest.add(line.get());
            length += line.get().text().length();
            quotes.feed(line.get().text());
        }
        return quotes.isOpen() || quotes.isBroken() ? unclosed(first, rest) : joined(first, rest);
    }

    private static SourceRow joined(Line first, List<Line> rest) {
        StringBuilder text = new StringBuilder(first.text());
        rest.forEach(line -> text.append(line.text()));
        Optional<String> problem = rest.stream()
                .filter(line -> line.problem().isPresent())
                .findFirst()
                .map(line -> "goes on in line " + line.number() + ", which "
                        + line.problem().get());
        return new SourceRow(first.number(), text.toString(), first.problem().or(() -> problem));
    }

    private SourceRow unclosed(Line first, List<Line> rest) {
        for (int i = rest.size() - 1; i >= 0; i--) {
            again.push(rest.get(i));
        }
        return new SourceRow(
                first.number(), first.text(), Optional.of("opens a quote (\") that is not closed where a field ends"));
    }

    private Optional<Line> nextLine() {
        return again.isEmpty() ? lines.next() : Optional.of(again.pop());
    }
}
