package io.litestack.test;

import io.litestack.job.Job;
import io.litestack.job.JobError;
import java.util.List;

/** A job that a test has run has failed. The message has the stack of its exception. */
public class JobFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Describes the first one.
     *
     * @param failed the jobs that have failed, at least one
     */
    public JobFailedException(List<Job> failed) {
        super(message(failed));
    }

    private static String message(List<Job> failed) {
        Job first = failed.get(0);
        List<JobError> errors = first.errors();
        String error = errors.isEmpty()
                ? first.reason().orElse("")
                : errors.get(errors.size() - 1).type() + ": "
                        + errors.get(errors.size() - 1).message() + '\n'
                        + errors.get(errors.size() - 1).stack();
        String others = failed.size() == 1 ? "" : " (and " + (failed.size() - 1) + " more)";
        return "attempt " + first.attempts() + " of " + first + " has failed" + others + ": " + error;
    }
}
