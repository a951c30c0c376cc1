package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.HeapPeak;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.SkippedException;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Sync;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.QueueConfig;
import io.litestack.job.WorkerConfig;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Jobs that mostly wait, each on a virtual thread: as many as a round has are enqueued, and all waited for. */
final class SpawnScenario implements Scenario {
    private static final String QUEUE = "sleepers";
    private static final JobType<Integer> SLEEP = JobType.of("sleep", Integer.class);
    private static final JobFilter DONE = JobFilter.inState(JobState.DONE);
    private static final Metric RATE = Metric.rate("jobs done").atLeast(30_000);
    private static final Metric AT_ONCE = new Metric("most running at once", "", true, null).atLeast(10_000);
    private static final Metric HEAP =
            Metric.cost("greatest heap, garbage included", "MB").atMost(512);
    private static final int JAVA = 21;
    private static final int FORKS = 3;
    private static final int JOBS = 20_000;
    private static final int AT_ONCE_ENQUEUED = 10_000;
    private static final int SLEEP_MILLIS = 100;
    /** A quick run is to run as many at once as a full one; only a test may do with less. */
    private static final double QUICK = 10;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final LongAdder runs = new LongAdder();

    @Override
    public Spec spec() {
        return Spec.alone(
                        "jobs-spawn",
                        "rounds of 20,000 jobs that sleep " + SLEEP_MILLIS + " ms each on a queue that spawns, Java "
                                + JAVA + " or later, heap of 512 MB, NORMAL",
                        RATE,
                        AT_ONCE,
                        HEAP)
                .inForksAtMost(FORKS)
                .warmedUpFor(JobScenarios.WARM_UP)
                .withHeap("512m")
                .onJava(JAVA);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        HeapPeak heap = HeapPeak.watch();
        if (Runtime.version().feature() < JAVA) {
            throw new SkippedException("virtual threads need Java " + JAVA + " or later");
        }
        try (JobQueue queue = LitestackJobs.openQueue(trial.folder(), Sync.NORMAL)) {
            queue.handle(SLEEP, (millis, context) -> sleep(millis));
            queue.workers(WorkerConfig.builder()
                            .queue(QueueConfig.of(QUEUE).spawning())
                            .build())
                    .start();
            int jobs = (int) (JOBS * Math.min(1, trial.timing().scale() * QUICK));
            repeat(queue, trial, jobs, trial.timing().warmup().toNanos());
            most.set(0);
            trial.record(
                    RATE.name(),
                    repeat(queue, trial, jobs, trial.timing().window().toNanos()));
            trial.record(AT_ONCE.name(), most.get());
            trial.record(HEAP.name(), heap.megabytes());
            trial.checkRows(queue.admin().count(DONE));
            StartTimes.check(trial.tally().successes(), runs.sum());
        }
    }

    private void sleep(int millis) throws InterruptedException {
        runs.increment();
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } finally {
            running.decrementAndGet();
        }
    }

    /** Goes through rounds until the time is over, and returns how many jobs were done a second. */
    private static double repeat(JobQueue queue, Trial trial, int jobs, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        long done = 0;
        do {
            for (int left = jobs; left > 0; left -= AT_ONCE_ENQUEUED) {
                int count = Math.min(left, AT_ONCE_ENQUEUED);
                List<Integer> payloads = Collections.nCopies(count, SLEEP_MILLIS);
                queue.enqueueAll(SLEEP, payloads, EnqueueOptions.onQueue(QUEUE));
                trial.tally().add(count, 0);
            }
            awaitDone(queue, trial.tally().successes());
            done += jobs;
        } while (System.nanoTime() - start < nanos);
        return done * 1e9 / (System.nanoTime() - start);
    }

    /** Looks at the store only when the handlers have come to an end. */
    private static void awaitDone(JobQueue queue, long jobs) throws InterruptedException {
        while (queue.stats().done() < jobs || queue.stats().held() > 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
