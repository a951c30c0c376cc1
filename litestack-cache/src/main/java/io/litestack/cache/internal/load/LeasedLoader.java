package io.litestack.cache.internal.load;

import io.litestack.cache.LoadException;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.ValueFormat;
import io.litestack.cache.internal.load.Leases.Attempt;
import io.litestack.cache.internal.load.Leases.Held;
import io.litestack.cache.internal.log.LogSignal;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Loads a key in one process at a time. Those who come second wait until the value is there, and begin themselves if the first is dead, or
 * has failed: one after the other, since each needs the lease. Waiting is not polling: the log wakes who waits. Who has waited for too long
 * loads without a lease. Thread-safe.
 */
final class LeasedLoader {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LoadParts parts;
    private final LoadRunner runner;
    private final Leases leases;
    private final LogSignal signal;

    LeasedLoader(LoadParts parts, LoadRunner runner) {
        this.parts = parts;
        this.runner = runner;
        this.leases = parts.leases();
        this.signal = parts.signal();
    }

    /** Loads with the lease of the key, or returns what another process has loaded. */
    <V> @Nullable V load(Flight flight, LoadRequest<V> request) {
        Key key = request.key();
        long token = leases.newToken();
        long end = System.nanoTime() + LONGEST_WAIT_NANOS;
        Attempt attempt = leases.acquire(key, token);
        while (attempt == Attempt.HELD) {
            long seen = signal.count();
            Entry found = parts.reader().findAgain(key);
            if (found != null && isValue(found, request)) {
                return ValueFormat.isNull(found) ? null : request.format().decode(found);
            }
            if (end - System.nanoTime() <= 0) {
                break;
            }
            attempt = attemptOrWait(key, token, seen);
        }
        return attempt == Attempt.ACQUIRED ? loadHolding(flight, request, token) : runner.runAndKeep(flight, request);
    }

    private static <V> boolean isValue(Entry found, LoadRequest<V> request) {
        return request.format().reads(found)
                || (ValueFormat.isNull(found) && request.options().nullExpiry().isPresent());
    }

    private Attempt attemptOrWait(Key key, long token, long seen) {
        Optional<Held> held = leases.held(key);
        try {
            if (held.isEmpty()) {
                // it is over without a value: others want to try as well
                TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(LONGEST_REST_NANOS));
                return leases.acquire(key, token);
            }
            if (leases.isDead(held.get())) {
                return leases.takeOver(key, token, held.get());
            }
            signal.await(seen, LOOK_NANOS);
            return Attempt.HELD;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted while another process loaded \"" + key + '"', e);
        }
    }

    private <V> @Nullable V loadHolding(Flight flight, LoadRequest<V> request, long token) {
        try {
            // it may have been loaded between the miss and the lease
            Entry found = parts.reader().findAgain(request.key());
            if (found != null && isValue(found, request)) {
                return ValueFormat.isNull(found) ? null : request.format().decode(found);
            }
            return runner.runAndKeep(flight, request);
        } finally {
            leases.end(request.key(), token);
        }
    }
}
