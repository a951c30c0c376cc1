package io.litestack.examples.importer;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * CSV with a header line. Values are kept as the texts that they are (a zip code keeps its leading zero); a field with
 * nothing in it is null, and an empty text in quotes is an empty text.
 */
final class CsvFormat implements Format {
    private static final Map<Character, String> DELIMITER_NAMES =
            Map.of(',', "comma", ';', "semicolon", '\t', "tab", '|', "bar");

    private final char delimiter;
    private final CSVFormat csv;
    private final List<String> columns;

    private CsvFormat(char delimiter, List<String> columns) {
        this.delimiter = delimiter;
        this.csv = csvWith(delimiter);
        this.columns = columns;
    }

    /**
     * Reads the header.
     *
     * @throws ImportException if there is none that could be used
     */
    static CsvFormat of(Source source, char delimiter) {
        SourceRow header = headerOf(source, delimiter);
        try {
            List<@Nullable String> names = fieldsOf(header, csvWith(delimiter)).toList();
            return new CsvFormat(delimiter, ColumnNames.distinct(names));
        } catch (BrokenRowException e) {
            throw unusable(source, header, e.reason(), e);
        } catch (IllegalArgumentException e) {
            throw unusable(source, header, String.valueOf(e.getMessage()), e);
        }
    }

    private static SourceRow headerOf(Source source, char delimiter) {
        try (LineReader lines = new LineReader(source)) {
            return new CsvRowReader(lines, delimiter)
                    .next()
                    .orElseThrow(() -> new ImportException(
                            source.name() + " is empty; a header line with the names of the columns was expected"));
        }
    }

    private static ImportException unusable(Source source, SourceRow header, String reason, Exception cause) {
        return new ImportException(
                source.name() + ", line " + header.line() + ", the header, " + reason
                        + "; repair it, or name the right --delimiter",
                cause);
    }

    /** Strict quotes tell nothing from an empty text. */
    private static CSVFormat csvWith(char delimiter) {
        return CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(false)
                .setQuoteMode(QuoteMode.ALL_NON_NULL)
                .get();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public RowReader rows(LineReader lines) {
        CsvRowReader rows = new CsvRowReader(lines, delimiter);
        rows.next(); // the header
        return rows;
    }

    @Override
    public String description() {
        return "CSV with delimiter " + DELIMITER_NAMES.getOrDefault(delimiter, String.valueOf(delimiter));
    }

    @Override
    public Map<String, @Nullable Object> parse(SourceRow row) throws BrokenRowException {
        CSVRecord fields = fieldsOf(row, csv);
        if (fields.size() != columns.size()) {
            throw new BrokenRowException(
                    "has %,d fields, but the header has %,d".formatted(fields.size(), columns.size()));
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>(2 * columns.size());
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), fields.get(i));
        }
        return values;
    }

    private static CSVRecord fieldsOf(SourceRow row, CSVFormat csv) throws BrokenRowException {
        if (row.problem().isPresent()) {
            throw new BrokenRowException(row.problem().get());
        }
        try (CSVParser parser = csv.parse(new StringReader(row.text()))) {
            return parser.iterator().next();
        } catch (IOException | UncheckedIOException e) {
            throw new BrokenRowException(
                    "is not valid CSV: something stands between a closing quote and the next delimiter");
        }
    }
}
