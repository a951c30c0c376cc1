package io.litestack.cable.internal.retain;

/**
 * Some messages in a row, as they were counted.
 *
 * @param endId the id of the last one
 * @param endAtMs when that was published
 * @param messages how many
 * @param bytes what they take
 */
record Stretch(long endId, long endAtMs, long messages, long bytes) {}
