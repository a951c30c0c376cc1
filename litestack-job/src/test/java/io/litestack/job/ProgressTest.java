package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a job says last of how far it is stays, whoever writes that. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ProgressTest {
    private static final JobType<Integer> NUMBER = JobType.of("number", Integer.class);
    private static final int JOBS = 30;

    @TempDir
    Path folder;

    @Test
    void the_last_progress_is_kept_however_soon_the_job_ends_after_it() {
        SteppedTicker ticker = new SteppedTicker();
        StoreConfig store = StoreConfig.builder(folder.resolve("jobs.db"))
                .applicationId(JobConfig.APPLICATION_ID)
                .ticker(ticker)
                .build();
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(store).build())) {
            jobs.handle(NUMBER, (number, context) -> {
                context.progress(number, JOBS, "of all");
                LockSupport.parkNanos(100_000 + number * 3_000L);
            });
            jobs.workers(WorkerConfig.builder().workers(1).build()).start();
            for (int i = 0; i < JOBS; i++) {
                // so that the loop that writes it four times a second does so at once, while the job ends
                ticker.step(Duration.ofMillis(250));
                long id = jobs.enqueue(NUMBER, i);
                Eventually.until(
                        "job " + id + " is done",
                        () -> jobs.admin().find(id).orElseThrow().state() == JobState.DONE);
                assertThat(jobs.admin().find(id).orElseThrow().progress()).contains(new JobProgress(i, JOBS, "of all"));
            }
        }
    }
}
