package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk fails at the very moment at which a job is stored, taken or finished. */
@Requires(Facility.STRACE)
@Timeout(120)
class UnknownOutcomeTest {
    private static final JobType<Integer> COUNT = JobType.of("count", Integer.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final AtomicInteger runs = new AtomicInteger();

    private JobQueue open() {
        StoreConfig store =
                StoreConfig.builder(folder.resolve("jobs.db")).sync(Sync.FULL).build();
        JobQueue jobs = JobQueue.open(JobConfig.builder(store).build());
        jobs.handle(COUNT, (n, context) -> runs.incrementAndGet());
        // no heartbeat is to meet the fault instead
        WorkerConfig workers =
                WorkerConfig.builder().workers(1).lease(Duration.ofDays(1)).build();
        jobs.workers(workers).start();
        return jobs;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pwrite64:error=EIO:when=1", "fsync,fdatasync:error=EIO:when=1"})
    void a_job_that_may_have_been_stored_as_leased_is_not_left_behind(String fault) {
        try (JobQueue jobs = open()) {
            JobFilter done = JobFilter.inState(JobState.DONE);
            jobs.enqueue(COUNT, 0);
            Eventually.until("the first is done", () -> jobs.admin().count(done) == 1);
            try (Faults eio = Faults.here(Shell.log(folder.resolve("jobs.db")), fault)) {
                assertThatThrownBy(() -> jobs.enqueue(COUNT, 1)).isInstanceOf(OutcomeUnknownException.class);
                assertThat(eio.end()).isPositive();
            }
            Eventually.until("writes are accepted again", () -> enqueued(jobs));
            Eventually.until(
                    "all that are stored are done: " + jobs.stats(),
                    () -> jobs.admin().count(done) == jobs.admin().count(JobFilter.all()));
            assertThat(runs.get()).isEqualTo((int) jobs.admin().count(done));
            Eventually.until("nothing is held", () -> jobs.stats().held() == 0);
        }
    }

    private static boolean enqueued(JobQueue jobs) {
        try {
            jobs.enqueue(COUNT, 2);
            return true;
        } catch (io.litestack.core.StoreException e) {
            return false;
        }
    }

    @Test
    void a_completion_that_could_not_be_written_is_written_once_the_disk_works() {
        try (JobQueue jobs = open()) {
            JobFilter done = JobFilter.inState(JobState.DONE);
            jobs.enqueue(COUNT, 0);
            Eventually.until("the first is done", () -> jobs.admin().count(done) == 1);
            try (Faults eio = Faults.here(Shell.log(folder.resolve("jobs.db")), "pwrite64:error=EIO:when=2")) {
                for (int i = 0; i < 5; i++) {
                    enqueued(jobs);
                }
                Eventually.until("the log was written to", () -> runs.get() > 1);
                eio.end();
            }
            Eventually.until("writes are accepted again", () -> enqueued(jobs));
            Eventually.until(
                    "all that are stored are done: " + jobs.stats(),
                    () -> jobs.admin().count(done) == jobs.admin().count(JobFilter.all()));
            Eventually.until("nothing is held", () -> jobs.stats().held() == 0);
        }
    }
}
