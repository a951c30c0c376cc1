package io.litestack.cache.internal.base;

/** Whether the file is still the one to be used. Thread-safe. */
public interface FileHealth {
    /** Whether another file has taken its place, so that nothing in it or in the heap is to be believed. */
    boolean isSuperseded();

    /** Something failed: if the file is damaged another one takes its place, soon. */
    void saw(Throwable failure);

    /**
     * Says whether changes wait for so long that old values could come back if the process were killed now: then the next opening
     * believes nothing. To be said again and again as long as it is so.
     */
    void writesAreLate(boolean areLate);
}
