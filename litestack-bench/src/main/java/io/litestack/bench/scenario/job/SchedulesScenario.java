package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import io.litestack.job.JobContext;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.Schedule;
import io.litestack.job.ScheduleState;
import io.litestack.job.WorkerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** How late jobs begin of many schedules that fire one after the other: from the time of the schedule to the handler. */
final class SchedulesScenario implements Scenario {
    static final JobType<Integer> TYPE = JobType.of("scheduled", Integer.class);

    private static final Metric P50 = Metric.cost("p50", "ms");
    private static final Metric P99 = Metric.cost("p99", "ms").atMost(50);
    private static final Metric COUNT = Metric.rate("firings");
    private static final int FORKS = 3;
    private static final double SCHEDULES = 10_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final double MILLIS_TO_STORE_ONE = 0.3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_MILLIS = 10;

    @Override
    public Spec spec() {
        return Spec.alone(
                        "jobs-schedules",
                        "10,000 schedules that fire one after the other, each once or twice in a window of 10 s: from the"
                                + " time of the schedule to the first line of the handler, FULL",
                        P50,
                        P99,
                        COUNT)
                .inForksAtMost(FORKS)
                .warmedUpFor(1);
    }

    /** Puts all of them, of which the i-th fires at an interval. */
    static void putAll(JobQueue queue, Trial trial, IntFunction<Duration> interval) {
        int count = count(trial);
        for (int i = 0; i < count; i++) {
            queue.schedules().put("schedule-" + i, Schedule.every(interval.apply(i)), TYPE, i);
        }
    }

    private static int count(Trial trial) {
        return (int) (SCHEDULES * trial.timing().scale());
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (JobQueue queue = LitestackJobs.openQueue(trial.folder(), Sync.FULL)) {
            int count = count(trial);
            Instant first = Instant.now().plus(SHORTEST).plusMillis((long) (count * MILLIS_TO_STORE_ONE));
            Instant from = first.plus(trial.timing().warmup());
            Instant until = from.plus(trial.timing().window());
            Lateness lateness = new Lateness(from, until);
            queue.handle(TYPE, (number, context) -> lateness.began(context));
            queue.workers(WorkerConfig.builder().build()).start();
            long stepNanos = trial.timing().window().toNanos() / count;
            putAll(queue, trial, i -> until(first.plusNanos(stepNanos * i)));
            TimeUnit.MILLISECONDS.sleep(Duration.between(Instant.now(), until).toMillis());
            queue.schedules().list().forEach(it -> queue.schedules().pause(it.name()));
            trial.record(COUNT.name(), lateness.count() / trial.timing().seconds());
            trial.record(P50.name(), lateness.millis(50));
            trial.record(P99.name(), lateness.millis(99));
            check(queue);
        }
    }

    /** A schedule whose interval begins now fires first at a time, and again as long after that. */
    private static Duration until(Instant time) {
        Duration left = Duration.ofMillis(Duration.between(Instant.now(), time).toMillis());
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }

    /** Every job that a schedule has enqueued was run. */
    private static void check(JobQueue queue) throws InterruptedException {
        long fired = queue.schedules().list().stream()
                .mapToLong(ScheduleState::fired)
                .sum();
        JobFilter done = JobFilter.inState(JobState.DONE);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (queue.admin().count(done) < fired && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        if (queue.admin().count(done) != fired) {
            throw new IllegalStateException(
                    "of " + fired + " jobs of schedules " + queue.admin().count(done) + " are done");
        }
    }

    /** Takes down how late jobs begin whose time is in a window. Thread-safe. */
    private static final class Lateness {
        private final Histogram latencies = Load.histogram();
        private final Instant from;
        private final Instant until;

        Lateness(Instant from, Instant until) {
            this.from = from;
            this.until = until;
        }

        void began(JobContext context) {
            Instant now = Instant.now();
            Instant time = Instant.parse(context.metadata().getOrDefault("scheduled-at", ""));
            if (!time.isBefore(from) && time.isBefore(until)) {
                record(Math.max(0, Duration.between(time, now).toNanos()));
            }
        }

        private synchronized void record(long nanos) {
            latencies.recordValue(nanos);
        }

        synchronized long count() {
            return latencies.getTotalCount();
        }

        synchronized double millis(double percentile) {
            return latencies.getValueAtPercentile(percentile) / 1e6;
        }
    }
}
