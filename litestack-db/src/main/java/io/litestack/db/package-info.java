/**
 * The application's own tables: SQL with records, versioned migrations, and a data source for everything that speaks JDBC.
 *
 * <p>The idea: a {@link io.litestack.db.Database} is a {@link io.litestack.core.Store} that knows how its tables came to be.
 * It adds no layer between the application and SQL: rows become records by the names of their components, values go in by
 * position or by name, and the file is brought to the version that the application expects before anybody uses it.
 *
 * <p>What it guarantees, besides what the store does:
 *
 * <ul>
 *   <li><b>Migrations are all or nothing.</b> Each is one transaction together with the row that remembers it, also over
 *       {@code kill -9}; several processes that start at once apply each exactly once.
 *   <li><b>No reference to nowhere.</b> After each migration all foreign keys of the file are checked, before it commits.
 *   <li><b>No silent loss in conversion.</b> A number that does not fit, a text that is no time, a NULL for a primitive are
 *       errors that name the column.
 * </ul>
 *
 * <p>It starts no threads of its own, but for one that closes a database which the driver for URLs has opened and nobody uses any
 * more. Tables that it makes in the file, once there are migrations or a seed: {@code
 * litestack_schema}, {@code litestack_migration}, {@code litestack_seed}.
 */
@NullMarked
package io.litestack.db;

import org.jspecify.annotations.NullMarked;
