package io.litestack.cache.internal.upkeep;

/** Something that is to be done again and again. */
public interface Duty {
    /** What it is when it fails, for messages. */
    String name();

    /**
     * Does a bounded part of it.
     *
     * @return in how many nanoseconds to do the next
     * @throws Exception to be reported; it is tried again after a while
     */
    long run() throws Exception;
}
