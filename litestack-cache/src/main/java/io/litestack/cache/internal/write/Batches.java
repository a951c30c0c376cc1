package io.litestack.cache.internal.write;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The batches that run, and the changes that each has taken. Whether one is committed is learned from its future, from the return of
 * the thread that waits for it, or from the log, whichever comes first. Thread-safe.
 */
public final class Batches {
    private final PendingWrites pending;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, List<PendingWrite>> running = new ConcurrentHashMap<>();

    public Batches(PendingWrites pending) {
        this.pending = pending;
    }

    /** The number of a batch that runs for the first time: those of later ones are greater. */
    long next() {
        return numbers.incrementAndGet();
    }

    /** A batch runs, perhaps once more; its transaction is still open. */
    void running(long batch, List<PendingWrite> writes) {
        if (!writes.isEmpty()) {
            running.put(batch, writes);
        }
    }

    /** A batch is committed. */
    public void committed(long batch) {
        List<PendingWrite> writes = running.remove(batch);
        if (writes != null) {
            writes.forEach(pending::written);
        }
    }

    /**
     * A batch could not be committed, or that is not known.
     *
     * @return how many changes became removals
     */
    int failed(long batch) {
        @Nullable List<PendingWrite> writes = running.remove(batch);
        return writes == null
                ? 0
                : (int) writes.stream().filter(pending::failed).count();
    }
}
