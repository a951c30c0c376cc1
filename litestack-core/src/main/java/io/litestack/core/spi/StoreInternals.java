package io.litestack.core.spi;

import io.litestack.core.Store;
import io.litestack.core.StoreListener;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.core.internal.Stores;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The inner side of a {@link Store}. Thread-safe. */
public interface StoreInternals {
    /**
     * Returns the inner side of a store.
     *
     * @param store a store that {@link Store#open} returned
     * @return its inner side
     * @throws IllegalArgumentException if the store is of another make
     */
    static StoreInternals of(Store store) {
        if (store instanceof StoreInternals internals) {
            return internals;
        }
        throw new IllegalArgumentException("not a store that Store.open returned: " + store.getClass());
    }

    /**
     * Tells whether the current thread is inside a {@code read} or a {@code write} of any store of this process, so that
     * waiting for another store could hold up those who wait for this one.
     *
     * @return whether it is
     */
    static boolean isThreadInside() {
        return Stores.isThreadInside();
    }

    /**
     * Returns what distinguishes this run of the system from any other.
     *
     * @return the id of the boot, or empty where it cannot be known
     */
    static Optional<String> bootId() {
        return Stores.bootId();
    }

    /**
     * Returns a handle on the store for what belongs to the open file. Who keeps all readers for long does not hold up its reads:
     * another one is opened, as for {@link #openReader}.
     *
     * @return the same handle for all who have this file open; it is valid as long as any of them is, and closing it does
     *     nothing
     */
    Store store();

    /**
     * Has something run as soon as the file is closed in this process, when Java may open it, and before anybody here can open it
     * as a store again. It is part of the closing, and takes of its time.
     *
     * @param action what to run; once for each call
     * @throws io.litestack.core.ClosedException if the store is closed
     */
    void atFileClosed(Runnable action);

    /**
     * Tells whether the file is closed in this process.
     *
     * @return whether it is, or is about to be
     */
    boolean isClosed();

    /**
     * Tells whether the current thread is inside a {@code read} or a {@code write} of this very file, so that a query is part of it
     * and sees an older or an uncommitted state.
     *
     * @return whether it is
     */
    boolean isThreadInsideThis();

    /**
     * Refuses a close that would wait for the transaction that the current thread has open; {@link Store#close} does so too if
     * it closes the file.
     *
     * @throws IllegalStateException if the current thread is inside a {@code read} or a {@code write} of this file
     */
    void refuseCloseInside();

    /**
     * Returns the name of this opening of the file by this process. The next opening, also of a copy of the file or of an
     * older state of it, has another name: so what carries it can never be taken for something else.
     *
     * @return 22 random characters, the same for all who have this file open in this process
     */
    String incarnation();

    /**
     * Returns the one object of a type that goes with the open file, making it at the first call. If it is {@link
     * AutoCloseable} it is closed just before the file is.
     *
     * @param type what it is
     * @param maker makes it from {@link #store()}; it must be quick, and must not ask for this attachment
     * @param <C> its type
     * @return the same object for all who have this file open
     * @throws io.litestack.core.ClosedException if the store is closed
     */
    <C> C attachment(Class<C> type, Function<? super Store, ? extends C> maker);

    /**
     * Returns the store's listener, guarded, and with a log line for what deserves one.
     *
     * @return the listener
     */
    StoreListener listener();

    /**
     * Returns when everything that this process committed before the call is flushed to disk, whatever the store's level.
     * Other than {@link Store#sync} it costs nothing if that is so already.
     *
     * @throws IllegalArgumentException if the store is at {@link io.litestack.core.Sync#OFF}
     * @throws io.litestack.core.OutcomeUnknownException if the disk failed or did not answer in time
     */
    void syncOwn();

    /**
     * Brings a component's tables to its newest version, in one transaction; does nothing if they are. Safe when several
     * processes do it at once. On a thread that is inside a {@code write} of the same store it becomes part of that
     * transaction.
     *
     * @param schema the component's versions
     * @throws io.litestack.core.StoreException if the file was written by a newer release, if an applied version differs
     *     from the one given, or if a statement fails (then nothing was changed)
     */
    void install(Schema schema);

    /**
     * Returns the queue of the modules' own writes.
     *
     * @return the same queue for all who have this file open
     */
    Commands commands();

    /**
     * Returns the notifier of what was committed, by this process or another.
     *
     * @return the same notifier for all who have this file open
     */
    ChangeNotifier changeNotifier();

    /**
     * Returns who knows whether other processes are alive.
     *
     * @return the same one for all who have this file open
     */
    ProcessLiveness processLiveness();

    /**
     * Returns which SQLite this is.
     *
     * @return its version, such as {@code "3.54.1"}
     */
    String sqliteVersion();

    /**
     * Makes a background loop that reports its failures to the store's listener. It is the caller's to start and close.
     *
     * @param role what it does, in one word; part of the thread's name
     * @param step its step
     * @return the loop, not started
     */
    LoopWorker loop(String role, LoopWorker.Step step);

    /**
     * Begins a write transaction that no callback bounds.
     *
     * @param options how it differs from the store's configuration
     * @return the open transaction; end it on every path
     * @throws io.litestack.core.StoreException as {@link Store#write}
     */
    OpenTransaction begin(WriteOptions options);

    /**
     * As {@link #begin}, with foreign keys neither enforced nor acted upon, as {@link #writeWithoutForeignKeys} has it.
     *
     * @param options how it differs from the store's configuration
     * @return the open transaction; end it on every path
     * @throws io.litestack.core.StoreException as {@link Store#write}
     */
    OpenTransaction beginWithoutForeignKeys(WriteOptions options);

    /**
     * Writes the whole file anew, without free pages ({@code VACUUM}). Writers wait for as long as it takes, readers do not.
     *
     * @throws io.litestack.core.StoreException if it fails; the file is as it was then
     * @throws IllegalStateException if the current thread is inside a {@code write} of this file
     */
    void vacuum();

    /**
     * Has the log moved into the file soon, as the maintenance does on its own account; does not wait for that.
     *
     * @return how many pages the log holds, and how many of them are in the file already
     */
    long[] checkpointSoon();

    /**
     * Tells whether whoever has much to write for which nobody waits had better write it later, when this is false again, soon: the log
     * has grown faster than it was moved into the file, and if it goes on to, all writers are slowed down.
     *
     * @return whether it is so; costs next to nothing
     */
    boolean isLogLong();

    /**
     * Borrows a reader without beginning a transaction: each statement sees what was committed before it. It may be kept for
     * long: when all readers are, more are opened, up to 128.
     *
     * @return the reader; close it on every path
     * @throws io.litestack.core.StoreException as {@link Store#query}
     */
    OpenSnapshot openReader();

    /**
     * Borrows a reader and begins a snapshot on it: all statements see the same commits.
     *
     * @return the reader; close it on every path
     * @throws io.litestack.core.StoreException as {@link Store#read}
     */
    OpenSnapshot openSnapshot();

    /**
     * As {@link Store#write(WriteOptions, Work)}, with foreign keys neither enforced nor acted upon, which SQLite can only
     * switch outside a transaction. It is for changes of tables, where dropping a table that others refer to would delete
     * their rows; whoever uses it checks the keys before the end.
     *
     * @param options how it differs from the store's configuration
     * @param work what to run
     * @param <T> the type of its value
     * @param <X> the exception it may throw
     * @return the value of {@code work}
     * @throws X if {@code work} does
     * @throws IllegalStateException if the thread is in a write already
     * @throws io.litestack.core.StoreException as {@link Store#write}
     */
    <T extends @Nullable Object, X extends Exception> T writeWithoutForeignKeys(
            WriteOptions options, Work<? super Transaction, T, X> work) throws X;

    /**
     * Copies the store as it is at this moment into a new file, compacted, while others read and write on.
     *
     * @param target the new file; it appears only once it is complete
     * @throws io.litestack.core.StoreException if it exists or cannot be written
     */
    void copyTo(Path target);
}
