package io.litestack.job;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the jobs of a type are run. Immutable. {@link #standard} makes one; each method {@code with…} returns a changed copy.
 *
 * @param retryPolicy how failing ones are tried again; {@link RetryPolicy#never} for never. It takes the place of that of
 *     {@link WorkerConfig}, and {@link EnqueueOptions#maxAttempts} comes before both. Default empty, which means that of
 *     {@code WorkerConfig}.
 * @param timeout how long an attempt may last. Then its thread is interrupted, and once the handler has returned the attempt
 *     counts as failed, to be tried again by the policy; a handler that heeds no interrupt keeps its thread and its lease
 *     until it returns. It has nothing to do with {@link WorkerConfig#lease}. More than zero; default empty, which means no
 *     limit.
 */
public record HandlerOptions(Optional<RetryPolicy> retryPolicy, Optional<Duration> timeout) {
    private static final HandlerOptions STANDARD = new HandlerOptions(Optional.empty(), Optional.empty());

    /**
     * Checks the timeout.
     *
     * @param retryPolicy see above
     * @param timeout see above
     * @throws ConfigException if the timeout is not more than zero
     */
    public HandlerOptions {
        timeout.filter(it -> it.isNegative() || it.isZero()).ifPresent(it -> {
            throw new ConfigException(
                    "HandlerOptions", List.of("timeout must be more than zero, but is " + ConfigProblems.text(it)));
        });
    }

    /**
     * Returns options that leave everything to {@link WorkerConfig}.
     *
     * @return the default options
     */
    public static HandlerOptions standard() {
        return STANDARD;
    }

    /**
     * Returns these options with a policy.
     *
     * @param policy how failing jobs are tried again
     * @return the changed options
     */
    public HandlerOptions withRetryPolicy(RetryPolicy policy) {
        return new HandlerOptions(Optional.of(policy), timeout);
    }

    /**
     * Returns these options with a timeout.
     *
     * @param limit how long an attempt may last
     * @return the changed options
     * @throws ConfigException if it is not more than zero
     */
    public HandlerOptions withTimeout(Duration limit) {
        return new HandlerOptions(retryPolicy, Optional.of(limit));
    }
}
