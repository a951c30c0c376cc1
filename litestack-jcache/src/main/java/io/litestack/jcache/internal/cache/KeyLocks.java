package io.litestack.jcache.internal.cache;

import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of a key at a time in this process, so that its listeners and its writer see changes in their order. Keys share locks by
 * their hashes; several are locked in the order of the locks. Other processes are kept apart by versions. Thread-safe.
 */
final class KeyLocks {
    private static final int COUNT = 2048;

    private final ReentrantLock[] locks = new ReentrantLock[COUNT];

    KeyLocks() {
        for (int i = 0; i < COUNT; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    private static int index(Object key) {
        int hash = key.hashCode() * 0x9E37_79B9;
        return (hash >>> 16) & (COUNT - 1);
    }

    <R extends @Nullable Object> R with(Object key, Supplier<R> action) {
        ReentrantLock lock = locks[index(key)];
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    void withAll(Collection<?> keys, Runnable action) {
        int[] sorted =
                keys.stream().mapToInt(KeyLocks::index).sorted().distinct().toArray();
        int locked = 0;
        try {
            for (int each : sorted) {
                locks[each].lock();
                locked++;
            }
            action.run();
        } finally {
            for (int i = locked - 1; i >= 0; i--) {
                locks[sorted[i]].unlock();
            }
        }
    }
}
