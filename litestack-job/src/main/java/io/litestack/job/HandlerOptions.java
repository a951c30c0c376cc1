package io.litestack.job;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import java.time.Duration;
import java.util.ArrayList;
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
 * @param rules what becomes of jobs that fail with certain exceptions; the first that fits counts. Default none, which means as
 *     {@code retryPolicy} says.
 * @param backoff how long to wait before each retry, in place of the waits of all policies. Default empty.
 */
public record HandlerOptions(
        Optional<RetryPolicy> retryPolicy,
        Optional<Duration> timeout,
        List<FailureRule> rules,
        Optional<Backoff> backoff) {
    private static final HandlerOptions STANDARD =
            new HandlerOptions(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    /**
     * Checks the timeout.
     *
     * @param retryPolicy see above
     * @param timeout see above
     * @param rules see above
     * @param backoff see above
     * @throws ConfigException if the timeout is not more than zero
     */
    public HandlerOptions {
        rules = List.copyOf(rules);
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
        return new HandlerOptions(Optional.of(policy), timeout, rules, backoff);
    }

    /**
     * Returns these options with a timeout.
     *
     * @param limit how long an attempt may last
     * @return the changed options
     * @throws ConfigException if it is not more than zero
     */
    public HandlerOptions withTimeout(Duration limit) {
        return new HandlerOptions(retryPolicy, Optional.of(limit), rules, backoff);
    }

    /**
     * Returns these options with another policy for some exceptions.
     *
     * @param on their class, subclasses included
     * @param policy how jobs that fail so are tried again
     * @return the changed options
     */
    public HandlerOptions withRetryOn(Class<? extends Throwable> on, RetryPolicy policy) {
        return with(new FailureRule(on, Optional.of(policy)));
    }

    /**
     * Returns these options for jobs that are given up at once after some exceptions.
     *
     * @param on their class, subclasses included
     * @return the changed options
     */
    public HandlerOptions withDiscardOn(Class<? extends Throwable> on) {
        return with(new FailureRule(on, Optional.empty()));
    }

    private HandlerOptions with(FailureRule rule) {
        List<FailureRule> more = new ArrayList<>(rules);
        more.add(rule);
        return new HandlerOptions(retryPolicy, timeout, more, backoff);
    }

    /**
     * Returns these options with waits of one's own.
     *
     * @param value computes each wait
     * @return the changed options
     */
    public HandlerOptions withBackoff(Backoff value) {
        return new HandlerOptions(retryPolicy, timeout, rules, Optional.of(value));
    }

    /**
     * Finds what is said of an exception.
     *
     * @param failure what a handler has thrown
     * @return the first rule that fits; empty if none does
     */
    public Optional<FailureRule> ruleOf(Throwable failure) {
        return rules.stream().filter(it -> it.on().isInstance(failure)).findFirst();
    }
}
