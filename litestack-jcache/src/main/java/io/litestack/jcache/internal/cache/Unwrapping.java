package io.litestack.jcache.internal.cache;

import org.jspecify.annotations.Nullable;

/** What is asked for by its class. */
final class Unwrapping {
    private Unwrapping() {}

    static <T> T unwrap(Object object, @Nullable Class<T> type) {
        if (type != null && type.isInstance(object)) {
            return type.cast(object);
        }
        throw new IllegalArgumentException(
                "a " + object.getClass().getSimpleName() + " is no " + (type == null ? "null" : type.getName()));
    }
}
