package io.litestack.job.internal.admin;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.JumpResistantClock;
import io.litestack.core.spi.Statements;
import io.litestack.job.JobState;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.Millis;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes finished jobs whose retention has ended, in batches between which all others may write.
 *
 * <p>The index has the finished jobs of each state, queue and type in the order of their ids, which is about the order in which
 * they finished. So a pass, once a minute, reads each such part from its beginning until nothing is to be deleted any more,
 * and then one further stretch of it, which is another one in each pass: there are those that were finished before others
 * with lower ids. Who is found is decided on a reader; the writer only deletes.
 */
public final class Pruner {
    private static final int BATCH = 500;
    private static final int STRETCH = 5_000;
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Finished jobs of one state, queue and type. */
    private record Part(JobState state, long kind) {}

    /** One of them. */
    private record Finished(long id, long finishedAtMs) {}

    /** Where to go on with a part; the stretch that comes after its beginning is not followed by another one. */
    private record Position(Part part, long afterId, boolean isBeginning) {}

    private final QueueResources resources;
    private final WorkerConfig config;
    private final Runnable wake;
    private final JumpResistantClock clock;
    private final Deque<Position> positions = new ArrayDeque<>();
    private final Map<Part, Long> stretches = new HashMap<>();
    private volatile long nextAt;
    private volatile boolean isUnderWay;

    /**
     * Has pruned nothing yet.
     *
     * @param wake called when the next batch may be deleted
     */
    public Pruner(QueueResources resources, WorkerConfig config, Runnable wake) {
        this.resources = resources;
        this.config = config;
        this.wake = wake;
        this.clock = new JumpResistantClock(resources::nowMs, resources::ticks);
        this.nextAt = resources.ticks();
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        if (isUnderWay) {
            return Long.MAX_VALUE;
        }
        long left = nextAt - resources.ticks();
        if (left > 0) {
            return left;
        }
        nextAt = resources.ticks() + INTERVAL_NANOS;
        if (positions.isEmpty()) {
            beginPass();
        }
        while (!positions.isEmpty()) {
            if (prune(positions.remove())) {
                return Long.MAX_VALUE;
            }
        }
        return INTERVAL_NANOS;
    }

    private void beginPass() {
        List<Part> parts = new ArrayList<>();
        for (JobState state : List.of(JobState.DONE, JobState.DEAD)) {
            Optional<Part> part = next(new Part(state, 0));
            while (part.isPresent()) {
                parts.add(part.get());
                part = next(part.get());
            }
        }
        stretches.keySet().retainAll(parts);
        for (Part part : parts) {
            positions.add(new Position(part, 0, true));
            positions.add(new Position(part, stretches.getOrDefault(part, 0L), false));
        }
    }

    private Optional<Part> next(Part part) {
        return resources
                .ownStore()
                .queryFirst(JobSql.nextKind(part.state), row -> new Part(part.state, row.getLong(1)), part.kind);
    }

    /** Deletes what is to be deleted in the stretch that begins at a position; false if there is nothing. */
    private boolean prune(Position position) {
        Part part = position.part;
        List<Finished> stretch = resources
                .ownStore()
                .query(
                        JobSql.finished(part.state),
                        row -> new Finished(row.getLong(1), row.getLong(2)),
                        part.kind,
                        position.afterId,
                        STRETCH);
        long endedBefore = clock.millis() - Millis.of(keep(part.state));
        List<Long> over = stretch.stream()
                .filter(it -> it.finishedAtMs < endedBefore)
                .map(Finished::id)
                .limit(BATCH)
                .toList();
        if (over.isEmpty()) {
            if (!position.isBeginning) {
                stretches.put(part, stretch.size() < STRETCH ? 0 : stretch.get(STRETCH - 1).id);
            }
            return false;
        }
        positions.addFirst(new Position(part, over.get(over.size() - 1), position.isBeginning));
        isUnderWay = true;
        resources.submit(
                statements -> delete(statements, part.state, over, endedBefore),
                Ack.COMMITTED,
                (count, failure) -> ended(failure));
        return true;
    }

    private Duration keep(JobState state) {
        return state == JobState.DONE ? config.keepDone() : config.keepDead();
    }

    private static int delete(Statements statements, JobState state, List<Long> ids, long endedBefore)
            throws SQLException {
        String json = ids.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
        int deleted = 0;
        for (String sql : List.of(JobSql.PRUNE_TAGS, JobSql.PRUNE)) {
            PreparedStatement delete = statements.prepare(sql);
            delete.setString(1, json);
            delete.setInt(2, SqlValues.number(state));
            delete.setLong(3, endedBefore);
            deleted = delete.executeUpdate();
        }
        return deleted;
    }

    private void ended(@Nullable Throwable failure) {
        if (failure == null) {
            nextAt = resources.ticks() + PAUSE_NANOS;
        } else {
            resources.listener().onInternalFailure("pruning finished jobs", failure);
        }
        isUnderWay = false;
        wake.run();
    }
}
