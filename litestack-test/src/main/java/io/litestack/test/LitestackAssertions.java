package io.litestack.test;

import io.litestack.job.JobQueue;

/**
 * Where assertions about queues begin, beside those of AssertJ or alone.
 *
 * <pre>{@code
 * import static io.litestack.test.LitestackAssertions.assertThat;
 *
 * assertThat(stack.jobs()).hasEnqueued(WELCOME, welcome -> welcome.email().equals("ann@example.org"));
 * }</pre>
 */
public final class LitestackAssertions {
    private LitestackAssertions() {}

    /**
     * Begins assertions about the jobs of a queue.
     *
     * @param queue the queue
     * @return what can be asserted
     */
    public static JobsAssert assertThat(JobQueue queue) {
        return new JobsAssert(queue);
    }

    /**
     * Begins assertions about the jobs of a queue.
     *
     * @param jobs the jobs of the queue
     * @return what can be asserted
     */
    public static JobsAssert assertThat(TestJobs jobs) {
        return new JobsAssert(jobs.queue());
    }
}
