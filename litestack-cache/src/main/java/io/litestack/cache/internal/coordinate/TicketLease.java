package io.litestack.cache.internal.coordinate;

import io.litestack.cache.Lease;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A ticket that has its permits. Thread-safe. */
final class TicketLease implements Lease {
    private final Queues queues;
    private final TicketQueue queue;
    private final long id;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    TicketLease(Queues queues, TicketQueue queue, long id) {
        this.queues = queues;
        this.queue = queue;
        this.id = id;
    }

    @Override
    public long token() {
        return id;
    }

    /** A file that was replaced does not count any more. */
    private boolean isGone() {
        return isClosed.get() || queues.current() != queue;
    }

    @Override
    public boolean isHeld() {
        return !isGone() && queue.isHeld(id);
    }

    @Override
    public boolean extend(Duration limit) {
        Limits.check(limit);
        return !isGone() && queue.isHeld(id) && queue.extend(id, limit);
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true) && !queues.isClosed() && queues.current() == queue) {
            queue.release(id);
        }
    }

    @Override
    public String toString() {
        return "Lease[" + id + (isClosed.get() ? ", closed]" : "]");
    }
}
