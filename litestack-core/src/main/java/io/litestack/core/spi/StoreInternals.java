package io.litestack.core.spi;

import io.litestack.core.Store;

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
     * Brings a component's tables to its newest version, in one transaction; does nothing if they are. Safe when several
     * processes do it at once.
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
     * Returns the bell that tells when something was committed, by this process or another.
     *
     * @return the same bell for all who have this file open
     */
    Wakeup wakeup();

    /**
     * Returns the registry of the living.
     *
     * @return the same one for all who have this file open
     */
    SignsOfLife signsOfLife();

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
}
