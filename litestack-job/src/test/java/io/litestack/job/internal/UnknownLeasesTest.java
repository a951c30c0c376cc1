package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.lease.LeaseRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that do not know for a while what they have leased. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class UnknownLeasesTest {
    private static final JobType<Integer> NUMBER = JobType.of("number", Integer.class);

    @TempDir
    Path folder;

    @Test
    void jobs_that_come_meanwhile_run_once_that_is_known() {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            jobs.handle(NUMBER, (number, context) -> {});
            SqliteJobWorkers workers = (SqliteJobWorkers)
                    jobs.workers(WorkerConfig.builder().workers(1).build()).start();
            WorkerParts parts = workers.parts();
            LeaseRegistry leases = parts.leases;
            leases.commandSubmitted();
            leases.outcomeUnknown();
            long id = jobs.enqueue(NUMBER, 1);
            Eventually.until("it was looked for", () -> !parts.context.ready().isRaised());
            assertThat(jobs.admin().find(id).map(Job::state)).contains(JobState.READY);
            leases.commandEnded();
            Eventually.until(
                    "it is done",
                    () -> jobs.admin()
                            .find(id)
                            .filter(it -> it.state() == JobState.DONE)
                            .isPresent());
        }
    }
}
