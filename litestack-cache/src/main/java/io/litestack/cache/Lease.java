package io.litestack.cache;

import java.time.Duration;

/**
 * What is held of a {@link DistributedLock} or a {@link DistributedSemaphore}. It ends when it is closed, when the cache is, when its
 * process dies, or after its time limit if it has one. It does not belong to a thread: any may close it. Thread-safe.
 */
public interface Lease extends AutoCloseable {
    /**
     * Returns a number that is greater than that of every lease of the same name before it (a fencing token). Who writes somewhere
     * under a lock can store it there, and refuse a writer whose number is smaller: one that has been stopped for longer than its lease
     * lasted, and does not know yet.
     *
     * @return the number
     */
    long token();

    /**
     * Tells whether it is still held, by a look at the file.
     *
     * @return false once it has ended, and also if the file was damaged and another has taken its place
     * @throws io.litestack.core.StoreException if the file cannot be read
     */
    boolean isHeld();

    /**
     * Has it end after a time from now on, whatever time limit it had.
     *
     * @param limit 1 ms to 365 days
     * @return whether it was still held
     * @throws IllegalArgumentException if the limit is outside its bounds
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    boolean extend(Duration limit);

    /**
     * Ends it. Those who wait are woken. Closing what has ended does nothing.
     *
     * @throws io.litestack.core.StoreException if it could not be committed; it ends with the process then
     */
    @Override
    void close();
}
