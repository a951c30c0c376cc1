package io.litestack.cache.internal.load;

import io.litestack.cache.BulkLoader;
import io.litestack.cache.LoadException;
import io.litestack.cache.Loader;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.core.spi.StoreInternals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Loads missing values: one thread a key, and no value that may be old by the time it is there is kept.
 *
 * <p>A thread that finds a load of its key under way waits for that, unless the key was changed or invalidated since it began: then it begins
 * one of its own. What a thread loads inside a transaction may be old, or never be committed; it is returned to that thread, and is nobody
 * else's.
 *
 * <p>Thread-safe.
 */
public final class Loading {
    private final LoadParts parts;
    private final CacheContext context;
    private final Flights flights;
    private final LoadRunner runner;
    private final LeasedLoader leased;

    public Loading(LoadParts parts) {
        this.parts = parts;
        this.context = parts.context();
        this.flights = parts.flights();
        this.runner = new LoadRunner(parts);
        this.leased = new LeasedLoader(parts, runner);
    }

    LoadRunner runner() {
        return runner;
    }

    /** Loads a value that was missed; null if the loader returns that. */
    public <V> @Nullable V load(LoadRequest<V> request) {
        if (StoreInternals.isThreadInside()) {
            return runner.run(request.key().toString(), request.loader());
        }
        while (true) {
            Flight mine = runner.flight(request);
            Flight other = flights.begin(mine);
            if (other == null) {
                return lead(mine, request);
            }
            if (other.isDetached() || !parts.generations().isAlive(other.probe())) {
                flights.detach(other.key());
            } else if (!other.key().isSameAs(request.key()) || other.format() != request.format()) {
                return loadAlone(mine, request);
            } else if (flights.waits(other)) {
                return await(other, request);
            } else {
                return loadInCircle(mine, other, request);
            }
        }
    }

    private <V> @Nullable V lead(Flight flight, LoadRequest<V> request) {
        boolean isDone = false;
        try {
            runner.begun(flight);
            // somebody may have loaded it between the miss and now
            Entry found = parts.reader().findInMemory(request.key());
            V value = found != null && request.format().reads(found)
                    ? request.format().decode(found)
                    : loadAndKeep(flight, request);
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

    private <V> @Nullable V loadAndKeep(Flight flight, LoadRequest<V> request) {
        return request.options().isAcrossProcesses()
                ? leased.load(flight, request)
                : runner.runAndKeep(flight, request);
    }

    /** The key is being loaded in a way that this thread cannot wait for. */
    private <V> @Nullable V loadAlone(Flight flight, LoadRequest<V> request) {
        flights.beginAlone(flight);
        try {
            runner.begun(flight);
            return runner.runAndKeep(flight, request);
        } finally {
            flights.endAlone(flight);
        }
    }

    private <V> @Nullable V loadInCircle(Flight mine, Flight other, LoadRequest<V> request) {
        if (other.thread() == Thread.currentThread()) {
            throw new IllegalStateException("the loader of \"" + request.key()
                    + "\" asks for the very key that it loads; it would wait for itself");
        }
        return loadAlone(mine, request);
    }

    @SuppressWarnings("unchecked") // a flight of the same format
    private <V> @Nullable V await(Flight flight, LoadRequest<V> request) {
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

    /**
     * Loads several values together, of one namespace and with the same tags. Others may load the same keys meanwhile.
     *
     * @return the values that the loader returned
     */
    public <V> Map<String, ? extends V> loadAll(List<LoadRequest<V>> requests, BulkLoader<? extends V> loader) {
        Set<String> keys = new LinkedHashSet<>();
        requests.forEach(it -> keys.add(it.key().text()));
        Loader<Map<String, ? extends V>> all = () -> Objects.requireNonNull(
                loader.load(Collections.unmodifiableSet(keys)),
                () -> "the loader of " + LoadRunner.shown(keys)
                        + " returned null; what it has no value for it leaves out of its map");
        if (StoreInternals.isThreadInside()) {
            return runner.run(keys, all);
        }
        List<Flight> mine = new ArrayList<>(requests.size());
        requests.forEach(it -> mine.add(runner.flight(it)));
        mine.forEach(flights::beginAlone);
        try {
            mine.forEach(runner::begun);
            long began = context.clock().ticks();
            Map<String, ? extends V> values = runner.run(keys, all);
            long micros = runner.microsSince(began) / requests.size();
            for (int i = 0; i < requests.size(); i++) {
                V value = values.get(requests.get(i).key().text());
                if (value != null || requests.get(i).options().nullExpiry().isPresent()) {
                    runner.keep(mine.get(i), requests.get(i), micros, value);
                }
            }
            return values;
        } finally {
            mine.forEach(flights::endAlone);
        }
    }
}
