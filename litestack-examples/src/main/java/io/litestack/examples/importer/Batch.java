package io.litestack.examples.importer;

import java.util.List;

/**
 * Rows that are stored together.
 *
 * @param number its number, from 1
 * @param firstRow the number of its first row in the file, from 1, broken ones counted
 * @param rows the rows, at least one
 */
record Batch(int number, long firstRow, List<SourceRow> rows) {
    long lastRow() {
        return firstRow + rows.size() - 1;
    }

    long firstLine() {
        return rows.get(0).line();
    }

    long lastLine() {
        return rows.get(rows.size() - 1).line();
    }
}
