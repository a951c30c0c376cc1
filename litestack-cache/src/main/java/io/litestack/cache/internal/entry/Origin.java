package io.litestack.cache.internal.entry;

/**
 * Where an entry comes from.
 *
 * @param version which write made it
 * @param born where the log stood when it was made
 * @param loadMicros how long its loader took, or 0
 */
public record Origin(long version, long born, long loadMicros) {}
