package io.litestack.cable.internal.log;

/**
 * One message of the log. What is to be written has no id yet; it gets that within its transaction, before anybody else sees it.
 * From then on it is immutable, but for the bytes, which are not copied.
 */
public final class LogMessage {
    /** What a row and its entry in the index take beside payload and name. */
    public static final int ROW_BYTES = 40;

    private final String channel;
    private final byte[] payload;
    private long id;
    private long atMs;

    /** When it was written by this process, by the monotonic clock; 0 if it was read. */
    private long writtenAt;

    /** What is to be written. */
    public LogMessage(String channel, byte[] payload) {
        this.channel = channel;
        this.payload = payload;
    }

    /** What was read. */
    LogMessage(long id, String channel, long atMs, byte[] payload) {
        this(channel, payload);
        this.id = id;
        this.atMs = atMs;
    }

    void written(long newId, long newAtMs, long ticks) {
        id = newId;
        atMs = newAtMs;
        writtenAt = ticks;
    }

    public long id() {
        return id;
    }

    /** The channel's name in the store, with its prefix. */
    public String channel() {
        return channel;
    }

    public long atMs() {
        return atMs;
    }

    /** Not a copy. */
    public byte[] payload() {
        return payload;
    }

    public long writtenAt() {
        return writtenAt;
    }

    /** About what it takes in the store and in memory. */
    public int sizeBytes() {
        return payload.length + channel.length() + ROW_BYTES;
    }
}
