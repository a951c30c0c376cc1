package io.litestack.job;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import java.time.Duration;

/**
 * How often a failing job is tried again, and after how long. The wait before retry <i>n</i> (from 1) is {@code delay ×
 * multiplier^(n-1)}, at most {@code maxDelay}, more or less by a random part of up to {@code jitter} of it, so that jobs
 * that failed together do not come back together. An attempt whose process dies or hangs is counted apart, and is none of
 * these; a job without retries is not begun again even then. Immutable.
 *
 * <p>The standard policy tries 11 times within about three and a half days: after 10 s, 30 s, 90 s, 4.5 min … 55 h.
 *
 * @param retries how many attempts may follow the first, 0 to 10,000. Default 10.
 * @param delay the wait before the first retry; more than zero, at most 365 days. Default 10 s.
 * @param multiplier by how much each wait is longer than the one before, 1 to 100. Default 3.
 * @param jitter the random part of a wait, 0 to 1. Default 0.2: between 80 % and 120 % of it.
 * @param maxDelay the longest wait before jitter; at least {@code delay}, at most 365 days. Default 30 days.
 */
public record RetryPolicy(int retries, Duration delay, double multiplier, double jitter, Duration maxDelay) {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final RetryPolicy STANDARD =
            new RetryPolicy(10, Duration.ofSeconds(10), 3, 0.2, Duration.ofDays(30));

    /**
     * Checks everything.
     *
     * @param retries see above
     * @param delay see above
     * @param multiplier see above
     * @param jitter see above
     * @param maxDelay see above
     * @throws ConfigException with every problem found
     */
    public RetryPolicy {
        ConfigProblems problems = new ConfigProblems("RetryPolicy");
        problems.between("retries", 0, 10_000, retries);
        problems.positive("delay", delay);
        if (!(multiplier >= 1 && multiplier <= 100)) {
            problems.add("multiplier must be between 1 and 100, but is " + multiplier);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            problems.add("jitter must be between 0 and 1, but is " + jitter);
        }
        if (maxDelay.compareTo(YEAR) > 0) {
            problems.add("maxDelay must be at most 365 days, but is " + ConfigProblems.text(maxDelay));
        }
        if (delay.compareTo(maxDelay) > 0) {
            problems.add("delay must be at most maxDelay (" + ConfigProblems.text(maxDelay) + "), but is "
                    + ConfigProblems.text(delay) + "; raise maxDelay first");
        }
        problems.throwIfAny();
    }

    /**
     * Returns the policy described above.
     *
     * @return the standard policy
     */
    public static RetryPolicy standard() {
        return STANDARD;
    }

    /**
     * Returns a policy under which nothing is tried again.
     *
     * @return a policy without retries
     */
    public static RetryPolicy never() {
        return STANDARD.withRetries(0);
    }

    /**
     * Returns this policy with another number of retries.
     *
     * @param count how many attempts may follow the first
     * @return the changed policy
     * @throws ConfigException if it is outside its bounds
     */
    public RetryPolicy withRetries(int count) {
        return new RetryPolicy(count, delay, multiplier, jitter, maxDelay);
    }

    /**
     * Returns this policy with other waits. The longest wait stays as it is: where {@code first} is to be longer than that,
     * call {@link #withMaxDelay} before.
     *
     * @param first the wait before the first retry
     * @param factor by how much each wait is longer than the one before
     * @return the changed policy
     * @throws ConfigException if one is outside its bounds, or {@code first} is more than {@link #maxDelay}
     */
    public RetryPolicy withDelay(Duration first, double factor) {
        return new RetryPolicy(retries, first, factor, jitter, maxDelay);
    }

    /**
     * Returns this policy with another longest wait.
     *
     * @param longest the longest wait before jitter
     * @return the changed policy
     * @throws ConfigException if it is less than {@link #delay}, or more than 365 days
     */
    public RetryPolicy withMaxDelay(Duration longest) {
        return new RetryPolicy(retries, delay, multiplier, jitter, longest);
    }

    /**
     * Returns this policy with another random part.
     *
     * @param part between 0 and 1
     * @return the changed policy
     * @throws ConfigException if it is outside its bounds
     */
    public RetryPolicy withJitter(double part) {
        return new RetryPolicy(retries, delay, multiplier, part, maxDelay);
    }

    /**
     * Returns how often a job is tried in all, unless it was enqueued with a number of its own.
     *
     * @return {@code retries + 1}
     */
    public int maxAttempts() {
        return retries + 1;
    }

    /**
     * Returns how long to wait after a failed attempt.
     *
     * @param attempt which attempt failed, from 1
     * @param random a number from 0 (inclusive) to 1 (exclusive), which chooses the random part
     * @return the wait, at least a millisecond
     */
    public Duration delayAfter(int attempt, double random) {
        double millis = delay.toMillis() * Math.pow(multiplier, Math.max(0, attempt - 1));
        double bounded = Math.min(millis, (double) maxDelay.toMillis());
        return Duration.ofMillis(Math.max(1, (long) (bounded * (1 + jitter * (2 * random - 1)))));
    }
}
