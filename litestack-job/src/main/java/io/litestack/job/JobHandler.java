package io.litestack.job;

/**
 * Runs jobs of one type; what it throws makes the job be tried again. Called by many threads at once.
 *
 * @param <P> the payload's class
 */
@FunctionalInterface
public interface JobHandler<P> {
    /**
     * Runs one attempt. Returning means that the job is done, unless the handler learnt of a stop before; see {@link
     * JobQueue#handle(JobType, HandlerOptions, JobHandler)}.
     *
     * @param payload what was enqueued
     * @param context the attempt
     * @throws Exception to have it tried again; an {@link Error} parks the job
     */
    void run(P payload, JobContext context) throws Exception;
}
