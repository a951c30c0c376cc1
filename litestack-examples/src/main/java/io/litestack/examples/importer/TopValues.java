package io.litestack.examples.importer;

import io.litestack.core.Store;
import java.util.List;
import java.util.Optional;

/**
 * The values that a column has most often.
 *
 * @param column its name
 * @param values the values, the most frequent first
 */
record TopValues(String column, List<Count> values) {
    private static final int SAMPLE = 10_000;
    private static final int MOST_COLUMNS = 50;

    /**
     * One of them.
     *
     * @param value the value as text, or empty where there is none
     * @param rows how many rows have it
     */
    record Count(Optional<String> value, long rows) {}

    static TopValues of(Store store, String column, int most) {
        return new TopValues(
                column,
                store.query(
                        ImportSql.topValues(column, most),
                        row -> new Count(Optional.ofNullable(row.getString(1)), row.getLong(2))));
    }

    /**
     * The column worth counting, if the user names none: the one whose first rows have the fewest values, but two at least,
     * and each of them twice on average; empty if there is none.
     */
    static Optional<String> mostTelling(ImportStore store) {
        String best = null;
        long fewest = Math.min(SAMPLE, store.totals().rows()) / 2 + 1;
        for (String column : store.columns().stream().limit(MOST_COLUMNS).toList()) {
            long values = store.countDistinct(column, SAMPLE);
            if (values > 1 && values < fewest) {
                best = column;
                fewest = values;
            }
        }
        return Optional.ofNullable(best);
    }
}
