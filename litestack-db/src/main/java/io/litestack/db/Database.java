package io.litestack.db;

import io.litestack.core.Action;
import io.litestack.core.RowMapper;
import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import io.litestack.core.StoreException;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.db.internal.Databases;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The application's SQL database: a {@link Store} with records, migrations and a data source.
 *
 * <pre>{@code
 * record User(long id, String email, Instant createdAt) {}
 *
 * try (Database db = Database.open(Path.of("data/app.db"))) {   // applies db/migration/V1__create_users.sql
 *     db.execute("insert into users(email, created_at) values (?, ?)", email, Instant.now());
 *     List<User> users = db.query("select * from users where email like :like", User.class, Map.of("like", "%@example.org"));
 * }
 * }</pre>
 *
 * <p>Values for placeholders are those of {@link Snapshot}, by position or by name; what rows may become is said at {@link
 * Rows}. A {@link Transaction} of a database is the store's own, so that the siblings (jobs, cable, cache) accept it.
 *
 * <p>All methods may be called by any number of threads at the same time. Unless said otherwise they throw what the method
 * of {@link Store} throws that they stand on.
 */
public interface Database extends AutoCloseable {
    /**
     * Opens a database with the default settings; the file is created if it does not exist, and migrated.
     *
     * @param path the file
     * @return the open database
     * @throws MigrationException if the file cannot be brought to the version of the application
     * @throws StoreException as {@link Store#open(Path)}
     */
    static Database open(Path path) {
        return open(DatabaseConfig.builder(path).build());
    }

    /**
     * Opens a database; the file is created if it does not exist, migrated and seeded.
     *
     * @param config the settings
     * @return the open database
     * @throws MigrationException if the file cannot be brought to the version of the application
     * @throws StoreException as {@link Store#open(Path)}
     */
    static Database open(DatabaseConfig config) {
        return Databases.open(config);
    }

    /**
     * Makes a database of an open store. Nothing is migrated or seeded; closing the database leaves the store open.
     *
     * @param store a store that {@link Store#open} returned
     * @return the database
     */
    static Database over(Store store) {
        return Databases.over(store);
    }

    /**
     * Returns the store underneath.
     *
     * @return always the same one
     */
    Store store();

    /**
     * Runs one statement on a reader and maps all its rows; see {@link Store#query}.
     *
     * @param sql one SQL statement that returns rows and changes nothing
     * @param mapper turns a row into a value
     * @param parameters the values for its placeholders
     * @param <T> the type of a row's value
     * @return the values in the order of the rows; a list of the caller's own
     */
    default <T extends @Nullable Object> List<T> query(
            String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return store().query(sql, mapper, parameters);
    }

    /**
     * As {@link #query(String, RowMapper, Object...)}, with the mapper of {@link Rows#of}.
     *
     * @param sql one SQL statement that returns rows and changes nothing
     * @param type a record, or the type of the only column
     * @param parameters the values for its placeholders
     * @param <T> the type of a row's value
     * @return the values in the order of the rows; a list of the caller's own
     * @throws MappingException if a row cannot be a {@code type}
     */
    default <T> List<T> query(String sql, Class<T> type, @Nullable Object... parameters) {
        return store().query(sql, Rows.of(type), parameters);
    }

    /**
     * Runs one statement on a reader and maps its first row; see {@link Store#queryFirst}.
     *
     * @param sql one SQL statement that returns rows and changes nothing
     * @param mapper turns a row into a value
     * @param parameters the values for its placeholders
     * @param <T> the type of a row's value
     * @return the first row's value, or empty if there is no row or the value is null
     */
    default <T> Optional<T> queryFirst(
            String sql, RowMapper<? extends @Nullable T> mapper, @Nullable Object... parameters) {
        return store().queryFirst(sql, mapper, parameters);
    }

    /**
     * As {@link #queryFirst(String, RowMapper, Object...)}, with the mapper of {@link Rows#nullable}.
     *
     * @param sql one SQL statement that returns rows and changes nothing
     * @param type a record, or the type of the only column
     * @param parameters the values for its placeholders
     * @param <T> the type of a row's value
     * @return the first row's value, or empty if there is no row or the only column is NULL
     * @throws MappingException if the row cannot be a {@code type}
     */
    default <T> Optional<T> queryFirst(String sql, Class<T> type, @Nullable Object... parameters) {
        return store().<T>queryFirst(sql, Rows.nullable(type), parameters);
    }

    /**
     * Runs one statement in a write transaction of its own, or as part of the one that the thread is in.
     *
     * @param sql one SQL statement
     * @param parameters the values for its placeholders
     * @return the number of rows inserted, updated or deleted by it
     */
    default long execute(String sql, @Nullable Object... parameters) {
        return store().execute(sql, parameters);
    }

    /**
     * Runs one INSERT in a write transaction of its own, or as part of the one that the thread is in; see {@link
     * Transaction#insert}.
     *
     * @param sql one INSERT or REPLACE statement
     * @param parameters the values for its placeholders
     * @return the id that SQLite gave to the row, or empty if none was inserted
     */
    default OptionalLong insert(String sql, @Nullable Object... parameters) {
        return store().insert(sql, parameters);
    }

    /**
     * Runs one statement once for each element, all in one write transaction: all are stored, or none.
     *
     * @param sql one SQL statement
     * @param rows for each run its values: an array of them, a map or a record of named ones, or a single value
     * @return the number of rows changed in all
     */
    default long batch(String sql, Iterable<?> rows) {
        return store().batch(sql, Databases.arrays(rows));
    }

    /**
     * Runs several queries on one unchanging view of the database; see {@link Store#read}.
     *
     * @param work what to run
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does
     */
    default <T extends @Nullable Object, X extends Exception> T read(Work<? super Snapshot, T, X> work) throws X {
        return store().read(work);
    }

    /**
     * As {@link #read}, for work that returns nothing.
     *
     * @param action what to run
     * @param <X> the exception it may throw
     * @throws X if {@code action} does
     */
    default <X extends Exception> void useRead(Action<? super Snapshot, X> action) throws X {
        store().useRead(action);
    }

    /**
     * Runs work in a write transaction and returns when it is committed; see {@link Store#write(Work)}. On the same thread
     * a write inside a write is a savepoint of it.
     *
     * @param work what to run
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does
     */
    default <T extends @Nullable Object, X extends Exception> T write(Work<? super Transaction, T, X> work) throws X {
        return store().write(work);
    }

    /**
     * As {@link #write(Work)}, with options of its own.
     *
     * @param options how it differs from the store's configuration
     * @param work what to run
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does
     */
    default <T extends @Nullable Object, X extends Exception> T write(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X {
        return store().write(options, work);
    }

    /**
     * As {@link #write(Work)}, for work that returns nothing.
     *
     * @param action what to run
     * @param <X> the exception it may throw
     * @throws X if {@code action} does
     */
    default <X extends Exception> void useWrite(Action<? super Transaction, X> action) throws X {
        store().useWrite(action);
    }

    /**
     * As {@link #write(WriteOptions, Work)}, for work that returns nothing.
     *
     * @param options how it differs from the store's configuration
     * @param action what to run
     * @param <X> the exception it may throw
     * @throws X if {@code action} does
     */
    default <X extends Exception> void useWrite(WriteOptions options, Action<? super Transaction, X> action) throws X {
        store().useWrite(options, action);
    }

    /**
     * Applies the migrations that the file does not have yet; see {@link Migrations}. {@link #open(DatabaseConfig)} does it
     * for those of its configuration.
     *
     * @param migrations all migrations of the application, those applied long ago among them
     * @return those that were applied now, by this process
     * @throws MigrationException if the file and the migrations do not fit together, or one fails; those before it stay
     *     applied
     */
    List<Migration> migrate(Migrations migrations);

    /**
     * Returns a data source for code that speaks JDBC.
     *
     * <p>A connection costs nothing until its first statement. In autocommit mode a SELECT runs on a reader and anything else
     * in a write transaction of its own. Without autocommit the first statement begins a write transaction, which holds the
     * writer until {@code commit}, {@code rollback} or {@code close}, and at most for the store's transaction timeout; a
     * connection that is {@code readOnly} reads one unchanging view on a reader instead. {@code close} rolls back.
     * Moments are stored as {@link DatabaseConfig#dates} says. Every failure is an {@link java.sql.SQLException} with an SQLState,
     * and an exception of Litestack among its causes. {@code unwrap(Transaction.class)} is the open transaction, for the
     * siblings.
     *
     * <p>Do not use it for a second connection while the same thread is inside {@link #write(Work)}, or has written
     * through another connection that is not committed: there is one writer, and waiting for oneself is refused at once.
     *
     * @return always the same one; its connections work until the database is closed
     */
    DataSource dataSource();

    /**
     * Copies the database as it is at this moment into a new file, compacted, while others read and write on.
     *
     * @param target the new file, which appears only once it is complete
     * @throws StoreException if it exists or cannot be written
     */
    void snapshot(Path target);

    /** Closes the store, if {@link #open} opened it. Closing a closed database does nothing. */
    @Override
    void close();
}
