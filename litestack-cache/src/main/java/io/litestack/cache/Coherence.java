package io.litestack.cache;

/**
 * How soon a read must see what others have written. All processes that share a file have the same: it is kept in the file.
 */
public enum Coherence {
    /**
     * A value that another instance has replaced or removed is not read from the heap for longer than {@link
     * CacheConfig#maxStaleness} after the change was committed, also if this process was stopped in between. Puts return when
     * this instance knows them, and are committed soon after. The default.
     */
    RELAXED,

    /**
     * A read sees everything that was committed before it began. Each read asks the file whether anything has changed, and
     * each write waits for its commit: the heap saves reading and decoding values, and not the question.
     */
    STRICT
}
