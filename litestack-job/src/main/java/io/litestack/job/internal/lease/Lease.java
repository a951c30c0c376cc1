package io.litestack.job.internal.lease;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.JobData;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a job, held by a worker from the moment that its row says so until the completion is written. The id, the
 * number of the attempt and the worker are its fence: an update of the row names all three, so one that comes too late changes
 * nothing.
 */
public final class Lease {
    /** The order in which jobs start: higher priorities first, then in the order of their enqueueing. */
    public static final Comparator<Lease> START_ORDER = Comparator.comparingInt((Lease it) -> -it.job.priority())
            .thenComparingLong(it -> it.id)
            .thenComparingInt(it -> it.attempt);

    private static final int CRASHES_OF_SUSPECTS = 3;

    private final long id;
    private final long workerId;
    private final JobData job;

    /** When it came into memory, by the ticker. */
    private final long heldSince;

    // what the row says, set before others see the lease

    private int attempt = 1;
    private int refunds;
    private int run;
    private int crashes;
    private boolean isIsolated;

    /** Where its begin is noted, until its completion is written, and in which entry. */
    private volatile @Nullable AttemptJournal journal;

    private int journalEntry;

    /** The attempt, once a thread has begun it. */
    private volatile @Nullable Attempt running;

    /** Why the job is to be given up, or null. */
    private volatile @Nullable String cancelReason;

    private Lease(long id, long workerId, JobData job, long heldSince) {
        this.id = id;
        this.workerId = workerId;
        this.job = job;
        this.heldSince = heldSince;
    }

    /** Of a job that was never run. */
    public static Lease first(long id, long workerId, JobData job, long heldSince) {
        return new Lease(id, workerId, job, heldSince);
    }

    /** Reads what {@link JobSql#claim} and {@link JobSql#LEASES} have in common. */
    public static Lease read(ResultSet row, long workerId, long heldSince) throws SQLException {
        Lease lease = new Lease(row.getLong(1), workerId, JobData.read(row, JobSql.LEASE_DATA), heldSince);
        lease.attempt = row.getInt(2);
        lease.refunds = row.getInt(3);
        lease.run = row.getInt(4);
        lease.crashes = row.getInt(5);
        return lease;
    }

    /** The leases of a worker after an id, in order, without the payloads. */
    public static List<Lease> readAll(Statements statements, long workerId, long afterId, int limit)
            throws SQLException {
        PreparedStatement select = statements.prepare(JobSql.LEASES);
        select.setLong(1, workerId);
        select.setLong(2, afterId);
        select.setInt(3, limit);
        List<Lease> leases = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Lease lease = read(row, workerId, 0);
                lease.isIsolated = row.getBoolean(JobSql.LEASE_LAST);
                leases.add(lease);
            }
        }
        return leases;
    }

    /** The same lease with other counts; only before others see it. */
    public Lease withCounts(int attempts, int crashed) {
        attempt = attempts;
        crashes = crashed;
        return this;
    }

    /** The same lease, of a job that runs isolated; only before others see it. */
    public Lease isolated() {
        isIsolated = true;
        return this;
    }

    public long id() {
        return id;
    }

    /** The id of the worker's row. */
    public long workerId() {
        return workerId;
    }

    public JobData job() {
        return job;
    }

    public long heldSince() {
        return heldSince;
    }

    /** Which attempt it is, counting all: a part of the fence. */
    public int attempt() {
        return attempt;
    }

    /** How often the job was replayed. */
    public int run() {
        return run;
    }

    /** How many attempts ended with their process. */
    public int crashes() {
        return crashes;
    }

    /** Whether the table says that it runs isolated. */
    public boolean isIsolated() {
        return isIsolated;
    }

    /** Which of the attempts that count it is. */
    public int countedAttempt() {
        return attempt - refunds;
    }

    /** How many attempts may be made; those that ended with their process do not count. */
    public int maxAttempts(int standard) {
        int most = job.maxAttempts() > 0 ? job.maxAttempts() : standard;
        return most > Integer.MAX_VALUE - crashes ? most : most + crashes;
    }

    /** Whether it is the last of the attempts that may be made. */
    public boolean isLast(int standard) {
        return countedAttempt() >= maxAttempts(standard);
    }

    /** Whether its process died so often while it ran that it has to run isolated. */
    public boolean isSuspect() {
        return crashes >= CRASHES_OF_SUSPECTS;
    }

    /** Whether another one is of the same worker, and its job at the same attempt. */
    boolean isAlike(Lease other) {
        return workerId == other.workerId && attempt == other.attempt;
    }

    /** Binds the fence, which takes three parameters. */
    public void bindFence(PreparedStatement update, int first) throws SQLException {
        update.setLong(first, id);
        update.setInt(first + 1, attempt);
        update.setLong(first + 2, workerId);
    }

    /** The attempt that runs under it; null if it is not begun. */
    public @Nullable Attempt running() {
        return running;
    }

    /** A thread has begun it. */
    public void begun(Attempt begun) {
        running = begun;
    }

    /** The job is to be given up: not begun, or interrupted. */
    public void cancel(String reason) {
        // in this order: a thread sets its attempt first and looks for a reason then
        cancelReason = reason;
        Attempt attempt = running;
        if (attempt != null) {
            attempt.interruptToCancel();
        }
    }

    /** Why the job is to be given up, or null. */
    public @Nullable String cancelReason() {
        return cancelReason;
    }

    @Nullable
    AttemptJournal journal() {
        return journal;
    }

    int journalEntry() {
        return journalEntry;
    }

    void journaled(AttemptJournal in, int entry) {
        journalEntry = entry;
        journal = in;
    }

    /** Its entry is free; returns false if it was so before. */
    synchronized boolean removeFromJournal() {
        boolean was = journal != null;
        journal = null;
        return was;
    }
}
