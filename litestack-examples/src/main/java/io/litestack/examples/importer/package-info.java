/**
 * Imports a file of rows, CSV or JSON lines, into a store, so that it can be killed at any instant and started again.
 *
 * <p>The idea: the file is cut into numbered batches, always the same ones. The rows of a batch and the mark that it is
 * done are one write transaction, and it counts only once it is on the disk. Whoever starts again asks the marks what is
 * left to do.
 *
 * <p>What it guarantees, also over {@code kill -9} and a full disk:
 *
 * <ul>
 *   <li>What was acknowledged is there.
 *   <li>No row is there twice: each carries the line it began on as its key.
 *   <li>An import goes on only with the very file, and the very options, that it was begun with.
 * </ul>
 *
 * <p>Several threads read, parse and write side by side; see {@link io.litestack.examples.importer.ImportRun}. Tables:
 * {@code imported} (the rows), {@code import_file}, {@code import_column}, {@code import_batch} and {@code import_broken};
 * see {@link io.litestack.examples.importer.ImportSql}.
 */
@NullMarked
package io.litestack.examples.importer;

import org.jspecify.annotations.NullMarked;
