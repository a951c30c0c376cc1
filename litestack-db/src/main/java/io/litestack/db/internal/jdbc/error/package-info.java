/**
 * What becomes of every failure on its way to who speaks JDBC: {@link io.litestack.db.internal.jdbc.error.JdbcErrors} makes the
 * exceptions, {@link io.litestack.db.internal.jdbc.error.Failure} has the SQLState and the class of each kind, {@link
 * io.litestack.db.internal.jdbc.error.SqliteFailures} tells the kind by SQLite's code and message.
 */
@NullMarked
package io.litestack.db.internal.jdbc.error;

import org.jspecify.annotations.NullMarked;
