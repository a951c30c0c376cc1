package io.litestack.cable;

/** One membership of a channel. It lasts until it is closed, or the process ends or hangs. Thread-safe. */
public interface PresenceSession extends AutoCloseable {
    /**
     * Returns the channel.
     *
     * @return its name
     */
    String channel();

    /**
     * Returns who has joined.
     *
     * @return the member's id
     */
    String member();

    /**
     * Leaves. The others hear of it after the grace period, unless the member has another session then. Closing twice does
     * nothing; if the store cannot be written it is tried again.
     */
    @Override
    void close();
}
