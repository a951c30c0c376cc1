package io.litestack.cable.internal.retain;

/**
 * How much is kept, as it was counted last.
 *
 * @param messages how many messages
 * @param bytes what they take
 */
public record LogSize(long messages, long bytes) {
    static final LogSize NONE = new LogSize(0, 0);
}
