package io.litestack.cache.internal.load;

import io.litestack.cache.internal.entry.Key;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The loads that are under way, one for each key. One whose key was changed since is <em>detached</em>: those who wait for it get what
 * it loads, which was right when they asked, and whoever asks from then on begins another one. Thread-safe.
 */
public final class Flights {
    private final Map<Key, Flight> flights = new ConcurrentHashMap<>();

    /** For whom a thread waits, so that threads that wait for each other find out. */
    private final Map<Thread, Flight> waiting = new ConcurrentHashMap<>();

    /** A key was changed. */
    public void detach(Key key) {
        Flight flight = flights.remove(key);
        if (flight != null) {
            flight.detach();
        }
    }

    /** Somebody else has changed a key, at a place of the log. */
    public void detachOlder(Key key, long seq) {
        flights.computeIfPresent(key, (it, flight) -> {
            if (flight.probe().born() >= seq) {
                return flight;
            }
            flight.detach();
            return null;
        });
    }

    public void detachAll() {
        flights.keySet().forEach(this::detach);
    }

    /** Begins a flight, unless there is one: then returns that. */
    @Nullable
    Flight begin(Flight mine) {
        return flights.putIfAbsent(mine.key(), mine);
    }

    /** Ends a flight. */
    void end(Flight flight) {
        flights.remove(flight.key(), flight);
    }

    /** Whether waiting for a flight would never end, since its thread waits for this one, perhaps by way of others. */
    boolean wouldDeadlock(Flight flight) {
        Thread mine = Thread.currentThread();
        Flight next = flight;
        for (int i = 0; next != null && i < 1_000; i++) {
            if (next.thread() == mine) {
                return true;
            }
            next = waiting.get(next.thread());
        }
        return false;
    }

    void waits(Flight flight) {
        waiting.put(Thread.currentThread(), flight);
    }

    void waitsNoMore() {
        waiting.remove(Thread.currentThread());
    }
}
