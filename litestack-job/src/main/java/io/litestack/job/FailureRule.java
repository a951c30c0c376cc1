package io.litestack.job;

import java.util.Optional;

/**
 * What becomes of a job whose handler throws an exception of a class. Immutable.
 *
 * @param on the class, subclasses included; causes do not count
 * @param policy how it is tried again; empty if the job is given up at once
 */
public record FailureRule(Class<? extends Throwable> on, Optional<RetryPolicy> policy) {}
