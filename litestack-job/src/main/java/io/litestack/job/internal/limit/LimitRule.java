package io.litestack.job.internal.limit;

/**
 * A limit as a job names it. The names of its components are stored, in outboxes and schedules. Immutable.
 *
 * @param key what the jobs that share it have in common
 * @param concurrency how many run at a time, 0 for any number
 * @param rate how many start in a window, 0 for any number
 * @param windowMs how long the window is
 * @param tenant whose share it takes, empty if there are no turns
 * @param hasTurns whether tenants take turns
 */
public record LimitRule(String key, int concurrency, int rate, long windowMs, String tenant, boolean hasTurns) {
    /** What it says, in a form without blanks that {@link StoredLimit#parse} reads. */
    public String bounds() {
        return concurrency + "," + rate + "," + windowMs + "," + StoredLimit.readyOf(this);
    }

    /** Whether it bounds nothing, and is there for the turns only. */
    public boolean isFairShare() {
        return hasTurns && concurrency == 0 && rate == 0;
    }
}
