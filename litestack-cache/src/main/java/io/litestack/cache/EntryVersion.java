package io.litestack.cache;

/**
 * Which write made a value. It means nothing but that: two versions are equal if and only if they are of the same write.
 * Immutable; a program may keep its number and make it again.
 *
 * @param token the number by which the cache knows it
 */
public record EntryVersion(long token) {}
