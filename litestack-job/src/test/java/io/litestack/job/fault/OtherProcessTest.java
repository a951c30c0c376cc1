package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.Job;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Leases of other processes: that die, that are stopped, that take their time. */
@Requires(Facility.LINUX)
@Timeout(120)
class OtherProcessTest {
    private static final long LONG_LEASE = 60_000;
    private static final long SHORT_LEASE = 1_000;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private static final int MOST_STOPS = 100;

    @TempDir
    Path folder;

    private Store store;
    private JobQueue jobs;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("app.db"));
        WorkerProcess.createTable(store);
        jobs = WorkerProcess.open(store.config());
        jobs.handle(WorkerProcess.ADD, (n, context) -> WorkerProcess.add(store, n, context));
        jobs.handle(WorkerProcess.HOLD, (n, context) -> WorkerProcess.add(store, n, context));
    }

    @AfterEach
    void close() {
        jobs.close();
        store.close();
    }

    private ChildJvm worker(long lease) {
        ChildJvm child = ChildJvm.start(folder, WorkerProcess.class, file(), file(), lease);
        child.await("ready");
        return child;
    }

    private Path file() {
        return store.config().path();
    }

    private void startHere(long lease) {
        jobs.workers(WorkerProcess.config(lease)).start();
    }

    /** Stops it, and not in the middle of a write: as long as it has the write lock nobody could go on without it. */
    private void stop(ChildJvm child) {
        Shell.run("kill", "-STOP", child.pid());
        for (int tries = 1; !isWriterFree(); tries++) {
            assertThat(tries).as("times that it was stopped in a write").isLessThan(MOST_STOPS);
            Shell.run("kill", "-CONT", child.pid());
            Shell.run("kill", "-STOP", child.pid());
        }
    }

    private boolean isWriterFree() {
        try {
            store.useWrite(transaction -> {});
            return true;
        } catch (StoreBusyException e) {
            return false;
        }
    }

    private void awaitDone(long id) {
        Eventually.until(
                "job " + id + " is done: " + jobs.admin().find(id),
                () -> jobs.admin().find(id).orElseThrow().state() == JobState.DONE);
    }

    @Test
    void a_job_enqueued_here_runs_in_the_process_that_works() {
        try (ChildJvm child = worker(LONG_LEASE)) {
            long id = jobs.enqueue(WorkerProcess.ADD, 5);
            awaitDone(id);
            assertThat(WorkerProcess.counter(store)).isEqualTo(5);
            child.ask("close", "did close");
        }
    }

    @Test
    void a_job_of_a_killed_process_runs_again_long_before_its_lease_ends() {
        try (ChildJvm child = worker(LONG_LEASE)) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            startHere(LONG_LEASE);
            child.kill();
            awaitDone(id);
            Job job = jobs.admin().find(id).orElseThrow();
            assertThat(job.attempts()).isEqualTo(2);
            assertThat(job.errors()).extracting(it -> it.type()).containsExactly("worker died");
            assertThat(WorkerProcess.counter(store)).isEqualTo(5);
            Eventually.until("its row is gone", () -> owners().size() == 1);
        }
    }

    @Test
    void jobs_of_a_process_that_was_killed_before_anybody_else_was_there_are_found_at_the_start() {
        long id;
        try (ChildJvm child = worker(LONG_LEASE)) {
            id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            child.kill();
        }
        startHere(LONG_LEASE);
        awaitDone(id);
    }

    /** Its socket and its row stand under the name of another run of the kernel, as after a restart of the machine. */
    @Test
    void jobs_of_a_process_of_before_a_restart_of_the_machine_run_again_long_before_its_lease_ends() {
        assumeThat(Shell.run("stat", "-f", "-c", "%T", folder)).containsAnyOf("ext2/ext3", "xfs", "btrfs", "tmpfs");
        long id;
        try (ChildJvm child = worker(LONG_LEASE)) {
            id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            child.kill();
        }
        String sign = store.queryFirst("select sign from litejob_owners", row -> row.getString(1))
                .orElseThrow();
        String former = sign.substring(0, 8) + "00000000" + sign.substring(16);
        Path sockets = folder.resolve(".litestack");
        Shell.run("mv", sockets.resolve(sign), sockets.resolve(former));
        Shell.run("touch", "-d", "3 days ago", sockets.resolve(former));
        store.execute("update litejob_owners set sign = ?", former);
        startHere(LONG_LEASE);
        awaitDone(id);
        assertThat(jobs.admin().find(id).orElseThrow().errors().get(0).message())
                .contains("its process is dead");
    }

    @Test
    void the_last_attempt_that_dies_with_its_process_makes_the_job_dead() {
        try (ChildJvm child = worker(LONG_LEASE)) {
            long id = jobs.enqueue(
                    WorkerProcess.HOLD, 5, EnqueueOptions.standard().withMaxAttempts(1));
            child.await("begun " + id);
            child.kill();
            startHere(LONG_LEASE);
            Eventually.until("dead", () -> jobs.admin().find(id).orElseThrow().state() == JobState.DEAD);
        }
    }

    /** Watches it for long, and lets it end then. */
    private void verifyNotRescued(ChildJvm child, long id) {
        startHere(SHORT_LEASE);
        Eventually.until("this process has watched for two leases and more", () -> beatOfNewest() >= 15);
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.RUNNING);
        child.send("go");
        child.await("added");
        awaitDone(id);
        assertThat(jobs.admin().find(id).orElseThrow().attempts()).isEqualTo(1);
        assertThat(jobs.stats().recovered()).isZero();
    }

    @Test
    void a_live_job_is_not_recovered_however_long_it_takes() {
        try (ChildJvm child = worker(SHORT_LEASE)) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            verifyNotRescued(child, id);
        }
    }

    @Test
    void a_stopped_process_loses_its_lease_and_its_late_effects_are_refused() {
        try (ChildJvm child = worker(SHORT_LEASE)) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            stop(child);
            startHere(SHORT_LEASE);
            awaitDone(id);
            assertThat(WorkerProcess.counter(store)).isEqualTo(5);

            Shell.run("kill", "-CONT", child.pid());
            child.send("go");
            child.await("refused");
            long next = jobs.enqueue(WorkerProcess.HOLD, 1);
            awaitDoneAnywhere(child, next);
            assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.DONE);
            assertThat(WorkerProcess.counter(store)).isEqualTo(6);
        }
    }

    private void awaitDoneAnywhere(ChildJvm child, long id) {
        child.send("go");
        awaitDone(id);
    }

    @Test
    void a_process_that_was_taken_for_hung_works_on_under_a_new_name() {
        try (ChildJvm child = worker(SHORT_LEASE)) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            stop(child);
            startHere(SHORT_LEASE);
            awaitDone(id);
            Shell.run("kill", "-CONT", child.pid());
            child.send("go");
            child.await("refused");
            jobs.close();
            jobs = WorkerProcess.open(store.config());
            long next = jobs.enqueue(WorkerProcess.ADD, 1);
            awaitDone(next);
            assertThat(owners()).hasSize(1);
        }
    }

    /** With {@code -Dlitestack.soak=1} for half a minute, and with the standard lease. */
    @Test
    @Timeout(300)
    void no_live_worker_loses_its_jobs_after_the_writer_was_held_for_long() {
        if (Integer.getInteger("litestack.soak") == null) {
            holdTheWriter(2_000, Duration.ofMillis(4_500));
        } else {
            holdTheWriter(WorkerConfig.builder().build().lease().toMillis(), Duration.ofSeconds(30));
        }
    }

    /**
     * Neither process can beat while somebody else has the write lock. When that is free again this one comes first, and
     * twice, as the other is stopped until then: all that it sees is a beat that stood still for longer than a lease.
     */
    private void holdTheWriter(long lease, Duration span) {
        try (ChildJvm child = worker(lease);
                ForeignProcess foreign = ForeignProcess.open(folder, file())) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            startHere(lease);
            Eventually.until("this process watches", () -> beatOfNewest() >= 2);
            stop(child);
            foreign.run("begin immediate");
            long since = System.nanoTime();
            List<Long> before = heartbeats();
            Eventually.until("so long has it been held", () -> System.nanoTime() - since > span.toNanos());
            assertThat(heartbeats()).isEqualTo(before);
            foreign.run("rollback");
            Eventually.until("this one has looked twice", () -> heartbeats().get(1) >= before.get(1) + 2);
            Shell.run("kill", "-CONT", child.pid());
            Eventually.until(
                    "both heartbeats move again: " + before + ", " + heartbeats(),
                    () -> heartbeats().get(0) > before.get(0) && heartbeats().get(1) >= before.get(1) + 8);
            assertThat(jobs.admin().find(id).orElseThrow().attempts()).isEqualTo(1);
            assertThat(jobs.stats().recovered()).isZero();
            child.send("go");
            awaitDone(id);
        }
    }

    private List<Long> heartbeats() {
        return store.query("select beat from litejob_owners order by id", row -> row.getLong(1));
    }

    @Test
    void no_live_worker_loses_its_jobs_when_the_folder_of_the_sockets_is_swept() {
        try (ChildJvm child = worker(SHORT_LEASE)) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            Shell.run("rm", "-rf", folder.resolve(".litestack"));
            verifyNotRescued(child, id);
        }
    }

    @Test
    void a_job_of_a_process_whose_socket_was_swept_and_that_was_killed_then_runs_again_when_its_lease_ends() {
        try (ChildJvm child = worker(SHORT_LEASE)) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            Shell.run("rm", "-rf", folder.resolve(".litestack"));
            child.kill();
            startHere(SHORT_LEASE);
            awaitDone(id);
            assertThat(jobs.admin().find(id).orElseThrow().attempts()).isEqualTo(2);
            assertThat(WorkerProcess.counter(store)).isEqualTo(5);
        }
    }

    @Test
    void a_process_that_is_asked_to_end_lets_its_handlers_end_first() {
        try (ChildJvm child = worker(LONG_LEASE)) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            Shell.run("kill", "-TERM", child.pid());
            child.send("go");
            child.await("added");
            assertThat(child.awaitEnd()).isEqualTo(128 + 15);
            assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.DONE);
            assertThat(owners()).isEmpty();
        }
    }

    private List<Long> owners() {
        return store.query("select id from litejob_owners", row -> row.getLong(1));
    }

    private long beatOfNewest() {
        return store.queryFirst("select beat from litejob_owners order by id desc limit 1", row -> row.getLong(1))
                .orElse(0L);
    }
}
