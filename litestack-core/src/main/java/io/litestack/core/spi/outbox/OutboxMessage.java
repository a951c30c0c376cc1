package io.litestack.core.spi.outbox;

/** One row of an outbox, on its way. Immutable, but for the array that it hands out. */
public final class OutboxMessage {
    private final String source;
    private final long seq;
    private final String kind;
    private final byte[] payload;

    /**
     * Holds a row that was read.
     *
     * @param source which opening of which file appended it
     * @param seq its place among the rows of its source
     * @param kind what it is
     * @param payload what it holds; not copied
     */
    public OutboxMessage(String source, long seq, String kind, byte[] payload) {
        this.source = source;
        this.seq = seq;
        this.kind = kind;
        this.payload = payload;
    }

    /**
     * Returns which opening of which file appended it.
     *
     * @return the source's {@link io.litestack.core.spi.StoreInternals#incarnation}
     */
    public String source() {
        return source;
    }

    /**
     * Returns its place among the rows of its source.
     *
     * @return a number from 1 that grows with the source's commits; it has gaps
     */
    public long seq() {
        return seq;
    }

    /**
     * Returns what it is, in the target's own words.
     *
     * @return what was given to {@link Outbox#append}
     */
    public String kind() {
        return kind;
    }

    /**
     * Returns what it holds.
     *
     * @return the bytes that were given to {@link Outbox#append}; not a copy
     */
    public byte[] payload() {
        return payload;
    }

    /**
     * Returns its name, which no other row ever has, whatever was restored from whichever backup.
     *
     * @return the source and the number
     */
    public String key() {
        return source + ":" + seq;
    }

    @Override
    public String toString() {
        return kind + " " + key() + " (" + payload.length + " bytes)";
    }
}
