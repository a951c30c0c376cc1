package io.litestack.job.internal.limit;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits as the last command of this process that needed them has left them. It says nothing by itself: {@link Limits} looks
 * whether they are still so. Used by whoever has the writer.
 */
public final class LimitCache {
    private static final int MOST_KEPT = 20_000;

    private final Map<String, LimitState> byKey = new HashMap<>();
    private final Map<Long, LimitState> byId = new HashMap<>();

    /** What the table said when they were so. */
    long version;

    /** All changes of the objects were written, as far as is known: a command that failed on its way has not. */
    boolean isWritten;

    /** The lowest and the highest priority that a job with a limit has had, null if there was none. */
    @Nullable
    Integer lowest;

    @Nullable
    Integer top;

    void clear() {
        byKey.clear();
        byId.clear();
    }

    @Nullable
    LimitState find(String key) {
        return byKey.get(key);
    }

    /** An empty one, if there is none. Keys of the same hash, should there ever be two, share one. */
    LimitState add(String key) {
        LimitState state = new LimitState(key);
        LimitState former = byId.putIfAbsent(state.id, state);
        LimitState result = former == null ? state : former;
        byKey.put(key, result);
        return result;
    }

    @Nullable
    LimitState findById(long id) {
        return byId.get(id);
    }

    /** Between commands: none of those that were given out is in use. */
    void bound() {
        if (byKey.size() > MOST_KEPT) {
            clear();
        }
    }
}
