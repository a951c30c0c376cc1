package io.litestack.cache.internal.coordinate;

/** The queue of the file that a cache has now: another one takes its place if that is damaged. Thread-safe. */
public interface Queues {
    /**
     * Returns the queue.
     *
     * @throws io.litestack.core.ClosedException if the cache is closed
     */
    TicketQueue current();

    /** Whether the cache is closed, so that there are no leases any more. */
    boolean isClosed();
}
