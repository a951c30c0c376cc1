package io.litestack.examples.importer;

import java.util.Locale;
import java.util.Optional;

/** Finds out from a file's first line how it is written. */
final class FormatDetection {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    private FormatDetection() {}

    /**
     * Looks at the first line.
     *
     * @param delimiter the delimiter that the user named, if he did; then it is CSV
     * @throws ImportException if the file cannot be imported
     */
    static Format detect(Source source, Optional<Character> delimiter) {
        String first = firstLine(source);
        String start = first.strip();
        if (delimiter.isPresent()) {
            return CsvFormat.of(source, delimiter.get());
        }
        if (start.startsWith("{")) {
            return new JsonFormat();
        }
        if (start.startsWith("[") && source.name().toLowerCase(Locale.ROOT).contains(".json")) {
            throw new ImportException(source.name() + " holds one JSON array, and JSON lines were expected, an object a"
                    + " line; convert it with: jq -c '.[]'");
        }
        return CsvFormat.of(source, delimiterOf(first));
    }

    private static String firstLine(Source source) {
        try (LineReader lines = new LineReader(source)) {
            Optional<Line> next = lines.next();
            while (next.isPresent() && next.get().isBlank()) {
                next = lines.next();
            }
            Line line = next.orElseThrow(() -> new ImportException(
                    source.name() + " is empty; a header line (CSV) or an object a line (JSON) was expected"));
            if (line.problem().isPresent()) {
                throw new ImportException(source.name() + ", line " + line.number() + " "
                        + line.problem().get() + "; a spreadsheet must be saved as CSV in UTF-8 first");
            }
            return line.text();
        }
    }

    /** The candidate that stands most often outside quotes; the comma if none does. */
    private static char delimiterOf(String header) {
        char best = DELIMITERS[0];
        long most = 0;
        String bare = header.replaceAll("\"[^\"]*\"", "");
        for (char candidate : DELIMITERS) {
            long count = bare.chars().filter(c -> c == candidate).count();
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }
}
