package io.litestack.job.internal.fetch;

import io.litestack.job.QueueConfig;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.base.HandledTypes;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.sql.JobSql;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Reports ready jobs that nobody takes: of types that have no handler in this process, in the queues that it works on, and of
 * queues that no worker of any process works on. Each type and queue is reported once, when its jobs have been seen waiting
 * twice in a row: the handler or the worker may be about to come.
 */
public final class UnservedJobDetector {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_REPORTED = 1_000;

    /**
     * Jobs that wait.
     *
     * @param queue where
     * @param type of which type, or of any if no worker takes jobs of the queue
     */
    private record Waiting(String queue, Optional<String> type) {}

    private final QueueResources resources;
    private final WorkerConfig config;
    private final Set<Waiting> reported = new HashSet<>();
    private Set<Waiting> seen = Set.of();
    private volatile boolean mayHaveMore = true;
    private long nextAt;

    public UnservedJobDetector(QueueResources resources, WorkerConfig config) {
        this.resources = resources;
        this.config = config;
        this.nextAt = resources.ticks();
    }

    /** Jobs may have become ready. */
    public void signalReady() {
        mayHaveMore = true;
    }

    /** Does what is due; returns in how many nanoseconds to be called again. */
    public long runDue() {
        if (!mayHaveMore) {
            return Long.MAX_VALUE;
        }
        long left = nextAt - resources.ticks();
        if (left > 0) {
            return left;
        }
        nextAt = resources.ticks() + INTERVAL_NANOS;
        // before the look: what becomes ready during it is not covered by it
        mayHaveMore = false;
        Set<Waiting> waiting;
        try {
            waiting = look();
        } catch (RuntimeException | Error e) {
            mayHaveMore = true;
            throw e;
        }
        waiting.removeAll(reported);
        waiting.stream().filter(seen::contains).forEach(this::report);
        waiting.removeAll(reported);
        seen = waiting;
        mayHaveMore |= !waiting.isEmpty();
        return INTERVAL_NANOS;
    }

    private Set<Waiting> look() {
        Set<Waiting> waiting = new HashSet<>();
        addTypesWithoutHandler(waiting);
        addQueuesWithoutWorker(waiting);
        return waiting;
    }

    private void addTypesWithoutHandler(Set<Waiting> waiting) {
        HandledTypes handled = resources.handlers().types();
        for (QueueConfig queue : config.queues()) {
            Optional<String> type = next(JobSql.NEXT_READY_TYPE, queue.name(), "");
            while (type.isPresent() && waiting.size() < MOST_REPORTED) {
                if (!handled.contains(type.get())) {
                    waiting.add(new Waiting(queue.name(), type));
                }
                type = next(JobSql.NEXT_READY_TYPE, queue.name(), type.get());
            }
        }
    }

    private void addQueuesWithoutWorker(Set<Waiting> waiting) {
        Set<String> served = new HashSet<>(resources.ownStore().query(JobSql.SERVED_QUEUES, row -> row.getString(1)));
        Optional<String> queue = next(JobSql.NEXT_READY_QUEUE, "");
        while (queue.isPresent() && waiting.size() < MOST_REPORTED) {
            if (!served.contains(queue.get())) {
                waiting.add(new Waiting(queue.get(), Optional.empty()));
            }
            queue = next(JobSql.NEXT_READY_QUEUE, queue.get());
        }
    }

    private Optional<String> next(String sql, Object... parameters) {
        return resources.ownStore().queryFirst(sql, row -> row.getString(1), parameters);
    }

    private void report(Waiting waiting) {
        if (reported.size() < MOST_REPORTED) {
            reported.add(waiting);
            resources.listener().onUnserved(waiting.queue, waiting.type, count(waiting));
        }
    }

    private long count(Waiting waiting) {
        String from = waiting.type.orElse("");
        String to = waiting.type.orElse("\uffff");
        return resources
                .ownStore()
                .queryFirst(JobSql.COUNT_READY, row -> row.getLong(1), waiting.queue, from, to)
                .orElse(0L);
    }
}
