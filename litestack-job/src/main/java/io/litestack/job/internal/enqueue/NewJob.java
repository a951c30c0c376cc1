package io.litestack.job.internal.enqueue;

import io.litestack.job.DuplicateJobException;
import io.litestack.job.Enqueued;
import io.litestack.job.internal.fetch.LocalQueue;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.sql.JobData;
import io.litestack.job.internal.sql.JobSql;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A job on its way into the table, where it is written as ready, as scheduled, or as leased to workers of this process that
 * have reserved a slot for it. What the command decides is decided anew each time it runs.
 */
public final class NewJob {
    private final JobData data;
    private final JobRuleSet rules;
    private final long createdAtMs;

    /** Worked out here, and not while the writer is held. */
    private final int parts;

    private final @Nullable String controlsText;

    /** Where a slot is reserved for it, or null. */
    private @Nullable LocalQueue reservation;

    /** The worker that will hold its lease if it is handed over. */
    private long workerId;

    /** Completed when it is stored, if somebody waits for that. */
    private @Nullable CompletableFuture<Enqueued> future;

    private long id;
    private long kind;
    private long limitId;
    private boolean isHandedOver;

    /** It waits for its limit. */
    private boolean isBlocked;

    /** Whether it is new, or there was one of its key. */
    private Enqueued.Result result = Enqueued.Result.ADDED;

    private @Nullable DuplicateJobException rejection;

    /** Whether one of its key is kept where it asks for a refusal of itself: nobody would hear of that. */
    private boolean isNeverRejected;

    /** The row of the worker is gone: it was taken for hung. */
    private boolean isWorkerMissing;

    NewJob(JobData data, JobRuleSet rules, long createdAtMs) {
        this.data = data;
        this.rules = rules;
        this.createdAtMs = createdAtMs;
        this.parts = JobInsert.partsOf(data, rules);
        this.controlsText = data.controls() == null ? null : data.controls().text();
    }

    JobData data() {
        return data;
    }

    /** What it has, as {@link JobInsert} needs it. */
    int parts() {
        return parts;
    }

    @Nullable
    String controlsText() {
        return controlsText;
    }

    JobRuleSet rules() {
        return rules;
    }

    /** The job in the form in which it travels. */
    public JobTemplate template() {
        return JobTemplate.of(data, rules, createdAtMs);
    }

    /** The same job; if there is one of its key that is kept, even if this one asks for a refusal then. */
    public NewJob keepingOthers() {
        isNeverRejected = true;
        return this;
    }

    boolean isNeverRejected() {
        return isNeverRejected;
    }

    long createdAtMs() {
        return createdAtMs;
    }

    boolean isDue() {
        return data.runAtMs() <= createdAtMs;
    }

    // What is known before the command.

    /** Reserves a slot if there is a free one. */
    boolean reserve(LocalQueue queue) {
        if (!queue.reserve()) {
            return false;
        }
        reservation = queue;
        workerId = queue.workerId();
        return true;
    }

    boolean isReserved() {
        return reservation != null;
    }

    long workerId() {
        return workerId;
    }

    void completes(CompletableFuture<Enqueued> waiting) {
        future = waiting;
    }

    /** Whether the caller waits until it is stored. */
    boolean isSynchronous() {
        return future == null;
    }

    // What the command decides.

    /** It is not handed over, unless that is decided next. */
    void queued() {
        isHandedOver = false;
        isWorkerMissing = false;
        isBlocked = false;
        result = Enqueued.Result.ADDED;
        rejection = null;
    }

    /** It has to wait for its limit. */
    void blocked() {
        isBlocked = true;
        isHandedOver = false;
    }

    boolean isBlocked() {
        return isBlocked;
    }

    /** There is one of its key. */
    void duplicateOf(long other, Enqueued.Result what) {
        id = other;
        result = what;
        isHandedOver = false;
    }

    /** There is one of its key, and nobody waits who could be refused. */
    void rejectedFor(long other, DuplicateJobException why) {
        duplicateOf(other, Enqueued.Result.KEPT);
        rejection = why;
    }

    boolean isAdded() {
        return result == Enqueued.Result.ADDED;
    }

    /** What became of it, once that is stored. */
    public Enqueued outcome() {
        return new Enqueued(id, result);
    }

    /** It is the turn of the job: it is handed over if the worker still has its row. */
    void handedOverTo(boolean isWorkerThere) {
        isHandedOver = isWorkerThere;
        isWorkerMissing = !isWorkerThere;
    }

    boolean isHandedOver() {
        return isHandedOver;
    }

    /** The state in which it is written. */
    int state() {
        if (isHandedOver) {
            return JobSql.RUNNING;
        }
        if (!isDue()) {
            return JobSql.SCHEDULED;
        }
        return isBlocked ? JobSql.BLOCKED : JobSql.READY;
    }

    /** Whether its row differs from that of another one only in what is each job's own. */
    boolean isAlike(NewJob other) {
        return kind == other.kind
                && createdAtMs == other.createdAtMs
                && data.runAtMs() == other.data.runAtMs()
                && data.priority() == other.data.priority()
                && state() == other.state()
                && (rules.limit() == null) == (other.rules.limit() == null)
                && (!isHandedOver || workerId == other.workerId);
    }

    void inserted(long asId) {
        id = asId;
    }

    void ofKind(long number) {
        kind = number;
    }

    /** The number of its queue and type. */
    long kind() {
        return kind;
    }

    void limitedBy(long limit) {
        limitId = limit;
    }

    /** The id of its limit, if it has one. */
    long limitId() {
        return limitId;
    }

    /** Its id, once it is stored. */
    public long id() {
        return id;
    }

    // What became of the command.

    /** It is stored: it goes to its worker, or its slot to another job. */
    void stored(long now) {
        LocalQueue queue = reservation;
        if (queue != null) {
            if (isHandedOver) {
                deliver(queue, now);
            } else if (isWorkerMissing) {
                queue.workerMissing(workerId);
            } else {
                queue.notStored();
            }
        }
        if (future != null && rejection != null) {
            future.completeExceptionally(rejection);
        } else if (future != null) {
            future.complete(outcome());
        }
    }

    /** It is not stored, or that is unknown. */
    void failed(Throwable cause, boolean isOutcomeUnknown) {
        LocalQueue queue = reservation;
        if (queue != null) {
            if (isOutcomeUnknown) {
                queue.outcomeUnknown();
            } else {
                queue.notStored();
            }
        }
        if (future != null) {
            future.completeExceptionally(cause);
        }
    }

    /** Never throws: a lease for which there was no memory is found in the table later, and released. */
    private void deliver(LocalQueue queue, long now) {
        Lease lease;
        try {
            lease = Lease.first(id, workerId, data, now);
        } catch (OutOfMemoryError e) {
            queue.outcomeUnknown();
            return;
        }
        queue.deliver(lease);
    }
}
