package io.litestack.core;

import io.litestack.core.internal.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file, well kept: many readers, one writer that everybody shares fairly, a stated durability, and a file
 * that looks after itself.
 *
 * <pre>{@code
 * try (Store store = Store.open(Path.of("data/app.db"))) {
 *     store.useWrite(tx -> tx.execute("insert into note(text) values (?)", "hello"));
 *     List<String> notes = store.query("select text from note", row -> row.getString(1));
 * }
 * }</pre>
 *
 * <p>Every {@code write} is a transaction of its own, run on the calling thread. Several processes may open the same
 * file, and one process may open it several times: within a process they share one writer and one set of readers, and
 * the file closes when the last of them is closed.
 *
 * <p>All methods may be called by any number of threads at the same time.
 */
public interface Store extends AutoCloseable {
    /**
     * Opens a store with the default settings; the file is created if it does not exist.
     *
     * @param path the file
     * @return the open store
     * @throws ConfigException if the path cannot name a store, or if the file is open in this process with other
     *     settings
     * @throws StoreBusyException if this process closes the file just now, and that does not end in its close timeout and the
     *     wait timeout
     * @throws StoreException if the file cannot be opened as a database; the message names file, cause and remedy
     */
    static Store open(Path path) {
        return open(StoreConfig.builder(path).build());
    }

    /**
     * Opens a store; the file is created if it does not exist.
     *
     * @param config the settings
     * @return the open store
     * @throws ConfigException if the file is open in this process with other settings
     * @throws StoreBusyException if this process closes the file just now, and that does not end in its close timeout and the
     *     wait timeout
     * @throws StoreException if the file cannot be opened as a database; the message names file, cause and remedy
     */
    static Store open(StoreConfig config) {
        return Stores.open(config);
    }

    /**
     * Opens an empty store in a new file of the temporary folder; the file is deleted at close. Meant for tests.
     *
     * @return the open store
     * @throws StoreException if the file cannot be created
     */
    static Store temporary() {
        return Stores.temporary(builder -> {});
    }

    /**
     * Runs one statement on a reader and maps all its rows. Inside {@code read} or {@code write} on the same thread it
     * is part of that transaction instead.
     *
     * @param sql one SQL statement that returns rows and changes nothing
     * @param mapper turns a row into a value
     * @param parameters the values for its placeholders, in order; see {@link Snapshot} for the types
     * @param <T> the type of a row's value
     * @return the values in the order of the rows; a list of the caller's own
     * @throws IllegalArgumentException if {@code sql} is more than one statement, is not allowed here, or takes another
     *     number of parameters
     * @throws StoreBusyException if no reader became free in time
     * @throws StoreException if SQLite refuses the statement, for example because it would write
     * @throws TimeLimitException if it ran longer than the query timeout
     * @throws ClosedException if the store is closed
     */
    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters);

    /**
     * Runs one statement on a reader and maps its first row. Inside {@code read} or {@code write} on the same thread it
     * is part of that transaction instead.
     *
     * @param sql one SQL statement that returns rows and changes nothing
     * @param mapper turns a row into a value
     * @param parameters the values for its placeholders, in order; see {@link Snapshot} for the types
     * @param <T> the type of a row's value
     * @return the first row's value, or empty if there is no row or the value is null
     * @throws IllegalArgumentException if {@code sql} is more than one statement, is not allowed here, or takes another
     *     number of parameters
     * @throws StoreBusyException if no reader became free in time
     * @throws StoreException if SQLite refuses the statement, for example because it would write
     * @throws TimeLimitException if it ran longer than the query timeout
     * @throws ClosedException if the store is closed
     */
    <T> Optional<T> queryFirst(String sql, RowMapper<? extends @Nullable T> mapper, @Nullable Object... parameters);

    /**
     * Runs several queries on one unchanging view of the store. Writers are not held up by it, but the write-ahead log
     * cannot be emptied while it lasts: keep it short. Inside another {@code read} on the same thread it joins that
     * view, inside a {@code write} it joins that transaction.
     *
     * @param work what to run
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does
     * @throws StoreBusyException if no reader became free in time
     * @throws ClosedException if the store is closed
     */
    <T extends @Nullable Object, X extends Exception> T read(Work<? super Snapshot, T, X> work) throws X;

    /**
     * As {@link #read}, for work that returns nothing.
     *
     * @param action what to run
     * @param <X> the exception it may throw
     * @throws X if {@code action} does
     * @throws StoreBusyException if no reader became free in time
     * @throws ClosedException if the store is closed
     */
    @SuppressWarnings("NullAway") // it does not see that Void is nullable here
    default <X extends Exception> void useRead(Action<? super Snapshot, X> action) throws X {
        this.<@Nullable Void, X>read(snapshot -> {
            action.run(snapshot);
            return null;
        });
    }

    /**
     * Runs {@code work} in a write transaction and returns when it is committed, and flushed if the store's {@link Sync}
     * level asks for that. If {@code work} throws, everything is rolled back and the exception reaches the caller.
     *
     * <p>Inside another {@code write} on the same thread it is a savepoint: if it throws only its own part is undone,
     * and its return does not mean that anything is committed yet.
     *
     * <p>The transaction holds the only writer: do slow things (network, user input) before or after it. It must not
     * wait for another thread that itself wants to write.
     *
     * @param work what to run
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does
     * @throws StoreBusyException if the writer could not be had within the wait timeout
     * @throws StoreInterruptedException if the thread was interrupted while it waited for the writer
     * @throws StorageFullException if there is no room
     * @throws TimeLimitException if it ran longer than the transaction timeout
     * @throws OutcomeUnknownException if the disk failed at the commit or at its sync
     * @throws StoreException if SQLite ended the transaction or refused the commit
     * @throws ClosedException if the store is closed
     */
    default <T extends @Nullable Object, X extends Exception> T write(Work<? super Transaction, T, X> work) throws X {
        return write(WriteOptions.standard(), work);
    }

    /**
     * As {@link #write(Work)}, with options of its own.
     *
     * @param options how this write differs from the store's configuration; ignored for a nested write, except that a
     *     synced nested write makes the outermost one synced
     * @param work what to run
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does
     * @throws IllegalArgumentException if the options ask for a sync on a store at {@link Sync#OFF}
     * @throws StoreException as {@link #write(Work)}
     * @throws ClosedException if the store is closed
     */
    <T extends @Nullable Object, X extends Exception> T write(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X;

    /**
     * As {@link #write(Work)}, for work that returns nothing.
     *
     * @param action what to run
     * @param <X> the exception it may throw
     * @throws X if {@code action} does
     * @throws StoreException as {@link #write(Work)}
     * @throws ClosedException if the store is closed
     */
    default <X extends Exception> void useWrite(Action<? super Transaction, X> action) throws X {
        useWrite(WriteOptions.standard(), action);
    }

    /**
     * As {@link #write(WriteOptions, Work)}, for work that returns nothing.
     *
     * @param options how this write differs from the store's configuration
     * @param action what to run
     * @param <X> the exception it may throw
     * @throws X if {@code action} does
     * @throws StoreException as {@link #write(Work)}
     * @throws ClosedException if the store is closed
     */
    @SuppressWarnings("NullAway") // it does not see that Void is nullable here
    default <X extends Exception> void useWrite(WriteOptions options, Action<? super Transaction, X> action) throws X {
        this.<@Nullable Void, X>write(options, transaction -> {
            action.run(transaction);
            return null;
        });
    }

    /**
     * Runs one statement in a write transaction of its own: short for {@code write(tx -> tx.execute(sql, parameters))}.
     *
     * @param sql one SQL statement
     * @param parameters the values for its placeholders, in order; see {@link Snapshot} for the types
     * @return the number of rows inserted, updated or deleted by it
     * @throws IllegalArgumentException if {@code sql} is more than one statement, is not allowed here, or takes another
     *     number of parameters
     * @throws StoreException as {@link #write(Work)}
     * @throws ClosedException if the store is closed
     */
    default long execute(String sql, @Nullable Object... parameters) {
        return this.<Long, RuntimeException>write(transaction -> transaction.execute(sql, parameters));
    }

    /**
     * Runs one INSERT in a write transaction of its own: short for {@code write(tx -> tx.insert(sql, parameters))}.
     *
     * @param sql one INSERT or REPLACE statement into a table with rowids, without {@code DO UPDATE}
     * @param parameters the values for its placeholders, in order; see {@link Snapshot} for the types
     * @return the rowid of the last row inserted, or empty if none was (as with {@code ON CONFLICT DO NOTHING})
     * @throws IllegalArgumentException if {@code sql} is more than one statement, is not allowed here, or takes another
     *     number of parameters
     * @throws StoreException as {@link #write(Work)}
     * @throws ClosedException if the store is closed
     */
    default OptionalLong insert(String sql, @Nullable Object... parameters) {
        return this.<OptionalLong, RuntimeException>write(transaction -> transaction.insert(sql, parameters));
    }

    /**
     * Runs one statement once for each row of parameters, all in one write transaction: all are stored, or none. Short for
     * {@code write(tx -> tx.batch(sql, rows))}; the writer is held while the rows are read.
     *
     * @param sql one SQL statement
     * @param rows the values for its placeholders, read once
     * @return the number of rows changed in all
     * @throws IllegalArgumentException if {@code sql} is more than one statement, is not allowed here, or takes another
     *     number of parameters
     * @throws StoreException as {@link #write(Work)}
     * @throws ClosedException if the store is closed
     */
    default long batch(String sql, Iterable<? extends @Nullable Object[]> rows) {
        return this.<Long, RuntimeException>write(transaction -> transaction.batch(sql, rows));
    }

    /**
     * Returns when everything that was committed before the call is flushed to disk, whatever the store's level.
     *
     * @throws IllegalArgumentException if the store is at {@link Sync#OFF}
     * @throws OutcomeUnknownException if the disk failed or did not answer in time
     * @throws ClosedException if the store is closed
     */
    void sync();

    /**
     * Reads the whole file on a reader and checks that it is sound: its pages, its indexes, its constraints and its foreign
     * keys. Others read and write meanwhile. It takes as long as reading everything does, and no longer than the query
     * timeout allows for each of the two parts.
     *
     * @return what is wrong, at most 100 lines for each part, or an empty list if nothing is
     * @throws StoreBusyException if no reader became free in time
     * @throws TimeLimitException if it takes longer than the query timeout
     * @throws ClosedException if the store is closed
     */
    List<String> integrityCheck();

    /**
     * Returns the settings that the store runs with.
     *
     * @return the configuration it was opened with
     */
    StoreConfig config();

    /**
     * Returns what the store has done since it was opened in this process, and how it stands now. It touches no disk.
     *
     * @return the figures at this moment
     */
    StoreStats stats();

    /**
     * Closes the store: new work is refused at once; running transactions, reads, completions and flushes get until the close
     * timeout to end; then they are rolled back or interrupted, and the file is closed. If the file was opened several times in
     * this process, the last close does that, and the others return at once.
     *
     * <p>It may take about two seconds more than the close timeout: one for the rollback of a transaction that does not end, and
     * one for the last checkpoint and the closing of the file. If that is not enough it returns with a warning that names who
     * held it up; the file is closed as soon as that ends, and cannot be opened again in this process until then. No time bounds
     * a file system that does not answer when it is asked for the state of the files, nor the closing of the file where the system
     * has no thread left for it; {@code Litestack.close} is bounded even then.
     *
     * <p>Closing a closed store does nothing.
     *
     * @throws IllegalStateException if called inside one of its own transactions; nothing is closed then
     * @throws StoreException if a step of the closing failed; all others were done
     */
    @Override
    void close();
}
