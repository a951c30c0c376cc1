package io.litestack.job.internal;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.WorkerConfig;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Deletes finished jobs whose retention has ended, in bites between which everybody else may write. */
final class Pruning {
    private static final int BITE = 500;
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Engine engine;
    private final WorkerConfig config;
    private final Runnable wake;
    private volatile long nextAt;
    private volatile boolean isUnderWay;

    Pruning(Engine engine, WorkerConfig config, Runnable wake) {
        this.engine = engine;
        this.config = config;
        this.wake = wake;
        this.nextAt = engine.ticks();
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    long upkeep() {
        if (isUnderWay) {
            return Long.MAX_VALUE;
        }
        long left = nextAt - engine.ticks();
        if (left > 0) {
            return left;
        }
        isUnderWay = true;
        engine.submit(this::prune, Ack.COMMITTED, this::ended);
        return Long.MAX_VALUE;
    }

    private int prune(Statements statements) throws SQLException {
        int done = prune(statements, JobSql.DONE, config.keepDone());
        return Math.max(done, prune(statements, JobSql.DEAD, config.keepDead()));
    }

    private int prune(Statements statements, int state, Duration keep) throws SQLException {
        PreparedStatement delete = statements.prepare(JobSql.PRUNE);
        delete.setInt(1, state);
        delete.setLong(2, engine.nowMs() - keep.toMillis());
        delete.setInt(3, BITE);
        return delete.executeUpdate();
    }

    private void ended(@Nullable Integer most, @Nullable Throwable failure) {
        boolean isMoreLikely = failure == null && most != null && most == BITE;
        if (failure != null) {
            engine.listener().onTrouble("pruning finished jobs", failure);
        }
        nextAt = engine.ticks() + (isMoreLikely ? PAUSE_NANOS : INTERVAL_NANOS);
        isUnderWay = false;
        if (isMoreLikely) {
            wake.run();
        }
    }
}
