package io.litestack.job.internal.admin;

import io.litestack.core.spi.ChangeNotifier;
import io.litestack.job.Job;
import io.litestack.job.JobAdmin;
import io.litestack.job.internal.base.CompletionWatch;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.Millis;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the end of jobs. Thread-safe. */
public final class JobAwait {
    /** Whatever the signals are: it is looked at the table so often. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final QueueResources resources;
    private final JobAdmin admin;

    public JobAwait(QueueResources resources, JobAdmin admin) {
        this.resources = resources;
        this.admin = admin;
    }

    /** The job in its final state; empty if there is none. */
    public Optional<Job> await(long id, Duration timeout) throws TimeoutException, InterruptedException {
        if (resources.internals().isThreadInsideThis()) {
            throw new IllegalStateException(
                    "the thread is inside a read or write of the queue's file, which does not see the end of job " + id
                            + "; wait for it outside");
        }
        CompletionWatch watch = resources.completions();
        watch.enter();
        long topics = JobSql.FOREIGN_TOPIC | JobSql.CONTROL_TOPIC | JobSql.READY_TOPIC;
        ChangeNotifier.Subscription changes =
                resources.internals().changeNotifier().subscribe(topics, watch::signal);
        try {
            return await(watch, id, resources.ticks() + Millis.nanos(timeout));
        } finally {
            changes.close();
            watch.leave();
        }
    }

    private Optional<Job> await(CompletionWatch watch, long id, long deadline)
            throws TimeoutException, InterruptedException {
        while (true) {
            // before the look: what changes during it is perhaps not seen by it
            long changes = watch.changes();
            Optional<Job> job = admin.find(id);
            if (job.isEmpty() || job.get().state().isFinal()) {
                return job;
            }
            long left = deadline - resources.ticks();
            if (left <= 0) {
                throw new TimeoutException(
                        "job " + id + " is not finished, but " + job.get().state());
            }
            watch.await(changes, Math.min(left, LONGEST_NANOS));
        }
    }
}
