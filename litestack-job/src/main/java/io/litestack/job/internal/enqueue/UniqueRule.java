package io.litestack.job.internal.enqueue;

import io.litestack.job.Unique.OnConflict;

/**
 * What makes a job unique, as it is stored in outboxes and schedules, by the names of these components. Immutable.
 *
 * @param key what no other job may have
 * @param states in which states, a bit for each
 * @param windowMs for how long, 0 for ever
 * @param onConflict what becomes of another one
 */
record UniqueRule(String key, long states, long windowMs, OnConflict onConflict) {
    private static final long LATEST_MS = 1L << 53;

    /** Until when a job that is enqueued at a time keeps others out, 0 for ever. */
    long untilMs(long createdAtMs) {
        return windowMs == 0 ? 0 : createdAtMs + windowMs;
    }

    /** The states and that time as one number: the states are in the lowest eight bits. */
    long stored(long createdAtMs) {
        return Math.min(untilMs(createdAtMs), LATEST_MS) << 8 | states;
    }

    /** Whether a job in a state keeps others out. */
    boolean counts(int state) {
        return (states >> state & 1) == 1;
    }
}
