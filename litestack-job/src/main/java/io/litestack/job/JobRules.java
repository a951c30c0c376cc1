package io.litestack.job;

import java.time.Duration;
import java.util.Optional;

/**
 * What most jobs have none of: rules about when and beside which others a job may run. Immutable. {@link EnqueueOptions} has a
 * method for each.
 *
 * @param timeout how long an attempt may last, in place of {@link HandlerOptions#timeout}. More than zero, at most 36,500 days;
 *     default empty, which means as the handler was registered.
 * @param expiry for how long after it was due the job may be started for the first time; it is given up, as {@link
 *     JobState#DEAD}, if a worker gets to it later. Retries do not expire. 1 ms to 36,500 days; default empty, for ever.
 * @param unique which other jobs it must not be beside. Default empty, for any.
 * @param limit how many jobs of its kind run at a time, or start in a span of time. Default empty, for any number.
 * @param whenGivenUp the name of a type of which a job is enqueued when this one is given up, whoever does that, and in the same
 *     transaction. It gets the same payload, and in its metadata {@code given-up-id}, {@code given-up-type} and {@code
 *     given-up-reason}; its queue is that of this job. Default empty.
 */
public record JobRules(
        Optional<Duration> timeout,
        Optional<Duration> expiry,
        Optional<Unique> unique,
        Optional<Limit> limit,
        Optional<String> whenGivenUp) {
    /** No rules. */
    public static final JobRules NONE =
            new JobRules(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * Checks everything.
     *
     * @param timeout see above
     * @param expiry see above
     * @param unique see above
     * @param limit see above
     * @param whenGivenUp see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public JobRules {
        timeout.ifPresent(it -> checkSpan("timeout", it));
        expiry.ifPresent(it -> checkSpan("expiry", it));
        whenGivenUp.ifPresent(it -> JobType.checkName("type", it));
    }

    private static void checkSpan(String field, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0 || value.toMillis() < 1) {
            throw new IllegalArgumentException(field + " must be 1 ms to 36500 days, but is " + value);
        }
    }

    /** What is not said here is as others say. */
    JobRules over(JobRules others) {
        return new JobRules(
                timeout.or(others::timeout),
                expiry.or(others::expiry),
                unique.or(others::unique),
                limit.or(others::limit),
                whenGivenUp.or(others::whenGivenUp));
    }
}
