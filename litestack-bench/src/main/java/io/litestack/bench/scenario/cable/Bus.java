package io.litestack.bench.scenario.cable;

import java.util.function.Consumer;

/** Messages on one channel, by Litestack or by another one. Thread-safe, but for what it says of itself. */
interface Bus extends AutoCloseable {
    /** Has all messages from now on given to a handler, one at a time. */
    void subscribe(Consumer<byte[]> handler) throws Exception;

    /** Publishes a message, and returns once it is stored or on its way to the subscribers. */
    void publish(byte[] message) throws Exception;

    /** Publishes a message without waiting. Used by one thread. */
    void publishAsync(byte[] message) throws Exception;

    /** Sends what was published without waiting, and is not on its way yet. Used by the same thread. */
    default void flush() {}

    @Override
    void close();
}
