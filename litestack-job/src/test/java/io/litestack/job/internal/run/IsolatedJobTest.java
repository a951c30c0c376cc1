package io.litestack.job.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job that was there when its process died, three times. */
@Timeout(120)
class IsolatedJobTest {
    private static final JobType<Integer> SUSPECT = JobType.of("suspect", Integer.class);
    private static final JobType<Integer> OTHER = JobType.of("other", Integer.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    /** It waits for another one, which cannot run beside it. */
    @Test
    void it_runs_alone_and_others_beside_it_after_ten_minutes() {
        AtomicLong passed = new AtomicLong();
        StoreConfig config = StoreConfig.builder(folder.resolve("jobs.db"))
                .ticker(() -> System.nanoTime() + passed.get())
                .build();
        Signal begun = new Signal("the suspect runs");
        Signal ran = new Signal("the other has run");
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(config).build());
                Store store = Store.open(config)) {
            jobs.handle(SUSPECT, (n, context) -> {
                begun.give();
                ran.await();
            });
            jobs.handle(OTHER, (n, context) -> ran.give());
            long suspect = jobs.enqueue(SUSPECT, 1);
            store.execute("update litejob_jobs set crashes = 3, attempt = 3");
            jobs.workers(WorkerConfig.builder().workers(2).build()).start();
            begun.await();
            assertThat(alone(store)).isEqualTo(1);
            long other = jobs.enqueue(OTHER, 1);
            assertThat(jobs.admin().find(other).map(Job::state)).contains(JobState.READY);
            assertThat(ran.isGiven()).isFalse();

            passed.set(Duration.ofMinutes(10).toNanos());
            Eventually.until(
                    "it is done", () -> jobs.admin().find(suspect).orElseThrow().state() == JobState.DONE);
            Eventually.until(
                    "the other too",
                    () -> jobs.admin().find(other).orElseThrow().state() == JobState.DONE);
            assertThat(alone(store)).isZero();
        }
    }

    private static long alone(Store store) {
        return store.queryFirst("select sum(alone) from litejob_jobs", row -> row.getLong(1))
                .orElseThrow();
    }
}
