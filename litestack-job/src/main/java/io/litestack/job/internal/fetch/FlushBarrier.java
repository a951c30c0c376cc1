package io.litestack.job.internal.fetch;

import io.litestack.core.Sync;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.sql.JobSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps jobs of other processes from running before they are as durable as the level of the store says. Such a job is visible
 * from its commit on, while its enqueueing is acknowledged only after the flush. Ids grow with the commits, so one flush covers
 * all jobs up to an id. Thread-safe.
 */
public final class FlushBarrier {
    private final QueueResources resources;
    private final AtomicLong flushedUpTo = new AtomicLong();

    public FlushBarrier(QueueResources resources) {
        this.resources = resources;
    }

    /** Whether all jobs up to an id are as durable as they have to be. */
    boolean isPassed(long id) {
        return id <= flushedUpTo.get() || resources.store().config().sync() != Sync.FULL;
    }

    /** Has the file flushed, together with whatever else waits for that, and reports the end. */
    void await(Consumer<? super @Nullable Throwable> whenEnded) {
        resources.submit(FlushBarrier::newest, Ack.DURABLE, (newest, failure) -> {
            if (newest != null) {
                flushedUpTo.accumulateAndGet(newest, Math::max);
            }
            whenEnded.accept(failure);
        });
    }

    private static long newest(Statements statements) throws SQLException {
        try (ResultSet row = statements.prepare(JobSql.NEWEST).executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
