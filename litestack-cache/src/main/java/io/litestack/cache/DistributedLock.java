package io.litestack.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * A lock that at most one holder has, among all threads of all processes that have the cache open. Thread-safe.
 *
 * <pre>{@code
 * try (Lease lease = cache.lock("nightly-report").acquire()) {
 *     writeReport();
 * }
 * }</pre>
 *
 * <p>It is had in the order in which it was asked for. If the holder's process dies, by {@code kill -9} too, the next one has it
 * within a moment; a process that is stopped or slow is not dead and keeps it. (Death is seen on Linux; elsewhere give a {@link
 * #withTimeLimit time limit}.) It is not reentrant: who holds it and asks again waits like everybody else. Acquiring and releasing
 * are a commit each.
 */
public interface DistributedLock {
    /**
     * Acquires the lock if nobody has it or waits for it.
     *
     * @return the lease, or empty if somebody has the lock
     * @throws IllegalStateException inside a {@code write} of the cache's own file, where others would not see it
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    Optional<Lease> tryAcquire();

    /**
     * Waits for the lock.
     *
     * @param timeout how long at most; zero or less not at all
     * @return the lease, or empty if the time is over
     * @throws IllegalStateException inside a {@code write} of the cache's own file
     * @throws io.litestack.core.StoreInterruptedException if the thread is interrupted; it does not wait any more then
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    Optional<Lease> tryAcquire(Duration timeout);

    /**
     * Waits for the lock as long as it takes.
     *
     * @return the lease
     * @throws IllegalStateException inside a {@code write} of the cache's own file
     * @throws io.litestack.core.StoreInterruptedException if the thread is interrupted; it does not wait any more then
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    Lease acquire();

    /**
     * Returns this lock with leases that end by themselves, also if their process lives on and has forgotten them.
     *
     * @param limit how long a lease lasts from when it is had, by the wall clock; 1 ms to 365 days
     * @return the lock; how others acquire it does not change
     * @throws IllegalArgumentException if it is outside its bounds
     */
    DistributedLock withTimeLimit(Duration limit);
}
