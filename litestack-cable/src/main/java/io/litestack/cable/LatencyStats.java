package io.litestack.cable;

import java.time.Duration;

/**
 * How long something took, over many times: a histogram boiled down. Immutable.
 *
 * @param count how many times
 * @param p50 half of them took at most this; as all percentiles at most a quarter too high
 * @param p95 95 of 100 took at most this
 * @param p99 99 of 100 took at most this
 * @param max the longest
 */
public record LatencyStats(long count, Duration p50, Duration p95, Duration p99, Duration max) {}
