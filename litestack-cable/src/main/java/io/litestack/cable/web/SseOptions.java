package io.litestack.cable.web;

import java.time.Duration;
import java.util.Set;

/**
 * How streams of server-sent events are served. Immutable. {@link #standard} makes one; each method {@code with…} returns a
 * changed copy. What is outside its bounds is refused with an {@link IllegalArgumentException}.
 *
 * @param heartbeat how often a line goes to a client that gets nothing else, so that it keeps its position and its connection,
 *     and one that is gone is found out; one that takes nothing for twice so long, although something waits for it, is given up. 1 second to 10 minutes, default 15 seconds.
 * @param retry how long a client waits until it comes back. 100 milliseconds to 10 minutes, default 2 seconds.
 * @param bufferBytes how much may wait in memory for a client that reads slowly; the rest is read from the log once it has taken
 *     that. 1 KiB to 64 MiB, default 256 KiB.
 * @param maxConnections how many clients there may be; further ones are refused. 1 to 1,000,000, default 20,000.
 * @param namesEvents whether the channel is the name of each event, and not {@code message}: for a stream of several channels
 *     whose client tells them apart. Turbo wants {@code message}. Default false.
 * @param origins further origins whose pages may open streams, such as {@code https://www.example.org}; that of the server
 *     itself always may. Default none.
 */
public record SseOptions(
        Duration heartbeat,
        Duration retry,
        int bufferBytes,
        int maxConnections,
        boolean namesEvents,
        Set<String> origins) {
    private static final SseOptions STANDARD =
            new SseOptions(Duration.ofSeconds(15), Duration.ofSeconds(2), 256 << 10, 20_000, false, Set.of());

    /**
     * Checks everything.
     *
     * @param heartbeat see above
     * @param retry see above
     * @param bufferBytes see above
     * @param maxConnections see above
     * @param namesEvents see above
     * @param origins see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public SseOptions {
        check(isBetween(Duration.ofSeconds(1), heartbeat), "heartbeat", "1 second to 10 minutes", heartbeat);
        check(isBetween(Duration.ofMillis(100), retry), "retry", "100 ms to 10 minutes", retry);
        check(bufferBytes >= 1 << 10 && bufferBytes <= 64 << 20, "bufferBytes", "1 KiB to 64 MiB", bufferBytes);
        check(maxConnections >= 1 && maxConnections <= 1_000_000, "maxConnections", "1 to 1000000", maxConnections);
        origins = Set.copyOf(origins);
        origins.forEach(it -> check(it.matches("https?://[^/\\s]+"), "an origin", "such as https://example.org", it));
    }

    private static boolean isBetween(Duration least, Duration value) {
        return value.compareTo(least) >= 0 && value.compareTo(Duration.ofMinutes(10)) <= 0;
    }

    private static void check(boolean isGood, String field, String bound, Object value) {
        if (!isGood) {
            throw new IllegalArgumentException(field + " must be " + bound + ", but is " + value);
        }
    }

    /**
     * Returns the default options.
     *
     * @return the options
     */
    public static SseOptions standard() {
        return STANDARD;
    }

    /**
     * Returns these options with another heartbeat.
     *
     * @param interval how often, 1 second to 10 minutes
     * @return the changed options
     */
    public SseOptions withHeartbeat(Duration interval) {
        return new SseOptions(interval, retry, bufferBytes, maxConnections, namesEvents, origins);
    }

    /**
     * Returns these options with another time after which clients come back.
     *
     * @param wait how long, 100 ms to 10 minutes
     * @return the changed options
     */
    public SseOptions withRetry(Duration wait) {
        return new SseOptions(heartbeat, wait, bufferBytes, maxConnections, namesEvents, origins);
    }

    /**
     * Returns these options with another buffer.
     *
     * @param bytes how much may wait for a client, 1 KiB to 64 MiB
     * @return the changed options
     */
    public SseOptions withBuffer(int bytes) {
        return new SseOptions(heartbeat, retry, bytes, maxConnections, namesEvents, origins);
    }

    /**
     * Returns these options with another number of clients.
     *
     * @param most how many there may be, 1 to 1,000,000
     * @return the changed options
     */
    public SseOptions withMaxConnections(int most) {
        return new SseOptions(heartbeat, retry, bufferBytes, most, namesEvents, origins);
    }

    /**
     * Returns these options for events that are called as their channels.
     *
     * @return the changed options
     */
    public SseOptions withEventNames() {
        return new SseOptions(heartbeat, retry, bufferBytes, maxConnections, true, origins);
    }

    /**
     * Returns these options with further origins.
     *
     * @param others such as {@code https://www.example.org}; they replace those that these options have
     * @return the changed options
     */
    public SseOptions withOrigins(String... others) {
        return new SseOptions(heartbeat, retry, bufferBytes, maxConnections, namesEvents, Set.of(others));
    }
}
