package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.job.HandlerOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.run.Timeouts;
import io.litestack.job.internal.sql.JobData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deadlines that are set and removed while others are due. */
@Timeout(120)
class TimeoutsTest {
    @TempDir
    Path folder;

    private SqliteJobQueue jobs;
    private SqliteJobWorkers workers;

    @BeforeEach
    void open() {
        jobs = (SqliteJobQueue)
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build());
        workers = (SqliteJobWorkers)
                jobs.workers(WorkerConfig.builder().workers(4).build());
    }

    @AfterEach
    void close() {
        jobs.close();
    }

    private Attempt attempt(long id) {
        Lease lease = Lease.first(id, 1, new JobData("type", "queue", 0, 0, 0, new byte[0], null, null), 0);
        Attempt attempt = new Attempt(workers.parts().services, lease, 1, System.nanoTime());
        attempt.ended();
        return attempt;
    }

    @Test
    void none_stays_behind_an_attempt_that_has_ended_and_none_is_in_the_way_of_another() {
        Timeouts timeouts = workers.parts().timeouts;
        AtomicBoolean isOver = new AtomicBoolean();
        Background<Void> loop = Background.run("loop", () -> {
            while (!isOver.get()) {
                timeouts.runDue();
            }
        });
        List<Background<Void>> handlers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long first = i * 1_000_000L;
            handlers.add(Background.run("handler " + i, () -> {
                for (int n = 0; n < 20_000; n++) {
                    Attempt attempt = attempt(first + n);
                    timeouts.add(attempt, Duration.ofNanos(n % 2 == 0 ? 1 : 1_000_000_000));
                    timeouts.remove(attempt);
                }
            }));
        }
        handlers.forEach(Background::result);
        isOver.set(true);
        loop.result();
        assertThat(timeouts.size()).isZero();
    }

    @Test
    void quick_jobs_with_a_timeout_are_all_done() {
        JobType<Integer> quick = JobType.of("quick", Integer.class);
        jobs.handle(quick, HandlerOptions.standard().withTimeout(Duration.ofSeconds(30)), (n, context) -> {});
        workers.start();
        for (int n = 0; n < 5_000; n++) {
            jobs.enqueueAsync(quick, n);
        }
        Eventually.until("all are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 5_000);
        assertThat(workers.parts().timeouts.size()).isZero();
    }
}
