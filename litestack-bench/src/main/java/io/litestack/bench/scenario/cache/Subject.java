package io.litestack.bench.scenario.cache;

import java.util.List;

/** A cache under load: Litestack's or another one. Keys and values are those of an {@link EntrySet}. Thread-safe. */
interface Subject extends AutoCloseable {
    /** The length of a value, or -1 if there is none. */
    int read(int key) throws Exception;

    /** Stores a value anew; it may be on its way when this returns, if that is how the cache is used. */
    void write(int key) throws Exception;

    /** Returns when everything written before is where it is kept. */
    default void settle() throws Exception {}

    /** How many of these keys have a value. */
    default int readAll(List<String> keys) throws Exception {
        throw new UnsupportedOperationException();
    }

    /** Adds one to a counter. */
    default long increment(int key) throws Exception {
        throw new UnsupportedOperationException();
    }

    @Override
    void close();
}
