package io.litestack.job;

/**
 * What became of a job that was to be enqueued. Immutable.
 *
 * @param id the id of the new job, or of the one that there was
 * @param result which of the two
 */
public record Enqueued(long id, Result result) {
    /** Whether there is a new job. */
    public enum Result {
        /** It was stored. */
        ADDED,

        /** There is one of the same {@link Unique} key, which stays as it is. */
        KEPT,

        /** There is one of the same {@link Unique} key, which got what the new one had. */
        REPLACED
    }

    /**
     * Tells whether there is a new job.
     *
     * @return whether it was stored
     */
    public boolean isAdded() {
        return result == Result.ADDED;
    }
}
