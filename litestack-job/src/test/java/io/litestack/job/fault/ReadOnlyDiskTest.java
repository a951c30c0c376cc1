package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.StoreException;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.LoopDisk;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.Signal;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobListener;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The disk becomes read-only while jobs are enqueued, taken and finished. */
@Timeout(120)
class ReadOnlyDiskTest {
    private static final JobType<String> TEXT = JobType.of("text", String.class);
    private static final JobFilter DONE = JobFilter.inState(JobState.DONE);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final Queue<Long> ran = new ConcurrentLinkedQueue<>();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();
    private final Set<Long> acknowledged = new TreeSet<>();
    private final Signal mayEnd = new Signal("the handlers may end");

    @AfterEach
    void endHandlers() {
        mayEnd.give();
    }

    private JobQueue open(Path file) {
        JobListener listener = new JobListener() {
            @Override
            public void onInternalFailure(String what, Throwable cause) {
                failures.add(what + ": " + cause.getMessage());
            }
        };
        JobQueue jobs = JobQueue.open(JobConfig.builder(file).listener(listener).build());
        jobs.handle(TEXT, (text, context) -> {
            ran.add(context.id());
            mayEnd.await();
        });
        return jobs;
    }

    private static void start(JobQueue jobs) {
        jobs.workers(WorkerConfig.builder()
                        .workers(2)
                        .lease(Duration.ofSeconds(1))
                        .drainTimeout(Duration.ofMillis(500))
                        .interruptTimeout(Duration.ofMillis(100))
                        .build())
                .start();
    }

    /** Leaves two that run and three that wait. */
    private void enqueueFive(JobQueue jobs) {
        for (int i = 0; i < 5; i++) {
            acknowledged.add(jobs.enqueue(TEXT, "text"));
        }
        Eventually.until("two run", () -> ran.size() == 2);
    }

    private static void verifyRefused(JobQueue jobs) {
        Throwable failure = catchThrowable(() -> jobs.enqueue(TEXT, "text"));
        assertThat(failure)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("jobs.db")
                // or the heartbeat has met it before
                .hasMessageMatching("(?s).*(read-only|failed to flush).*");
    }

    private void verifyAllDone(JobQueue jobs) {
        Eventually.until(
                "all are done: " + jobs.stats(),
                () -> jobs.admin().count(DONE) == jobs.admin().count(JobFilter.all()));
        Set<Long> found = new TreeSet<>();
        jobs.admin().find(JobFilter.all(), 100).forEach(job -> found.add(job.id()));
        assertThat(found).containsAll(acknowledged);
        assertThat(new TreeSet<>(ran)).isEqualTo(found);
    }

    @Test
    @Requires(Facility.STRACE)
    void workers_go_on_by_themselves_once_it_can_be_written_again_and_each_job_runs_once() {
        Path file = folder.resolve("jobs.db");
        try (JobQueue jobs = open(file)) {
            start(jobs);
            enqueueFive(jobs);
            try (Faults readOnly = Faults.in(
                    ProcessHandle.current().pid(),
                    "pwrite64,ftruncate,fsync,fdatasync:error=EROFS",
                    file,
                    Shell.log(file))) {
                verifyRefused(jobs);
                mayEnd.give();
                Eventually.until(
                        "completions fail",
                        () -> failures.stream().anyMatch(it -> it.startsWith("writing the completions")));
                assertThat(readOnly.end()).isPositive();
            }
            Eventually.until("it can be enqueued again", () -> isEnqueued(jobs));
            verifyAllDone(jobs);
            assertThat(ran).doesNotHaveDuplicates();
        }
    }

    private boolean isEnqueued(JobQueue jobs) {
        try {
            return acknowledged.add(jobs.enqueue(TEXT, "text"));
        } catch (StoreException e) {
            return false;
        }
    }

    @Test
    @Requires(Facility.LOOP_DISK)
    void a_disk_that_gave_up_is_reported_and_after_a_restart_on_a_mended_one_nothing_is_missing() {
        try (LoopDisk disk = LoopDisk.mount(folder)) {
            Path file = disk.folder().resolve("jobs.db");
            try (JobQueue jobs = open(file)) {
                start(jobs);
                enqueueFive(jobs);
                disk.giveUp();
                verifyRefused(jobs);
                mayEnd.give();
                Eventually.until(
                        "completions fail",
                        () -> failures.stream().anyMatch(it -> it.startsWith("writing the completions")));
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("jobs.db");
            }
            assertThat(ran).hasSize(2);
            disk.mend();
            try (JobQueue jobs = open(file)) {
                assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(acknowledged.size());
                start(jobs);
                verifyAllDone(jobs);
            }
        }
    }
}
