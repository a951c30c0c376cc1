package io.litestack.cache.internal.load;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Keeps what was loaded. */
public interface LoadedKeeper {
    /**
     * Keeps a value, unless it may be old.
     *
     * @param request what was asked for
     * @param born where the log ended when the load began
     * @param loadMicros how long it took
     * @param value the value, or the null that the loader returned
     * @param isValid whether the key was not changed since; asked again when that can be said for sure
     */
    <V> void keep(LoadRequest<V> request, long born, long loadMicros, @Nullable V value, BooleanSupplier isValid);
}
