package io.litestack.job;

/** Where a job stands. */
public enum JobState {
    /** It waits for its time: enqueued for later, or about to be tried again. */
    SCHEDULED,
    /** It waits for a worker. */
    READY,
    /** It is due, and waits until its {@link Limit} lets it go on. */
    BLOCKED,
    /** A worker has it. */
    RUNNING,
    /** It succeeded. */
    DONE,
    /** It failed for good: its attempts are used up, or its handler or somebody else discarded it. */
    DEAD,
    /**
     * It cannot be run as things are (no handler, an unreadable payload, a bug that threw an {@code Error}, a process that
     * dies of it).
     */
    PARKED;

    /**
     * Returns whether nothing more happens to it by itself.
     *
     * @return true for {@link #DONE}, {@link #DEAD} and {@link #PARKED}
     */
    public boolean isFinal() {
        return compareTo(DONE) >= 0;
    }
}
