package io.litestack.test;

/**
 * What {@link TestJobs#drain(DrainOptions)} runs. Immutable; {@link #standard} makes one, the other methods return a changed copy.
 *
 * @param isWithScheduled whether jobs run too that are due later, those that wait for their next attempt among them: at once, in
 *     the order in which they are due, without the clock being moved
 * @param isRecursive whether jobs run too that were enqueued meanwhile, by jobs that ran; if not, as many jobs run at most as were
 *     to be run at the beginning
 * @param limit how many attempts are run until it is taken for a loop; 1 to 1,000,000
 */
public record DrainOptions(boolean isWithScheduled, boolean isRecursive, int limit) {
    /**
     * Checks the limit.
     *
     * @param isWithScheduled see above
     * @param isRecursive see above
     * @param limit see above
     * @throws IllegalArgumentException if the limit is outside its bounds
     */
    public DrainOptions {
        if (limit < 1 || limit > 1_000_000) {
            throw new IllegalArgumentException("limit must be 1 to 1000000, but is " + limit);
        }
    }

    /**
     * What is due, recursively, at most 10,000 attempts.
     *
     * @return the options
     */
    public static DrainOptions standard() {
        return new DrainOptions(false, true, 10_000);
    }

    /**
     * These options, and also what is due later.
     *
     * @return the changed options
     */
    public DrainOptions withScheduled() {
        return new DrainOptions(true, isRecursive, limit);
    }

    /**
     * These options without what is enqueued meanwhile.
     *
     * @return the changed options
     */
    public DrainOptions notRecursive() {
        return new DrainOptions(isWithScheduled, false, limit);
    }

    /**
     * These options with another limit.
     *
     * @param most how many attempts, 1 to 1,000,000
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public DrainOptions withLimit(int most) {
        return new DrainOptions(isWithScheduled, isRecursive, most);
    }
}
