package io.litestack.cable;

/**
 * This process's part of a named consumer, whose position is kept in the store: it goes on where it, or another process of the
 * same name, has stopped. One process at a time is active; when that ends, dies or hangs another one takes over. Thread-safe.
 *
 * <p>Each message is handled at least once: after a crash up to a batch of them comes again. They come in order, one at a time.
 */
public interface DurableConsumer extends AutoCloseable {
    /**
     * Returns its name.
     *
     * @return what its options say
     */
    String name();

    /**
     * Tells whether this process handles its messages now.
     *
     * @return whether it is active; it may be a moment ago
     */
    boolean isActive();

    /**
     * Returns how far it has come in this process.
     *
     * @return all of its messages up to here have been handled; of no meaning before it was active
     */
    Position position();

    /**
     * Ends this process's part; another process goes on. It does not wait for the handler, whose message comes again there if
     * it has not ended. Closing twice does nothing.
     */
    @Override
    void close();
}
