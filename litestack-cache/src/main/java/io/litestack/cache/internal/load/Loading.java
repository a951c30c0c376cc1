package io.litestack.cache.internal.load;

import io.litestack.cache.BulkLoader;
import io.litestack.cache.LoadException;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.Loader;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Lifetime;
import io.litestack.cache.internal.entry.Origin;
import io.litestack.cache.internal.entry.ValueFormat;
import io.litestack.core.spi.StoreInternals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Loads missing values: one thread a key, and no value that may be old by the time it is there is kept.
 *
 * <p>What was invalidated before a load began is no matter to it; what is invalidated after that, is. So it notes where the log ends when
 * it begins, and its entry is born there. User code runs without any lock of ours.
 *
 * <p>Thread-safe.
 */
public final class Loading {
    private final LoadParts parts;
    private final CacheContext context;
    private final Flights flights;

    public Loading(LoadParts parts) {
        this.parts = parts;
        this.context = parts.context();
        this.flights = parts.flights();
    }

    /**
     * What is to be loaded.
     *
     * @param key the key
     * @param tags hashes of its tags
     * @param format how its value is stored
     * @param options how it is loaded
     * @param loader makes it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request<V>(
            Key key, long[] tags, ValueFormat<V> format, LoadOptions options, Loader<? extends @Nullable V> loader) {}

    /** Loads a value that was missed; null if the loader returns that. */
    public <V> @Nullable V load(Request<V> request) {
        if (StoreInternals.isThreadInside()) {
            // what it sees may be old, or never be committed
            return run(request.key().toString(), request.loader());
        }
        while (true) {
            Flight mine = new Flight(probe(request), request.format());
            Flight other = flights.begin(mine);
            if (other == null) {
                return lead(mine, request);
            }
            if (other.isDetached() || !parts.generations().isAlive(other.probe())) {
                flights.detach(other.key());
            } else if (!other.key().isSameAs(request.key()) || other.format() != request.format()) {
                return loadAlone(mine, request);
            } else if (flights.wouldDeadlock(other)) {
                return loadInCircle(mine, other, request);
            } else {
                return await(other, request);
            }
        }
    }

    /**
     * Loads several values together, of one namespace and with the same tags. Others may load the same keys meanwhile.
     *
     * @return the values that the loader returned
     */
    public <V> Map<String, ? extends V> loadAll(List<Request<V>> requests, BulkLoader<? extends V> loader) {
        boolean isKept = !StoreInternals.isThreadInside();
        List<Flight> flights = new ArrayList<>(requests.size());
        Set<String> keys = new LinkedHashSet<>();
        for (Request<V> request : requests) {
            keys.add(request.key().text());
            flights.add(new Flight(probe(request), request.format()));
        }
        long began = context.clock().ticks();
        Map<String, ? extends V> values = run(keys.toString(), () -> loader.load(Collections.unmodifiableSet(keys)));
        long micros = TimeUnit.NANOSECONDS.toMicros(context.clock().ticks() - began) / requests.size();
        for (int i = 0; isKept && i < requests.size(); i++) {
            keepOneOfMany(
                    flights.get(i),
                    requests.get(i),
                    values.get(requests.get(i).key().text()),
                    micros);
        }
        return values;
    }

    /** Nobody joins such a flight, and it is not registered where changes of its key would be told to it. */
    private <V> void keepOneOfMany(Flight flight, Request<V> request, @Nullable V value, long micros) {
        if (value != null) {
            parts.keeper().keep(request, flight.probe().born(), micros, value, () -> !flight.isDetached());
        }
    }

    private <V> Entry probe(Request<V> request) {
        if (!parts.log().isFresh(context.clock().ticks())) {
            parts.log().verify();
        }
        long now = context.clock().millis();
        return new Entry(
                request.key(),
                Content.ofNull(),
                new Lifetime(now, now, 0, 0),
                new Origin(0, parts.log().position(), 0),
                request.tags());
    }

    private <V> @Nullable V lead(Flight flight, Request<V> request) {
        boolean isDone = false;
        try {
            // somebody may have loaded it between the miss and now
            Entry found = parts.reader().findInMemory(request.key());
            V value = found != null && request.format().reads(found)
                    ? request.format().decode(found)
                    : runAndKeep(flight, request);
            flight.value().complete(value);
            isDone = true;
            return value;
        } catch (Throwable e) {
            flight.value().completeExceptionally(e);
            isDone = true;
            throw e;
        } finally {
            flights.end(flight);
            if (!isDone) {
                flight.value().cancel(false);
            }
        }
    }

    /** The key is being loaded as a value of another type: that is nobody's to wait for. */
    private <V> @Nullable V loadAlone(Flight flight, Request<V> request) {
        return runAndKeep(flight, request);
    }

    private <V> @Nullable V loadInCircle(Flight mine, Flight other, Request<V> request) {
        if (other.thread() == Thread.currentThread()) {
            throw new IllegalStateException("the loader of \"" + request.key()
                    + "\" asks for the very key that it loads; it would wait for itself");
        }
        return loadAlone(mine, request);
    }

    @SuppressWarnings("unchecked") // a flight of the same format
    private <V> @Nullable V await(Flight flight, Request<V> request) {
        flights.waits(flight);
        try {
            return (V) flight.value().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted while another thread loaded \"" + request.key() + '"', e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof RuntimeException unchecked
                    ? unchecked
                    : new LoadException(String.valueOf(cause), cause);
        } finally {
            flights.waitsNoMore();
        }
    }

    /** Runs the loader, and keeps what it returns if that may count. */
    private <V> @Nullable V runAndKeep(Flight flight, Request<V> request) {
        long began = context.clock().ticks();
        V value = run(request.key().toString(), request.loader());
        long micros = TimeUnit.NANOSECONDS.toMicros(context.clock().ticks() - began);
        if (value != null || request.options().nullExpiry().isPresent()) {
            parts.keeper().keep(request, flight.probe().born(), micros, value, () -> !flight.isDetached());
        }
        return value;
    }

    private <V extends @Nullable Object> V run(String key, Loader<? extends V> loader) {
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
            throw new LoadException("the loader of \"" + key + "\" failed: " + e, e);
        } finally {
            context.counters().loadNanos.add(context.clock().ticks() - began);
            if (!isDone) {
                context.counters().failedLoads.increment();
            }
        }
    }
}
