package io.litestack.cable;

/** One ordered stream of messages to one handler. Thread-safe. */
public interface Subscription extends AutoCloseable {
    /**
     * Returns what it gets.
     *
     * @return the channels and patterns
     */
    Channels channels();

    /**
     * Returns how far it has come.
     *
     * @return the position after the last message that was given to the handler, or later if those since are of other channels:
     *     a subscription from here goes on where this one stands
     */
    Position position();

    /**
     * Tells whether it has caught up, so that what is published follows at once.
     *
     * @return false while it replays, and once it is closed
     */
    boolean isLive();

    /**
     * Tells whether it has ended.
     *
     * @return whether it has been closed, by whomever
     */
    boolean isClosed();

    /**
     * Ends it. No message is given to the handler after this returns, but for one that it is just working on: it does not wait
     * for that, so a handler may call it. Closing twice does nothing.
     */
    @Override
    void close();
}
