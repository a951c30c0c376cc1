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
    /** The number that stands for the key in the table. */
    public long id() {
        return LimitState.idOf(key);
    }

    /** What it bounds, in the form that is stored in each job. */
    public String bounds() {
        return LimitBounds.of(this).text();
    }

    /** Whether it bounds nothing, and is there for the turns only. */
    public boolean isFairShare() {
        return hasTurns && concurrency == 0 && rate == 0;
    }

    /** Whether a job is its tenant's turn, and the next ones come when it is leased. With a rate they come when it has started. */
    public boolean isTurn() {
        return hasTurns && rate == 0;
    }

    /** Whether its jobs are counted apart while they are ready, as {@link LimitState#isCounted} has it. */
    boolean isCounted() {
        return rate > 0 || isTurn();
    }

    /** Whether its jobs do not simply go on in the order of priority and age when there is room. */
    boolean isPaced() {
        return rate > 0 || hasTurns || !tenant.isEmpty();
    }
}
