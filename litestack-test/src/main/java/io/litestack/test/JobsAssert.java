package io.litestack.test;

import io.litestack.job.Job;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import java.util.List;
import java.util.function.Predicate;

/**
 * Assertions about the jobs of a queue; {@link LitestackAssertions#assertThat(JobQueue)} makes it. A failure lists the jobs that
 * there are instead. Jobs count in whatever state they are, for as long as they are kept: also those that have run since they were
 * enqueued. Each looks at the 10,000 newest jobs.
 */
public final class JobsAssert {
    private final JobQueue queue;

    JobsAssert(JobQueue queue) {
        this.queue = queue;
    }

    /**
     * There is a job of a type.
     *
     * @param type the type
     * @return this
     * @throws AssertionError if there is none
     */
    public JobsAssert hasEnqueued(JobType<?> type) {
        EnqueuedAssert<?> unused = enqueued(type);
        return this;
    }

    /**
     * There is a job of a type whose payload matches.
     *
     * @param type the type
     * @param matching what its payload must be like
     * @param <P> the payload's class
     * @return this
     * @throws AssertionError if there is none
     */
    public <P> JobsAssert hasEnqueued(JobType<P> type, Predicate<? super P> matching) {
        EnqueuedAssert<P> unused = enqueued(type).matching(matching);
        return this;
    }

    /**
     * There is no job of a type.
     *
     * @param type the type
     * @param <P> the payload's class
     * @return this
     * @throws AssertionError if there is one
     */
    public <P> JobsAssert hasNotEnqueued(JobType<P> type) {
        return hasNotEnqueued(type, payload -> true);
    }

    /**
     * There is no job of a type whose payload matches.
     *
     * @param type the type
     * @param matching what no payload may be like
     * @param <P> the payload's class
     * @return this
     * @throws AssertionError if there is one
     */
    public <P> JobsAssert hasNotEnqueued(JobType<P> type, Predicate<? super P> matching) {
        EnqueuedAssert<P> all = EnqueuedAssert.of(queue, type);
        if (all.isAny(matching)) {
            throw all.failure(
                    "no job of type " + type.name() + (all.isAny(it -> !matching.test(it)) ? " that matches" : ""));
        }
        return this;
    }

    /**
     * There is a job of a type, of which more is asserted.
     *
     * @param type the type
     * @param <P> the payload's class
     * @return what can be asserted
     * @throws AssertionError if there is none
     */
    public <P> EnqueuedAssert<P> enqueued(JobType<P> type) {
        return EnqueuedAssert.of(queue, type).isThere();
    }

    /**
     * There are no jobs that wait: neither ready, nor for their time, nor for a limit.
     *
     * @return this
     * @throws AssertionError if there are some
     */
    public JobsAssert hasNoneWaiting() {
        JobFilter waiting = JobFilter.inState(JobState.SCHEDULED, JobState.READY, JobState.BLOCKED);
        List<Job> jobs = JobList.newest(queue, waiting);
        if (!jobs.isEmpty()) {
            throw new AssertionError(
                    "expected no job that waits in " + queue + ", but there are:" + JobList.text(jobs));
        }
        return this;
    }

    /**
     * There are so many jobs in a state, of all types.
     *
     * @param count how many
     * @param state the state
     * @return this
     * @throws AssertionError if there are more or fewer
     */
    public JobsAssert has(long count, JobState state) {
        long found = queue.admin().count(JobFilter.inState(state));
        if (found != count) {
            throw new AssertionError(
                    "expected " + count + " jobs that are " + state + " in " + queue + ", but there are " + found
                            + "; all jobs:" + JobList.text(JobList.newest(queue, JobFilter.all())));
        }
        return this;
    }
}
