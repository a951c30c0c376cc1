package io.litestack.cable.web.actioncable;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The WebSocket of one client, as a server has it. */
public interface CableSocket {
    /**
     * Sends a text message, without waiting. The next one is sent once this one is done.
     *
     * @param text the message
     * @param done called on any thread when the network has taken it, with null, or with why it could not be sent
     */
    void send(String text, Consumer<@Nullable Throwable> done);

    /**
     * Ends the connection. Called once.
     *
     * @param status WebSocket's status code
     * @param reason for people, at most 100 characters
     */
    void close(int status, String reason);

    /**
     * The connection is about to be ended: if nothing moves on it for so long it is cut, so that a client that takes nothing keeps nothing.
     * Does nothing by itself; a server that has such a limit sets it.
     *
     * @param time how long
     */
    default void expireAfter(Duration time) {}
}
