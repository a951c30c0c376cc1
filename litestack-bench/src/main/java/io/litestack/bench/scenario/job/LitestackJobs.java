package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.NumberedJobs;
import io.litestack.bench.harness.Runs;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.JobWorkers;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Litestack's queue, with everything as it is by default. Thread-safe. */
final class LitestackJobs implements NumberedJobs {
    private static final JobType<Numbered> NO_OP = JobType.of("no-op", Numbered.class);
    private static final JobFilter DONE = JobFilter.inState(JobState.DONE);

    private final JobQueue queue;

    /** What a job carries. */
    private record Numbered(long number) {}

    private LitestackJobs(JobQueue queue, Runs runs) {
        this.queue = queue;
        queue.handle(NO_OP, (job, context) -> runs.ran(job.number()));
    }

    static JobQueue openQueue(Path folder, Sync sync) {
        return JobQueue.open(JobConfig.builder(storeConfig(folder, sync)).build());
    }

    static StoreConfig storeConfig(Path folder, Sync sync) {
        return StoreConfig.builder(folder.resolve("jobs.db")).sync(sync).build();
    }

    /** Opens the folder's queue, without workers. */
    static LitestackJobs open(Path folder, Sync sync, Runs runs) {
        return new LitestackJobs(openQueue(folder, sync), runs);
    }

    /** Opens the folder's queue and starts workers. */
    static LitestackJobs start(Path folder, Sync sync, Runs runs) {
        LitestackJobs jobs = open(folder, sync, runs);
        jobs.startWorkers();
        return jobs;
    }

    JobWorkers startWorkers() {
        return queue.workers(WorkerConfig.builder().build()).start();
    }

    JobQueue queue() {
        return queue;
    }

    @Override
    public void enqueue(long number) {
        queue.enqueue(NO_OP, new Numbered(number));
    }

    @Override
    public void enqueueAll(long first, int count) {
        enqueueAll(first, count, EnqueueOptions.standard());
    }

    /** Enqueues jobs that nobody will run before the end of the trial. */
    void enqueueForLater(long first, int count) {
        enqueueAll(first, count, EnqueueOptions.standard().withDelay(Duration.ofDays(1)));
    }

    private void enqueueAll(long first, int count, EnqueueOptions options) {
        queue.enqueueAll(
                NO_OP,
                LongStream.range(first, first + count).mapToObj(Numbered::new).toList(),
                options);
    }

    @Override
    public CompletableFuture<?> enqueueAsync(long number) {
        return queue.enqueueAsync(NO_OP, new Numbered(number));
    }

    @Override
    public long done() {
        return queue.admin().count(DONE);
    }

    @Override
    public long stored() {
        return done();
    }

    @Override
    public void close() {
        queue.close();
    }
}
