package io.litestack.job;

import java.time.Duration;

/**
 * The jobs of a type that are ready in a queue. Immutable.
 *
 * @param queue the queue
 * @param type the name under which they are stored
 * @param ready how many they are, at most 10,000
 * @param latency for how long the one that starts next has been due
 */
public record Backlog(String queue, String type, long ready, Duration latency) {}
