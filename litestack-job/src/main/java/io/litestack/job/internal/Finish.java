package io.litestack.job.internal;

import org.jspecify.annotations.Nullable;

/** How a lease ends: what is written into its row. */
final class Finish {
    final Lease lease;
    final int state;

    /** 1 if the attempt does not count. */
    final int refund;

    /** When it is due again, 0 to leave that as it is. */
    final long runAtMs;

    final @Nullable String reason;
    final @Nullable String error;

    /** 1 if the attempt ended with its process. */
    int crash;

    /** What is done once it is written and was accepted. */
    @Nullable
    Runnable afterwards;

    /** It may be written already, by an earlier try whose outcome is unknown. */
    boolean isPerhapsStored;

    /** Whether its row still was of this lease. */
    boolean isAccepted;

    private Finish(Lease lease, int state, int refund, long runAtMs, @Nullable String reason, @Nullable String error) {
        this.lease = lease;
        this.state = state;
        this.refund = refund;
        this.runAtMs = runAtMs;
        this.reason = reason == null ? null : Texts.reason(reason);
        this.error = error;
    }

    static Finish done(Lease lease) {
        return new Finish(lease, JobSql.DONE, 0, 0, null, null);
    }

    static Finish dead(Lease lease, String reason, @Nullable String error) {
        return new Finish(lease, JobSql.DEAD, 0, 0, reason, error);
    }

    static Finish park(Lease lease, String reason, @Nullable String error) {
        return new Finish(lease, JobSql.PARKED, 0, 0, reason, error);
    }

    static Finish again(Lease lease, long runAtMs, String error) {
        return new Finish(lease, JobSql.SCHEDULED, 0, runAtMs, null, error);
    }

    /** Ready at once, with the attempt used up. */
    static Finish rescued(Lease lease, String error) {
        return new Finish(lease, JobSql.READY, 0, 0, null, error);
    }

    static Finish snooze(Lease lease, long runAtMs) {
        return new Finish(lease, JobSql.SCHEDULED, 1, runAtMs, null, null);
    }

    /** Ready at once, as if the attempt had not been. */
    static Finish handBack(Lease lease) {
        return new Finish(lease, JobSql.READY, 1, 0, null, null);
    }

    /** With its process. */
    Finish crashed() {
        crash = 1;
        return this;
    }

    /** How the attempt ended, for the memory of what is in flight. */
    int inFlightState() {
        return state == JobSql.DONE ? InFlight.DONE : refund > 0 ? InFlight.REFUNDED : InFlight.FAILED;
    }

    boolean isPlainDone() {
        return state == JobSql.DONE;
    }

    /** Who is to be told when it is written. */
    long topics() {
        return state == JobSql.READY ? JobSql.READY_TOPIC : state == JobSql.SCHEDULED ? JobSql.DUE_TOPIC : 0;
    }
}
