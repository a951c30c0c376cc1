package io.litestack.examples.importer;

/**
 * A row that could not be read and was left out.
 *
 * @param line the line it begins on
 * @param reason what is wrong with it
 */
record BrokenRow(long line, String reason) {}
