package io.litestack.cable;

import java.time.Instant;

/** Somebody who is in a channel. Immutable and thread-safe. */
public interface Member {
    /**
     * Returns who it is.
     *
     * @return what {@link Presence#join} was given
     */
    String id();

    /**
     * Returns since when.
     *
     * @return when the oldest of the sessions joined that it has
     */
    Instant joinedAt();

    /**
     * Returns what is said of it.
     *
     * @return the text that was given to {@link Presence#join}, or the JSON of the object; empty if nothing was given
     */
    String text();

    /**
     * Reads what is said of it.
     *
     * @param type what it is, as for {@link Message#as}
     * @param <T> what it is
     * @return the value
     * @throws io.litestack.core.CodecException if it is something else
     */
    <T> T as(Class<T> type);
}
