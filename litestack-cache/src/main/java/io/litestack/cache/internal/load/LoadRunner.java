package io.litestack.cache.internal.load;

import io.litestack.cache.LoadException;
import io.litestack.cache.Loader;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Lifetime;
import io.litestack.cache.internal.entry.Origin;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs loaders, which is user code, without any lock of ours, and keeps what they return. Thread-safe. */
final class LoadRunner {
    private static final int LONGEST_SHOWN = 200;

    private final LoadParts parts;
    private final CacheContext context;

    LoadRunner(LoadParts parts) {
        this.parts = parts;
        this.context = parts.context();
    }

    /**
     * Begins a flight. What was invalidated before it is no matter to it; what is invalidated after that, is: so it notes where the log
     * ends.
     */
    <V> Flight flight(LoadRequest<V> request) {
        if (!parts.log().isFresh(context.clock().ticks())) {
            parts.log().verify();
        }
        long now = context.clock().millis();
        Entry probe = new Entry(
                request.key(),
                Content.ofNull(),
                new Lifetime(now, now, 0, 0),
                new Origin(0, parts.log().position(), 0),
                request.tags());
        return new Flight(probe, request.format());
    }

    /** A flight can be seen from now on. If what it would notice may be forgotten already, what it loads is not kept. */
    void begun(Flight flight) {
        if (parts.generations().isTooOldToWait(flight.probe().born())) {
            flight.detach();
        }
    }

    /** Runs the loader of a flight, and keeps what it returns if that may count. */
    <V> @Nullable V runAndKeep(Flight flight, LoadRequest<V> request) {
        long began = context.clock().ticks();
        V value = run(request.key(), request.loader());
        if (value != null || request.options().nullExpiry().isPresent()) {
            keep(flight, request, microsSince(began), value);
        }
        return value;
    }

    <V> void keep(Flight flight, LoadRequest<V> request, long micros, @Nullable V value) {
        parts.keeper().keep(request, flight.probe().born(), micros, value, () -> !flight.isDetached());
    }

    long microsSince(long ticks) {
        return TimeUnit.NANOSECONDS.toMicros(context.clock().ticks() - ticks);
    }

    /** What is loaded, for messages. */
    static String shown(Object key) {
        String text = "\"" + key + '"';
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + '…';
    }

    /** Runs a loader of a key, or of several. */
    <V extends @Nullable Object> V run(Object key, Loader<? extends V> loader) {
        long began = context.clock().ticks();
        boolean isDone = false;
        context.counters().loads.increment();
        try {
            V value = loader.load();
            isDone = true;
            return value;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new LoadException("the loader of " + shown(key) + " failed: " + e, e);
        } finally {
            context.counters().loadNanos.add(context.clock().ticks() - began);
            if (!isDone) {
                context.counters().failedLoads.increment();
            }
        }
    }
}
