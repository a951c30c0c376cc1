package io.litestack.cache.internal.coordinate;

import io.litestack.cache.DistributedSemaphore;
import io.litestack.cache.Lease;
import io.litestack.core.LitestackException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A semaphore whose queue is rows. Thread-safe. */
public final class TicketSemaphore implements DistributedSemaphore {
    /** For ever, without overflow. */
    private static final Duration EVER = Duration.ofDays(36_500);

    private final Queues queues;
    private final String name;
    private final int permits;
    private final @Nullable Duration limit;

    private TicketSemaphore(Queues queues, String name, int permits, @Nullable Duration limit) {
        this.queues = queues;
        this.name = name;
        this.permits = permits;
        this.limit = limit;
    }

    /** A semaphore whose leases last as long as they are not closed. */
    public static TicketSemaphore of(Queues queues, String name, int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("a semaphore must have at least 1 permit, but is to have " + permits);
        }
        return new TicketSemaphore(queues, name, permits, null);
    }

    @Override
    public Optional<Lease> tryAcquire(int count, Duration timeout) {
        check(count);
        Duration wait = timeout.compareTo(EVER) > 0 ? EVER : timeout;
        return wait.isNegative() || wait.isZero()
                ? lease(count, TicketQueue::tryAcquire)
                : await(count, System.nanoTime() + wait.toNanos());
    }

    @Override
    public Lease acquire() {
        Optional<Lease> lease = Optional.empty();
        while (lease.isEmpty()) {
            lease = await(1, System.nanoTime() + EVER.toNanos());
        }
        return lease.get();
    }

    private Optional<Lease> await(int count, long deadline) {
        return lease(count, (queue, wish) -> queue.acquire(wish, deadline));
    }

    private void check(int count) {
        if (count < 1 || count > permits) {
            throw new IllegalArgumentException(
                    "the semaphore \"" + name + "\" has " + permits + " permits, and " + count + " are asked for");
        }
    }

    /** How permits are got. */
    private interface Way {
        OptionalLong acquire(TicketQueue queue, TicketQueue.Wish wish);
    }

    /** If the file is replaced while somebody waits the wait goes on in the new one. */
    private Optional<Lease> lease(int count, Way way) {
        while (true) {
            TicketQueue queue = queues.current();
            try {
                OptionalLong id =
                        way.acquire(queue, new TicketQueue.Wish(queue.semaphore(name), count, permits, limit));
                return id.isPresent() ? Optional.of(new TicketLease(queues, queue, id.getAsLong())) : Optional.empty();
            } catch (LitestackException e) {
                if (queues.isClosed() || queues.current() == queue) {
                    throw e;
                }
            }
        }
    }

    @Override
    public int availablePermits() {
        TicketQueue queue = queues.current();
        return (int) Math.max(0, permits - queue.taken(queue.semaphore(name)));
    }

    @Override
    public TicketSemaphore withTimeLimit(Duration value) {
        return new TicketSemaphore(queues, name, permits, Limits.check(value));
    }

    @Override
    public String toString() {
        return "DistributedSemaphore[" + name + ", " + permits + "]";
    }
}
