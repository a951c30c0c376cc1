package io.litestack.cable;

import java.time.Instant;

/** One message as a subscriber gets it. Immutable and thread-safe; it may be kept. */
public interface Message {
    /**
     * Returns its number.
     *
     * @return a number that is greater than those of all messages that were committed before it, on whichever channel
     */
    long id();

    /**
     * Returns where it was published.
     *
     * @return the channel's name, without the prefix of the configuration
     */
    String channel();

    /**
     * Returns when it was published.
     *
     * @return the time of its transaction, in milliseconds; it never decreases from one message to the next
     */
    Instant publishedAt();

    /**
     * Returns where to go on after it.
     *
     * @return the position right after this message
     */
    Position position();

    /**
     * Returns how large its payload is.
     *
     * @return bytes
     */
    int sizeBytes();

    /**
     * Returns its payload.
     *
     * @return the bytes as they were published; a copy
     */
    byte[] bytes();

    /**
     * Returns its payload as a text.
     *
     * @return the text that was published, or the bytes read as UTF-8: a payload that was published as an object is JSON
     */
    String text();

    /**
     * Reads its payload.
     *
     * @param type what it is: {@code String} for the text, {@code byte[]} for the bytes, anything else is read by the cable's
     *     codec
     * @param <T> what it is
     * @return the value; an object of the caller's own
     * @throws io.litestack.core.CodecException if it is something else
     */
    <T> T as(Class<T> type);
}
