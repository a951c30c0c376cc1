package io.litestack.cache;

import java.time.Duration;

/**
 * Whether something may happen now, and how it stands.
 *
 * @param isAllowed whether it may; it is counted then, and only then
 * @param remaining how many more times it may happen at once
 * @param retryAfter how long it takes until it would be allowed, as for the header {@code Retry-After}; zero if it is
 * @param resetAfter how long it takes until everything is as if it had never happened
 */
public record RateDecision(boolean isAllowed, long remaining, Duration retryAfter, Duration resetAfter) {}
