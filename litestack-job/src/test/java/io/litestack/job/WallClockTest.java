package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the wall clock while jobs run. */
@Timeout(120)
class WallClockTest {
    private static final JobType<JobContract.Note> HOLD = JobType.of("hold", JobContract.Note.class);
    private static final JobType<Integer> QUICK = JobType.of("quick", Integer.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();

    @Test
    void a_clock_that_is_set_expires_no_lease_and_stalls_no_job() {
        StoreConfig config =
                StoreConfig.builder(folder.resolve("jobs.db")).clock(clock).build();
        JobContract.Gate gate = new JobContract.Gate();
        try (Store store = Store.open(config);
                JobQueue jobs = JobQueue.open(JobConfig.builder(config).build())) {
            jobs.handle(HOLD, gate).handle(QUICK, (n, context) -> {});
            JobContract.start(jobs, it -> it.workers(1).lease(Duration.ofSeconds(1)));
            long held = jobs.enqueue(HOLD, new JobContract.Note(""));
            gate.begun.await();
            JobContract.start(jobs, it -> it.workers(1).lease(Duration.ofSeconds(1)));
            for (Duration step : new Duration[] {Duration.ofHours(2), Duration.ofHours(-4)}) {
                clock.step(step);
                JobContract.awaitState(jobs, jobs.enqueue(QUICK, 1), JobState.DONE);
                long before = heartbeats(store);
                Eventually.until(
                        "both workers have watched for a lease and more", () -> heartbeats(store) >= before + 16);
            }
            assertThat(jobs.admin().find(held).orElseThrow().state()).isEqualTo(JobState.RUNNING);
            assertThat(jobs.stats().recovered()).isZero();
            gate.open.give();
            JobContract.awaitState(jobs, held, JobState.DONE);
        }
    }

    private static long heartbeats(Store store) {
        return store.queryFirst("select sum(beat) from litejob_owners", row -> row.getLong(1))
                .orElse(0L);
    }
}
