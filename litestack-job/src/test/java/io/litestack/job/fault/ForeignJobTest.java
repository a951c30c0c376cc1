package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreListener;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.Signal;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that another process has enqueued is seen here from its commit on, which may be before that process has flushed it.
 * It runs only once it is on the disk: else a power loss could leave the effects of a job that never was.
 */
@Requires({Facility.LINUX, Facility.STRACE})
@Timeout(120)
class ForeignJobTest {
    private static final JobFilter DONE = JobFilter.inState(JobState.DONE);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final AtomicInteger runs = new AtomicInteger();
    private final Signal begun = new Signal("a handler has begun");
    private final Signal mayEnd = new Signal("the handler may end");
    private final Signal failed = new Signal("a flush has failed");
    private final AtomicLong syncsAtBegin = new AtomicLong();
    private final AtomicBoolean isAllWell = new AtomicBoolean();
    private Store store;
    private JobQueue jobs;
    private ChildJvm other;

    @BeforeEach
    void open() {
        StoreListener listener = new StoreListener() {
            @Override
            public void onSyncFailure(Path file, Throwable cause) {
                failed.give();
            }
        };
        StoreConfig config = JobConfig.builder(file()).build().store().toBuilder()
                .listener(listener)
                .build();
        store = Store.open(config);
        jobs = JobQueue.open(JobConfig.builder(config).build());
        jobs.handle(WorkerProcess.ADD, (n, context) -> {
            syncsAtBegin.set(store.stats().syncs());
            // the store refuses writes from a failed flush on until all is on the disk
            store.useWrite(tx -> {});
            isAllWell.set(failed.isGiven());
            runs.incrementAndGet();
            begun.give();
            mayEnd.await();
        });
        other = ChildJvm.start(folder, EnqueuingProcess.class, file());
        other.await("ready");
    }

    @AfterEach
    void close() {
        mayEnd.give();
        other.close();
        jobs.close();
        store.close();
    }

    private Path file() {
        return folder.resolve("jobs.db");
    }

    @Test
    void it_is_flushed_here_before_it_runs() {
        start();
        try (Faults flushes = Faults.here(Shell.log(file()), "fsync,fdatasync:delay_enter=10000")) {
            long syncs = store.stats().syncs();
            other.send("1");
            begun.await();
            assertThat(syncsAtBegin.get()).isGreaterThan(syncs);
            assertThat(flushes.end()).isPositive();
        }
    }

    @Test
    void it_does_not_run_before_a_disk_that_fails_works_again() {
        mayEnd.give();
        start();
        try (Faults eio = Faults.here(Shell.log(file()), "fsync,fdatasync:error=EIO:when=1")) {
            other.ask("1", "enqueued 1");
            failed.await();
            begun.await();
            assertThat(eio.end()).isPositive();
        }
        assertThat(isAllWell).isTrue();
        Eventually.until("it is done: " + jobs.stats(), () -> jobs.admin().count(DONE) == 1);
        assertThat(runs).hasValue(1);
        Job job = jobs.admin().find(DONE, 1).get(0);
        assertThat(job.attempts()).isEqualTo(1);
    }

    private void start() {
        jobs.workers(WorkerConfig.builder().workers(1).build()).start();
    }
}
