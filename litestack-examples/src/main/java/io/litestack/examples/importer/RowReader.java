package io.litestack.examples.importer;

import java.util.Optional;

/** Cuts lines into rows. What it makes of a file depends on the file alone, so that a second run cuts it alike. */
@FunctionalInterface
interface RowReader {
    /** The next row, or empty at the end; blank lines between rows are passed over. */
    Optional<SourceRow> next();

    /** Each line is a row. */
    static RowReader ofLines(LineReader lines) {
        return () -> {
            Optional<Line> line = lines.next();
            while (line.isPresent() && line.get().isBlank()) {
                line = lines.next();
            }
            return line.map(it -> new SourceRow(it.number(), it.text(), it.problem()));
        };
    }
}
