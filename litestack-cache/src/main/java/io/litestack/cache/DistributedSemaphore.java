package io.litestack.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * A number of permits that all threads of all processes that have the cache open share. Thread-safe.
 *
 * <pre>{@code
 * DistributedSemaphore browsers = cache.semaphore("browsers", 4);
 * try (Lease lease = browsers.acquire()) {
 *     takeScreenshot();
 * }
 * }</pre>
 *
 * <p>What is said of the {@link DistributedLock} holds here as well: the order is that of asking, permits of a process that dies are
 * free again, and who asks twice needs two. All who use a name should give it the same number; each goes by its own.
 */
public interface DistributedSemaphore {
    /**
     * Acquires a permit if one is free and nobody waits.
     *
     * @return the lease, or empty if there is none
     * @throws IllegalStateException inside a {@code write} of the cache's own file
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    default Optional<Lease> tryAcquire() {
        return tryAcquire(1, Duration.ZERO);
    }

    /**
     * Waits for permits.
     *
     * @param permits how many, 1 to the number that there are
     * @param timeout how long at most; zero or less not at all
     * @return the lease of all of them, or empty if the time is over
     * @throws IllegalArgumentException if there are never as many
     * @throws IllegalStateException inside a {@code write} of the cache's own file
     * @throws io.litestack.core.StoreInterruptedException if the thread is interrupted; it does not wait any more then
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    Optional<Lease> tryAcquire(int permits, Duration timeout);

    /**
     * Waits for a permit as long as it takes.
     *
     * @return the lease
     * @throws IllegalStateException inside a {@code write} of the cache's own file
     * @throws io.litestack.core.StoreInterruptedException if the thread is interrupted; it does not wait any more then
     * @throws io.litestack.core.StoreException if it could not be committed
     */
    Lease acquire();

    /**
     * Returns how many permits are neither held nor waited for.
     *
     * @return the number at this moment
     * @throws io.litestack.core.StoreException if the file cannot be read
     */
    int availablePermits();

    /**
     * Returns this semaphore with leases that end by themselves; see {@link DistributedLock#withTimeLimit}.
     *
     * @param limit how long a lease lasts from when it is had, by the wall clock; 1 ms to 365 days
     * @return the semaphore; how others acquire its permits does not change
     * @throws IllegalArgumentException if it is outside its bounds
     */
    DistributedSemaphore withTimeLimit(Duration limit);
}
