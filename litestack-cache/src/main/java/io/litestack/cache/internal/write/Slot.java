package io.litestack.cache.internal.write;

import io.litestack.cache.internal.entry.Key;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way for a key. Immutable; the map holds another one after each change.
 *
 * @param queued the change that waits to be written
 * @param taken the change that is being written, or is written and nobody has taken note of that yet
 * @param waiters how many changes are under way whose outcome is decided in the file
 * @param blocked how many open transactions will remove it, perhaps
 */
public record Slot(@Nullable PendingWrite queued, @Nullable PendingWrite taken, int waiters, int blocked) {
    static final Slot NONE = new Slot(null, null, 0, 0);

    Slot withQueued(@Nullable PendingWrite write) {
        return new Slot(write, taken, waiters, blocked);
    }

    Slot withTaken(@Nullable PendingWrite write) {
        return new Slot(queued, write, waiters, blocked);
    }

    Slot withWaiters(int count) {
        return new Slot(queued, taken, count, blocked);
    }

    Slot withBlocked(int count) {
        return new Slot(queued, taken, waiters, count);
    }

    /** This, or null if nothing is on its way any more. */
    @Nullable
    Slot orNull() {
        return queued == null && taken == null && waiters == 0 && blocked == 0 ? null : this;
    }

    public boolean isBlocked() {
        return blocked > 0;
    }

    /** The newest change of the key, or null if the file has it. */
    public @Nullable PendingWrite newest() {
        return queued != null ? queued : taken;
    }

    /** The newest change, unless it is one of another key with the same hash. */
    public @Nullable PendingWrite newestOf(Key key) {
        PendingWrite newest = newest();
        return newest != null && newest.key().isSameAs(key) ? newest : null;
    }
}
