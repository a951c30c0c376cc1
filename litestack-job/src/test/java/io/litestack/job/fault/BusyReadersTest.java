package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Signal;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.HandlerOptions;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody holds all readers of a process, whose jobs run on, come due and are fetched. For many leases:
 *
 * <pre>{@code
 * mvn test -pl litestack-job -Dtest=BusyReadersTest -Dlitestack.soak=60
 * }</pre>
 */
@Requires(Facility.LINUX)
@Timeout(value = 1, unit = TimeUnit.HOURS)
class BusyReadersTest {
    private static final JobType<Integer> LONG = JobType.of("long", Integer.class);
    private static final JobType<Integer> TIMED = JobType.of("timed", Integer.class);

    /** Has a handler in this process only. */
    private static final JobType<Integer> LATER = JobType.of("later", Integer.class);

    private static final int READERS = 2;

    /** Not shorter: a machine may let this process stand still for a second. */
    private static final long LEASE_MS = 2_000;

    /** For so many leases the readers are held. */
    private static final int LEASES = Integer.getInteger("litestack.soak", 2);

    private static final int BEATS_PER_LEASE = 6;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final Signal free = new Signal("the readers are free");
    private Store store;
    private JobQueue jobs;

    @BeforeEach
    void open() {
        StoreConfig config = StoreConfig.builder(folder.resolve("app.db"))
                .readers(READERS)
                .waitTimeout(Duration.ofMillis(300))
                .build();
        store = Store.open(config);
        WorkerProcess.createTable(store);
        jobs = WorkerProcess.open(config);
    }

    @AfterEach
    void close() {
        free.give();
        jobs.close();
        store.close();
    }

    private List<Background<Void>> holdReaders() {
        CountDownLatch held = new CountDownLatch(READERS);
        List<Background<Void>> holders = Stream.generate(() -> Background.run(
                        "reader",
                        () -> store.useRead(snapshot -> {
                            held.countDown();
                            free.awaitUninterruptibly();
                        })))
                .limit(READERS)
                .toList();
        Eventually.until("all readers are held", () -> held.getCount() == 0);
        return holders;
    }

    /** The other process writes as well, for longer than one waits here if the machine is slow. */
    private void enqueue(JobType<Integer> type, EnqueueOptions options) {
        Eventually.until("the writer is free", () -> {
            try {
                return jobs.enqueue(type, 1, options) > 0;
            } catch (StoreBusyException e) {
                return false;
            }
        });
    }

    /** On the writer, since there is no reader. */
    private long beatOfNewest() {
        return store.write(
                tx -> tx.queryFirst("select beat from litejob_owners order by id desc limit 1", row -> row.getLong(1))
                        .orElse(0L));
    }

    @Test
    void a_live_process_keeps_its_leases_and_its_jobs_come_due_without_a_reader() {
        Signal begun = new Signal("the long job runs");
        Signal end = new Signal("the long job may end");
        Signal interrupted = new Signal("the timed job is interrupted");
        Signal due = new Signal("the job that is due runs");
        jobs.handle(LONG, (n, context) -> {
            begun.give();
            end.await();
        });
        jobs.handle(TIMED, HandlerOptions.standard().withTimeout(Duration.ofMillis(100)), (n, context) -> {
            try {
                end.await();
            } catch (AssertionError e) {
                interrupted.give();
            }
        });
        jobs.handle(WorkerProcess.ADD, (n, context) -> {});
        jobs.handle(LATER, (n, context) -> due.give());
        jobs.workers(WorkerProcess.config(LEASE_MS)).start();
        long running = jobs.enqueue(LONG, 1);
        begun.await();
        try (ChildJvm other = ChildJvm.start(
                folder,
                WorkerProcess.class,
                store.config().path(),
                store.config().path(),
                LEASE_MS)) {
            other.await("ready");
            List<Background<Void>> holders = holdReaders();
            enqueue(LATER, EnqueueOptions.standard().withDelay(Duration.ofMillis(300)));
            enqueue(TIMED, EnqueueOptions.standard());
            interrupted.await();
            due.await();
            awaitBeats();
            assertThat(jobs.stats().refused()).isZero();
            free.give();
            holders.forEach(Background::result);
            assertThat(jobs.admin().find(running).orElseThrow().attempts()).isEqualTo(1);
            assertThat(jobs.admin().find(running).orElseThrow().state()).isEqualTo(JobState.RUNNING);
            end.give();
            Eventually.until(
                    "the long one is done",
                    () -> jobs.admin().find(running).orElseThrow().state() == JobState.DONE);
        }
    }

    /** The other process watches for some leases; things that need a reader come up all the time. */
    private void awaitBeats() {
        AtomicLong before = new AtomicLong(-1);
        Eventually.until("the other process has watched", () -> {
            try {
                jobs.enqueue(WorkerProcess.ADD, 1, EnqueueOptions.standard().withDelay(Duration.ofHours(1)));
                long beat = beatOfNewest();
                before.compareAndSet(-1, beat);
                return beat >= before.get() + (long) LEASES * BEATS_PER_LEASE;
            } catch (StoreBusyException e) {
                // the other process writes as well, for longer than one waits here if the disk is slow
                return false;
            }
        });
    }
}
