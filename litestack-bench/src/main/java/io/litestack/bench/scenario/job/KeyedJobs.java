package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.NumberedJobs;
import io.litestack.bench.harness.Runs;
import io.litestack.core.Sync;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** Jobs of many customers, with rules that the type of the jobs has, or with none. Thread-safe. */
final class KeyedJobs implements NumberedJobs {
    private static final JobFilter DONE = JobFilter.inState(JobState.DONE);
    private static final int NO_CUSTOMERS = 0;

    private final JobQueue queue;
    private final JobType<Keyed> type;
    private final long customers;

    /** What a job carries. */
    private record Keyed(long number, long customer) {}

    private KeyedJobs(JobQueue queue, EnqueueOptions rules, long customers) {
        this.queue = queue;
        this.type = JobType.of("keyed", Keyed.class).withDefaults(rules);
        this.customers = customers;
    }

    /** Opens the folder's queue and starts workers; jobs go round among so many customers. */
    static KeyedJobs start(Path folder, EnqueueOptions rules, long customers, Runs runs) {
        KeyedJobs jobs = new KeyedJobs(LitestackJobs.openQueue(folder, Sync.NORMAL), rules, customers);
        jobs.queue.handle(jobs.type, (job, context) -> runs.ran(job.number));
        jobs.queue.workers(WorkerConfig.builder().build()).start();
        return jobs;
    }

    /** Jobs of a queue, each of a customer of its own. */
    static KeyedJobs in(JobQueue queue, EnqueueOptions rules) {
        return new KeyedJobs(queue, rules, NO_CUSTOMERS);
    }

    /** The same jobs, of so many customers. */
    KeyedJobs amongCustomers(long count) {
        return new KeyedJobs(queue, type.defaults(), count);
    }

    private Keyed keyed(long number) {
        return new Keyed(number, customers == NO_CUSTOMERS ? number : number % customers);
    }

    @Override
    public void enqueue(long number) {
        queue.enqueue(type, keyed(number));
    }

    @Override
    public void enqueueAll(long first, int count) {
        queue.enqueueAll(
                type,
                LongStream.range(first, first + count).mapToObj(this::keyed).toList(),
                EnqueueOptions.standard());
    }

    @Override
    public CompletableFuture<?> enqueueAsync(long number) {
        return queue.enqueueAsync(type, keyed(number));
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
