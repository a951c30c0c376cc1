package io.litestack.examples.importer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch whose rows were read.
 *
 * @param batch what it was read from
 * @param rows the good rows
 * @param broken the others
 */
record ParsedBatch(Batch batch, List<Row> rows, List<BrokenRow> broken) {
    /**
     * A good row.
     *
     * @param line the line it begins on
     * @param values its values by their names
     */
    record Row(long line, Map<String, @Nullable Object> values) {}

    /** Reads all rows of a batch. */
    static ParsedBatch of(Batch batch, Format format) {
        List<Row> rows = new ArrayList<>();
        List<BrokenRow> broken = new ArrayList<>();
        for (SourceRow row : batch.rows()) {
            try {
                rows.add(new Row(row.line(), format.parse(row)));
            } catch (BrokenRowException e) {
                broken.add(new BrokenRow(row.line(), e.reason()));
            }
        }
        return new ParsedBatch(batch, rows, broken);
    }

    /** The names that the rows use, in the order of their first use. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.values().keySet()));
        return names;
    }
}
