package io.litestack.cable.web.actioncable;

import java.time.Duration;
import java.util.Set;

/**
 * How clients of Action Cable are served. Immutable. {@link #standard} makes one; each method {@code with…} returns a changed
 * copy. What is outside its bounds is refused with an {@link IllegalArgumentException}.
 *
 * @param ping how often a client gets a ping; one of Rails connects anew after twice three seconds without any. A client that
 *     takes nothing for twice so long, although something waits for it, is given up. 100 milliseconds to 1 minute, default 3 seconds.
 * @param maxConnections how many clients there may be; further ones are refused. 1 to 1,000,000, default 20,000.
 * @param maxSubscriptions how many subscriptions a client may have; further ones are rejected. 1 to 10,000, default 200.
 * @param maxMessageBytes how large a message of a client may be; who sends a larger one is disconnected. 1 KiB to 64 MiB, default
 *     64 KiB.
 * @param bufferBytes how much may wait in memory for a client that reads slowly; the rest is read from the log once it has taken
 *     that. 1 KiB to 64 MiB, default 256 KiB.
 * @param origins further origins whose pages may connect, such as {@code https://www.example.org}; that of the server itself
 *     always may. Default none.
 */
public record ActionCableOptions(
        Duration ping,
        int maxConnections,
        int maxSubscriptions,
        int maxMessageBytes,
        int bufferBytes,
        Set<String> origins) {
    private static final ActionCableOptions STANDARD =
            new ActionCableOptions(Duration.ofSeconds(3), 20_000, 200, 64 << 10, 256 << 10, Set.of());

    /**
     * Checks everything.
     *
     * @param ping see above
     * @param maxConnections see above
     * @param maxSubscriptions see above
     * @param maxMessageBytes see above
     * @param bufferBytes see above
     * @param origins see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public ActionCableOptions {
        boolean isPing = ping.compareTo(Duration.ofMillis(100)) >= 0 && ping.compareTo(Duration.ofMinutes(1)) <= 0;
        check(isPing, "ping", "100 ms to 1 minute", ping);
        check(maxConnections >= 1 && maxConnections <= 1_000_000, "maxConnections", "1 to 1000000", maxConnections);
        check(maxSubscriptions >= 1 && maxSubscriptions <= 10_000, "maxSubscriptions", "1 to 10000", maxSubscriptions);
        checkSize("maxMessageBytes", maxMessageBytes);
        checkSize("bufferBytes", bufferBytes);
        origins = Set.copyOf(origins);
        origins.forEach(it -> check(it.matches("https?://[^/\\s]+"), "an origin", "such as https://example.org", it));
    }

    private static void checkSize(String field, int bytes) {
        check(bytes >= 1 << 10 && bytes <= 64 << 20, field, "1 KiB to 64 MiB", bytes);
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
    public static ActionCableOptions standard() {
        return STANDARD;
    }

    /**
     * Returns these options with another interval of pings.
     *
     * @param interval how often, 100 ms to 1 minute
     * @return the changed options
     */
    public ActionCableOptions withPing(Duration interval) {
        return new ActionCableOptions(
                interval, maxConnections, maxSubscriptions, maxMessageBytes, bufferBytes, origins);
    }

    /**
     * Returns these options with other numbers of clients and of their subscriptions.
     *
     * @param connections how many clients there may be, 1 to 1,000,000
     * @param subscriptions how many subscriptions each may have, 1 to 10,000
     * @return the changed options
     */
    public ActionCableOptions withLimits(int connections, int subscriptions) {
        return new ActionCableOptions(ping, connections, subscriptions, maxMessageBytes, bufferBytes, origins);
    }

    /**
     * Returns these options with another size of a client's messages.
     *
     * @param bytes the largest, 1 KiB to 64 MiB
     * @return the changed options
     */
    public ActionCableOptions withMaxMessage(int bytes) {
        return new ActionCableOptions(ping, maxConnections, maxSubscriptions, bytes, bufferBytes, origins);
    }

    /**
     * Returns these options with another buffer.
     *
     * @param bytes how much may wait for a client, 1 KiB to 64 MiB
     * @return the changed options
     */
    public ActionCableOptions withBuffer(int bytes) {
        return new ActionCableOptions(ping, maxConnections, maxSubscriptions, maxMessageBytes, bytes, origins);
    }

    /**
     * Returns these options with further origins.
     *
     * @param others such as {@code https://www.example.org}; they replace those that these options have
     * @return the changed options
     */
    public ActionCableOptions withOrigins(String... others) {
        return new ActionCableOptions(
                ping, maxConnections, maxSubscriptions, maxMessageBytes, bufferBytes, Set.of(others));
    }
}
