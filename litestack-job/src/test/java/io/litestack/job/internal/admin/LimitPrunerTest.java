package io.litestack.job.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Ticker;
import io.litestack.core.testkit.Eventually;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.Limit;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.spi.JobTesting;
import io.litestack.job.spi.ManualWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits that nobody needs any more go, and come back with the jobs that need them. */
@Timeout(120)
class LimitPrunerTest {
    private static final JobType<Integer> NUMBER = JobType.of("number", Integer.class);

    @TempDir
    Path folder;

    private final AtomicLong skipped = new AtomicLong();
    private final Ticker ticker = () -> System.nanoTime() + skipped.get();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private Store store;
    private JobQueue jobs;

    @BeforeEach
    void open() {
        StoreConfig config = StoreConfig.builder(folder.resolve("jobs.db"))
                .clock(() -> now)
                .ticker(ticker)
                .build();
        store = Store.open(config);
        jobs = JobQueue.open(JobConfig.builder(config).build());
        jobs.handle(NUMBER, (number, context) -> {});
    }

    @AfterEach
    void close() {
        jobs.close();
        store.close();
    }

    private long limits() {
        return store.queryFirst("select count(*) from litejob_limits", row -> row.getLong(1))
                .orElseThrow();
    }

    private void prune() {
        LimitPruner pruner = new LimitPruner(new QueueResources(jobs.config(), store), () -> {});
        skipped.addAndGet(TimeUnit.MINUTES.toNanos(2));
        Eventually.until("a pass is over", () -> {
            long left = pruner.runDue();
            return left != Long.MAX_VALUE && left > TimeUnit.SECONDS.toNanos(30);
        });
    }

    private static EnqueueOptions limited(String key) {
        return EnqueueOptions.standard().withLimit(Limit.concurrency(key, 1));
    }

    @Test
    void only_those_stay_for_which_a_job_waits() {
        IntStream.range(0, 1_200).forEach(i -> jobs.enqueue(NUMBER, i, limited("key-" + i)));
        assertThat(limits()).isEqualTo(1_200);
        prune();
        assertThat(limits()).isEqualTo(1_200);
        jobs.admin().delete(JobFilter.all());
        jobs.enqueue(NUMBER, 1, limited("key-7"));
        prune();
        assertThat(store.query("select key from litejob_limits", row -> row.getString(1)))
                .containsExactly("key-7");
    }

    @Test
    void a_job_that_becomes_due_or_is_replayed_later_has_its_limit_all_the_same() {
        List<Integer> two = List.of(1, 2);
        jobs.enqueueAll(NUMBER, two, limited("later").withDelay(Duration.ofDays(1)));
        jobs.enqueueAll(NUMBER, two, limited("dead"));
        jobs.admin().discard(JobFilter.inState(JobState.READY, JobState.BLOCKED), "test");
        prune();
        assertThat(limits()).isZero();

        now = now.plus(Duration.ofDays(2));
        jobs.admin().retry(JobFilter.inState(JobState.DEAD));
        try (ManualWorker worker =
                JobTesting.of(jobs).manualWorker(WorkerConfig.builder().build())) {
            worker.doDue();
        }
        assertThat(jobs.admin().count(JobFilter.inState(JobState.READY))).isEqualTo(2);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.BLOCKED))).isEqualTo(2);
        assertThat(limits()).isEqualTo(2);
    }

    @Test
    void a_rate_stays_until_its_window_is_over() {
        EnqueueOptions rate = EnqueueOptions.standard().withLimit(Limit.rate("mail", 1, Duration.ofHours(1)));
        jobs.enqueue(NUMBER, 1, rate);
        try (ManualWorker worker =
                JobTesting.of(jobs).manualWorker(WorkerConfig.builder().build())) {
            assertThat(worker.runNext("default")).isPresent();
        }
        prune();
        assertThat(limits()).isEqualTo(1);
        now = now.plus(Duration.ofHours(3));
        prune();
        assertThat(limits()).isZero();
        assertThat(store.queryFirst("select count(*) from litejob_starts", row -> row.getLong(1)))
                .contains(0L);
    }
}
