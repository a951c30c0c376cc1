package io.litestack.job.internal.control;

import io.litestack.job.internal.base.QueueControls;
import io.litestack.job.internal.base.QueueControls.Control;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.LeaseRegistry;
import io.litestack.job.internal.sql.ControlSql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads what the table says of queues and of running jobs, once something may have changed; at most ten times a second, since
 * whatever another process has changed may be that. Thread-safe.
 */
public final class ControlReader {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A job that is to be given up. */
    private record Cancelled(long id, int attempt, String reason) {}

    private final QueueResources resources;
    private final WorkerContext context;
    private final LeaseRegistry leases;
    private final Runnable onChange;
    private volatile boolean isStale = true;
    private long readAt;

    /**
     * Has read nothing yet.
     *
     * @param onChange called when something else is said of a queue
     */
    public ControlReader(WorkerContext context, LeaseRegistry leases, Runnable onChange) {
        this.context = context;
        this.resources = context.resources();
        this.leases = leases;
        this.onChange = onChange;
        this.readAt = resources.ticks() - INTERVAL_NANOS;
    }

    /** Something may have been changed, perhaps by another process. */
    public void signal() {
        isStale = true;
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public synchronized long runDue() {
        if (!isStale) {
            return Long.MAX_VALUE;
        }
        long left = readAt + INTERVAL_NANOS - resources.ticks();
        if (left > 0) {
            return left;
        }
        read();
        return Long.MAX_VALUE;
    }

    /** Reads all of it now. */
    public synchronized void read() {
        readAt = resources.ticks();
        // before the look: what changes during it is perhaps not seen by it
        isStale = false;
        try {
            readQueues();
            readCancelled();
        } catch (RuntimeException | Error e) {
            isStale = true;
            throw e;
        }
    }

    private void readQueues() {
        Map<String, Control> controls = new HashMap<>();
        resources.ownStore().query(ControlSql.QUEUES, row -> {
            boolean isPaused = row.getObject("paused_at_ms") != null;
            return controls.put(row.getString("name"), new Control(isPaused, row.getInt("concurrency")));
        });
        QueueControls known = context.controls();
        if (known.set(controls)) {
            onChange.run();
        }
    }

    private void readCancelled() {
        long workerId = context.state().workerId();
        if (leases.size() == 0) {
            return;
        }
        List<Cancelled> cancelled = resources
                .ownStore()
                .query(
                        ControlSql.CANCELLED,
                        row -> new Cancelled(row.getLong(1), row.getInt(2), row.getString(3)),
                        workerId);
        for (Cancelled each : cancelled) {
            Lease lease = leases.find(each.id);
            if (lease != null && lease.attempt() == each.attempt) {
                lease.cancel(each.reason);
            }
        }
    }
}
