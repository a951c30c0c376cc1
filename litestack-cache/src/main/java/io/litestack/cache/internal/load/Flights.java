package io.litestack.cache.internal.load;

import io.litestack.cache.internal.entry.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The loads that are under way, one for each key. One whose key was changed since is <em>detached</em>: those who wait for it get what
 * it loads, which was right when they asked, and whoever asks from then on begins another one. Thread-safe.
 */
public final class Flights {
    private final Map<Key, Flight> flights = new ConcurrentHashMap<>();

    /** Loads that nobody may wait for: of several keys together, or of a key that another thread loads otherwise. */
    private final Map<Key, List<Flight>> lone = new ConcurrentHashMap<>();

    /** For whom a thread waits, so that threads that wait for each other find out. */
    private final Map<Thread, Flight> waiting = new ConcurrentHashMap<>();

    /** A key was changed. */
    public void detach(Key key) {
        detachOlder(key, Long.MAX_VALUE);
    }

    /** Somebody else has changed a key, at a place of the log. */
    public void detachOlder(Key key, long seq) {
        if (!flights.isEmpty()) {
            flights.computeIfPresent(key, (it, flight) -> detached(flight, seq) ? null : flight);
        }
        if (!lone.isEmpty()) {
            List<Flight> ofKey = lone.getOrDefault(key, List.of());
            ofKey.forEach(it -> detached(it, seq));
        }
    }

    private static boolean detached(Flight flight, long seq) {
        if (flight.probe().born() >= seq) {
            return false;
        }
        flight.detach();
        return true;
    }

    public void detachAll() {
        flights.keySet().forEach(this::detach);
        lone.keySet().forEach(this::detach);
    }

    /** The place of the log at which the oldest load began; {@code otherwise} if there is none. */
    public long oldestBorn(long otherwise) {
        long oldest = otherwise;
        for (Flight flight : flights.values()) {
            oldest = Math.min(oldest, flight.probe().born());
        }
        for (List<Flight> some : lone.values()) {
            for (Flight flight : some) {
                oldest = Math.min(oldest, flight.probe().born());
            }
        }
        return oldest;
    }

    /** Begins a flight that nobody joins. */
    void beginAlone(Flight flight) {
        lone.compute(flight.key(), (key, before) -> {
            List<Flight> more = new ArrayList<>(before == null ? List.of() : before);
            more.add(flight);
            return List.copyOf(more);
        });
    }

    void endAlone(Flight flight) {
        lone.computeIfPresent(flight.key(), (key, before) -> {
            List<Flight> fewer = before.stream().filter(it -> it != flight).toList();
            return fewer.isEmpty() ? null : fewer;
        });
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

    /**
     * Notes that this thread waits for a flight, until {@link #waitsNoMore}. First the note, then the look: of threads that come to wait
     * for each other at the same time, the last one to note it finds out.
     *
     * @return false if the wait would never end, since the thread of the flight waits for this one, perhaps by way of others; then
     *     nothing is noted
     */
    boolean waits(Flight flight) {
        waiting.put(Thread.currentThread(), flight);
        if (isCircle(flight)) {
            waitsNoMore();
            return false;
        }
        return true;
    }

    private boolean isCircle(Flight flight) {
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

    void waitsNoMore() {
        waiting.remove(Thread.currentThread());
    }
}
