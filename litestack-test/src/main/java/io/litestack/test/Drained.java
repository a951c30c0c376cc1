package io.litestack.test;

import io.litestack.job.Job;
import io.litestack.job.JobState;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was run, and what became of it. Immutable.
 *
 * @param attempts the job of each attempt, as it was stored after it, in the order in which they ran
 */
public record Drained(List<Job> attempts) {
    /**
     * Copies the list.
     *
     * @param attempts see above
     */
    public Drained {
        attempts = List.copyOf(attempts);
    }

    /**
     * Tells how many attempts were run.
     *
     * @return the number
     */
    public int count() {
        return attempts.size();
    }

    /**
     * Lists the jobs that are done.
     *
     * @return in the order in which they ran
     */
    public List<Job> done() {
        return attempts.stream().filter(it -> it.state() == JobState.DONE).toList();
    }

    /**
     * Lists the jobs of which an attempt has failed, whether another one is to follow or not.
     *
     * @return in the order in which they ran
     */
    public List<Job> failed() {
        return attempts.stream().filter(Drained::isFailed).toList();
    }

    /** One that was snoozed or released has no error of this attempt, and one whose process has crashed still runs. */
    private static boolean isFailed(Job job) {
        return switch (job.state()) {
            case DEAD, PARKED -> true;
            case SCHEDULED, READY, BLOCKED ->
                !job.errors().isEmpty()
                        && job.errors().get(job.errors().size() - 1).attempt() == job.attempts();
            case RUNNING, DONE -> false;
        };
    }

    /**
     * Tells whether the last attempt ended by {@link Faults#crashAfter}.
     *
     * @return whether it did
     */
    public boolean hasCrashed() {
        return !attempts.isEmpty() && attempts.get(attempts.size() - 1).state() == JobState.RUNNING;
    }

    /**
     * Fails if an attempt has failed, and shows its error.
     *
     * @return this
     * @throws JobFailedException for the first one
     */
    public Drained throwIfAnyFailed() {
        List<Job> failed = failed();
        if (!failed.isEmpty()) {
            throw new JobFailedException(failed);
        }
        return this;
    }

    /** Lists the attempts, one a line. */
    @Override
    public String toString() {
        return attempts.stream().map(Job::toString).collect(Collectors.joining("\n  ", "Drained[", "]"));
    }
}
