package io.litestack.job.internal;

import java.time.Instant;

/**
 * What becomes of a job whose process died, or hung, while its handler ran. It may have been the cause, or a neighbour of it.
 *
 * <p>So the attempt is counted apart: it is none of those that the retry policy allows, unless that allows one only, for what
 * must not begin twice. The first time the job is ready again at once, then after waits that double. A job to which that has
 * happened three times is a suspect, and runs alone in its process ({@link Isolation}): an innocent one gets through, and one
 * whose process dies once more is parked.
 *
 * @param lease whose attempt it was
 * @param what who had it, and what became of that
 * @param at when that was found out
 */
record Crash(Lease lease, String what, Instant at) {
    private static final long FIRST_WAIT_MS = 1_000;
    private static final long LONGEST_WAIT_MS = 60_000;

    Finish finish(int most) {
        String error = error(lease, what, at);
        if (most == 1) {
            return Finish.dead(lease, "the only attempt did not end; " + what, error)
                    .crashed();
        }
        if (lease.isAlone) {
            return Finish.park(
                            lease,
                            "its process died " + (lease.crashes + 1)
                                    + " times while it ran, the last time while it ran"
                                    + " alone: it seems to be the cause; " + what,
                            error)
                    .crashed();
        }
        return lease.crashes == 0
                ? Finish.rescued(lease, error).crashed()
                : Finish.again(lease, at.toEpochMilli() + waitMs(), error).crashed();
    }

    private long waitMs() {
        return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(lease.crashes - 1, 10));
    }

    static String error(Lease lease, String what, Instant at) {
        return Texts.ofError(Texts.error(lease, at, "worker died", what));
    }
}
