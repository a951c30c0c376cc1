package io.litestack.jcache.internal.cache;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a key, and what the caller gets for it.
 *
 * @param action what is done
 * @param value what is put, or null
 * @param result what the caller gets
 */
record Outcome<V, R>(
        Action action, @Nullable V value, @Nullable R result) {
    /** What is done with a key. */
    enum Action {
        /** Nothing. */
        KEEP,

        /** It was read. */
        ACCESS,

        /** It gets a value, which the writer hears of. */
        PUT,

        /** It gets a value that the writer need not hear of. */
        LOAD,

        /** It goes, which the writer hears of. */
        REMOVE,

        /** It goes, and the writer need not hear of that. */
        DROP
    }

    static <V, R> Outcome<V, R> keep(@Nullable R result) {
        return new Outcome<>(Action.KEEP, null, result);
    }

    static <V, R> Outcome<V, R> accessed(@Nullable R result) {
        return new Outcome<>(Action.ACCESS, null, result);
    }

    static <V, R> Outcome<V, R> put(V value, @Nullable R result) {
        return new Outcome<>(Action.PUT, value, result);
    }

    static <V, R> Outcome<V, R> load(V value, @Nullable R result) {
        return new Outcome<>(Action.LOAD, value, result);
    }

    static <V, R> Outcome<V, R> remove(@Nullable R result) {
        return new Outcome<>(Action.REMOVE, null, result);
    }

    static <V, R> Outcome<V, R> drop(@Nullable R result) {
        return new Outcome<>(Action.DROP, null, result);
    }
}
