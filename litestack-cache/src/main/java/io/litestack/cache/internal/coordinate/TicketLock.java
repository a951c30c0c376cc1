package io.litestack.cache.internal.coordinate;

import io.litestack.cache.DistributedLock;
import io.litestack.cache.Lease;
import java.time.Duration;
import java.util.Optional;

/** A lock: a semaphore with one permit, under a name that semaphores do not have. Thread-safe. */
public final class TicketLock implements DistributedLock {
    private final String name;
    private final TicketSemaphore semaphore;

    private TicketLock(String name, TicketSemaphore semaphore) {
        this.name = name;
        this.semaphore = semaphore;
    }

    public static TicketLock of(Queues queues, String name) {
        return new TicketLock(name, TicketSemaphore.of(queues, "lock " + name, 1));
    }

    @Override
    public Optional<Lease> tryAcquire() {
        return semaphore.tryAcquire();
    }

    @Override
    public Optional<Lease> tryAcquire(Duration timeout) {
        return semaphore.tryAcquire(1, timeout);
    }

    @Override
    public Lease acquire() {
        return semaphore.acquire();
    }

    @Override
    public DistributedLock withTimeLimit(Duration limit) {
        return new TicketLock(name, semaphore.withTimeLimit(limit));
    }

    @Override
    public String toString() {
        return "DistributedLock[" + name + "]";
    }
}
