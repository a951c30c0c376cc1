package io.litestack.core;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One unchanging view of a store, as {@link Store#read} gives it: every statement sees the same commits, whatever others
 * write meanwhile.
 *
 * <p>Parameters are bound by position, {@code ?}, or by name, {@code :name}: a {@link java.util.Map} or a record as the only
 * argument gives the values of all names ({@code :created_at} and {@code :createdAt} are both the component {@code
 * createdAt}). A value may be null, {@link String}, {@link Boolean} (1 or 0), {@link Byte}, {@link Short}, {@link Integer},
 * {@link Long}, {@link Float}, {@link Double} or {@code byte[]}; these are stored as text: an {@link Enum} (its name),
 * {@link java.util.UUID}, {@link java.math.BigDecimal}, {@link java.math.BigInteger}, {@link java.time.LocalDate} and {@link
 * java.time.LocalTime}, {@link java.time.LocalDateTime} and {@link java.time.Instant} in the format of SQLite's own date
 * functions ({@code 2026-03-01 12:00:00.5}, an instant in UTC), {@link java.time.Duration}. An {@link Optional} is its value
 * or null. A {@link java.util.Collection} is one JSON array: {@code id in (select value from json_each(:ids))}.
 *
 * <p>A snapshot is valid until the work that received it returns. It may be handed to another thread until then; its
 * statements run one at a time.
 */
public interface Snapshot {
    /**
     * Runs one statement and maps all its rows.
     *
     * @param sql one SQL statement that returns rows
     * @param mapper turns a row into a value
     * @param parameters the values for its placeholders, in order
     * @param <T> the type of a row's value
     * @return the values in the order of the rows; a list of the caller's own
     * @throws IllegalArgumentException if {@code sql} is more than one statement, is not allowed here, or takes another
     *     number of parameters
     * @throws IllegalStateException if the transaction has ended
     * @throws StoreException if SQLite refuses the statement
     * @throws TimeLimitException if it ran over its limit
     */
    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters);

    /**
     * Runs one statement and maps its first row; further rows are not read.
     *
     * @param sql one SQL statement that returns rows
     * @param mapper turns a row into a value
     * @param parameters the values for its placeholders, in order
     * @param <T> the type of a row's value
     * @return the first row's value, or empty if there is no row or the value is null
     * @throws IllegalArgumentException if {@code sql} is more than one statement, is not allowed here, or takes another
     *     number of parameters
     * @throws IllegalStateException if the transaction has ended
     * @throws StoreException if SQLite refuses the statement
     * @throws TimeLimitException if it ran over its limit
     */
    <T> Optional<T> queryFirst(String sql, RowMapper<? extends @Nullable T> mapper, @Nullable Object... parameters);

    /**
     * Returns the JDBC connection under this transaction, for code that wants one.
     *
     * <p>It belongs to the transaction: {@code commit}, {@code rollback}, {@code setAutoCommit}, {@code close} and
     * savepoints throw {@link java.sql.SQLException}, and so does text that would end or change the transaction or the
     * connection (BEGIN, COMMIT, ROLLBACK, SAVEPOINT, ATTACH, PRAGMA other than the harmless ones). Statements left open
     * are closed when the transaction ends.
     *
     * @return the guarded connection, always the same one for this transaction
     * @throws IllegalStateException if the transaction has ended
     */
    Connection connection();
}
