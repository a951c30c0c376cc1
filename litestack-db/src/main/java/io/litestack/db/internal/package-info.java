/**
 * The database on SQLite, and its JDBC layer; not exported.
 *
 * <p>{@link io.litestack.db.internal.Databases} is the door of the public interface, {@link
 * io.litestack.db.internal.jdbc.StoreDataSource} that of JDBC, {@link io.litestack.db.internal.DatabaseProvider} that of the facade.
 */
@NullMarked
package io.litestack.db.internal;

import org.jspecify.annotations.NullMarked;
