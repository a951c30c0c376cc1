package io.litestack.core.spi;

/**
 * Notifies those who wait that something was committed to a file, by this process or by another. It carries no data: whoever
 * is notified looks at the tables. A notification may come without a reason; it is never missing for longer than the longest
 * interval at which the file is polled, 250 ms. Thread-safe.
 */
public interface ChangeNotifier {
    /** Every topic: what a change by a foreign process, whose topics are unknown, counts as. */
    long ALL = -1L;

    /**
     * Calls {@code listener} whenever something of the topics may have been committed, and once right away.
     *
     * @param topics a set of bits, meaningful to the module
     * @param listener called on whatever thread found out: it must only set a flag or wake a thread
     * @return ends the subscription when closed
     */
    Subscription subscribe(long topics, Runnable listener);

    /**
     * As {@link #subscribe}, for who learns of this process's own commits in another way: it is called for what other processes
     * commit, and as often as the poller finds that anybody has committed.
     *
     * @param topics a set of bits, meaningful to the module
     * @param listener called on whatever thread found out: it must only set a flag or wake a thread
     * @return ends the subscription when closed
     */
    Subscription subscribeToOthers(long topics, Runnable listener);

    /** Ends a subscription. */
    interface Subscription extends AutoCloseable {
        /** Ends it; a call that is under way may still finish. */
        @Override
        void close();
    }
}
