package io.litestack.job.internal.lease;

import io.litestack.job.internal.report.FailureText;
import io.litestack.job.internal.sql.JobSql;
import org.jspecify.annotations.Nullable;

/** How a lease ends: what is written into the row of its job. */
public final class Completion {
    private final Lease lease;
    private final int state;
    private final @Nullable String reason;
    private final @Nullable String error;

    /** 1 if the attempt does not count. */
    private int refund;

    private boolean isCancelled;

    /** When it is due again, 0 to leave that as it is. */
    private long runAtMs;

    /** 1 if the attempt ended with its process. */
    private int crash;

    /** What the handler has returned, or null. */
    private byte @Nullable [] result;

    /** What is done once it is written and was accepted. */
    private @Nullable Runnable afterwards;

    /** It may be written already, by an earlier command whose outcome is unknown. */
    private boolean isPerhapsStored;

    /** Whether the row still was of this lease. */
    private boolean isAccepted;

    private Completion(Lease lease, int state, @Nullable String reason, @Nullable String error) {
        this.lease = lease;
        this.state = state;
        this.reason = reason == null ? null : FailureText.reason(reason);
        this.error = error;
    }

    public static Completion done(Lease lease) {
        return new Completion(lease, JobSql.DONE, null, null);
    }

    public static Completion dead(Lease lease, String reason, @Nullable String error) {
        return new Completion(lease, JobSql.DEAD, reason, error);
    }

    /** Given up because somebody wants it: nothing follows. */
    public static Completion cancelled(Lease lease, String reason) {
        Completion completion = dead(lease, reason, null);
        completion.isCancelled = true;
        return completion;
    }

    public static Completion parked(Lease lease, String reason, @Nullable String error) {
        return new Completion(lease, JobSql.PARKED, reason, error);
    }

    /** To be tried again later. */
    public static Completion retry(Lease lease, long runAtMs, String error) {
        Completion completion = new Completion(lease, JobSql.SCHEDULED, null, error);
        completion.runAtMs = runAtMs;
        return completion;
    }

    /** To be tried again at once. */
    public static Completion retryNow(Lease lease, String error) {
        return new Completion(lease, JobSql.READY, null, error);
    }

    /** To be run later, as if the attempt had not been. */
    public static Completion snoozed(Lease lease, long runAtMs) {
        Completion completion = new Completion(lease, JobSql.SCHEDULED, null, null);
        completion.refund = 1;
        completion.runAtMs = runAtMs;
        return completion;
    }

    /** To be run at once, as if the attempt had not been. */
    public static Completion released(Lease lease) {
        Completion completion = new Completion(lease, JobSql.READY, null, null);
        completion.refund = 1;
        return completion;
    }

    /** To wait for its limit again, as if the attempt had not been. */
    public static Completion blocked(Lease lease) {
        Completion completion = new Completion(lease, JobSql.BLOCKED, null, null);
        completion.refund = 1;
        return completion;
    }

    /** The same with a result. */
    public Completion withResult(byte @Nullable [] bytes) {
        result = bytes;
        return this;
    }

    byte @Nullable [] result() {
        return result;
    }

    /** The same of an attempt that ended with its process. */
    public Completion crashed() {
        crash = 1;
        return this;
    }

    /** The same, followed by something once it is written and was accepted. */
    public Completion then(Runnable action) {
        afterwards = action;
        return this;
    }

    public Lease lease() {
        return lease;
    }

    /** As a number of {@link JobSql}. */
    public int state() {
        return state;
    }

    public @Nullable String reason() {
        return reason;
    }

    @Nullable
    String error() {
        return error;
    }

    int refund() {
        return refund;
    }

    public long runAtMs() {
        return runAtMs;
    }

    public int crash() {
        return crash;
    }

    boolean isCancelled() {
        return isCancelled;
    }

    public boolean isRefunded() {
        return refund > 0;
    }

    /** Whether nothing more happens to the job by itself. */
    boolean isFinal() {
        return state == JobSql.DONE || state == JobSql.DEAD || state == JobSql.PARKED;
    }

    public boolean isDone() {
        return state == JobSql.DONE;
    }

    public boolean isAccepted() {
        return isAccepted;
    }

    void accepted(boolean isFenceIntact) {
        isAccepted = isFenceIntact;
    }

    /** A command that was to write it has failed. */
    void failed(boolean isOutcomeUnknown) {
        isPerhapsStored |= isOutcomeUnknown;
    }

    /** Whether it is known that the job was not of this lease any more. */
    boolean isRefused() {
        return !isAccepted && !isPerhapsStored;
    }

    void runAfterwards() {
        if (isAccepted && afterwards != null) {
            afterwards.run();
        }
    }

    /** The state that the {@link AttemptJournal} has of it until it is written. */
    int journalState() {
        return state == JobSql.DONE
                ? AttemptJournal.DONE
                : refund > 0 ? AttemptJournal.REFUNDED : AttemptJournal.FAILED;
    }

    /** The topics that it concerns. */
    long topics() {
        return state == JobSql.READY ? JobSql.READY_TOPIC : state == JobSql.SCHEDULED ? JobSql.DUE_TOPIC : 0;
    }
}
