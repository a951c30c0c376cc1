package io.litestack.examples.importer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a file's rows are written. Implementations may be used by several threads at the same time. */
sealed interface Format permits CsvFormat, JsonFormat {
    /** Returns the names of the columns that are known before the first row is read. */
    List<String> columns();

    /** Cuts the file into rows, from its first line on. */
    RowReader rows(LineReader lines);

    /**
     * Reads one row.
     *
     * @return its values by their names, in the order of the row; texts, numbers, booleans or null
     * @throws BrokenRowException if it is not of this format
     */
    Map<String, @Nullable Object> parse(SourceRow row) throws BrokenRowException;

    /** Returns what decides how the rows are cut and read, in words; two equal ones make the same of a file. */
    String description();
}
