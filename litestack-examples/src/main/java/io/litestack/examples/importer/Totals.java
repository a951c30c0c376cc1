package io.litestack.examples.importer;

/**
 * What is stored.
 *
 * @param batches batches done
 * @param rows rows in them
 * @param broken rows left out because they were broken
 */
record Totals(long batches, long rows, long broken) {}
