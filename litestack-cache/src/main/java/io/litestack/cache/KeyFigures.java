package io.litestack.cache;

/**
 * What is known of a key, for those who want to know what fills their cache.
 *
 * @param namespace the name of its namespace, empty for that of the cache itself
 * @param key the key
 * @param sizeBytes how large its value is as it is stored
 * @param reads how often this instance has read it from the heap since it is there, about: one of 64 reads is counted
 */
public record KeyFigures(String namespace, String key, long sizeBytes, long reads) {}
