package io.litestack.job;

/**
 * Runs jobs of one type and says what becomes of them. Called by many threads at once.
 *
 * @param <P> the payload's class
 */
@FunctionalInterface
public interface OutcomeHandler<P> {
    /**
     * Runs one attempt.
     *
     * @param payload what was enqueued
     * @param context the attempt
     * @return what becomes of the job
     * @throws Exception to have it tried again by the type's policy; an {@link Error} parks the job
     */
    Outcome run(P payload, JobContext context) throws Exception;
}
