package io.litestack.job;

import java.time.Instant;

/**
 * How many jobs of a queue are in a state, and how old they are. Immutable.
 *
 * @param queue the queue
 * @param state the state
 * @param count how many
 * @param oldest when the oldest of them became due (or, in a final state, came to it)
 * @param newest the same of the newest
 */
public record QueueCount(String queue, JobState state, long count, Instant oldest, Instant newest) {}
