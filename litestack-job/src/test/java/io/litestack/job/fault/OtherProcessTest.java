package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.testing.Eventually;
import io.litestack.core.testing.LeakCheck;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.Job;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Leases of other processes: that die, that are stopped, that take their time. */
@Requires(Facility.LINUX)
@Timeout(60)
class OtherProcessTest {
    private static final long LONG_LEASE = 60_000;
    private static final long SHORT_LEASE = 1_000;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

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
        while (!isWriterFree()) {
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
                "job " + id + " is done: " + jobs.find(id),
                () -> jobs.find(id).orElseThrow().state() == JobState.DONE);
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
            Job job = jobs.find(id).orElseThrow();
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

    @Test
    void the_last_attempt_that_dies_with_its_process_makes_the_job_dead() {
        try (ChildJvm child = worker(LONG_LEASE)) {
            long id = jobs.enqueue(
                    WorkerProcess.HOLD, 5, EnqueueOptions.standard().withMaxAttempts(1));
            child.await("begun " + id);
            child.kill();
            startHere(LONG_LEASE);
            Eventually.until("dead", () -> jobs.find(id).orElseThrow().state() == JobState.DEAD);
        }
    }

    /** Watches it for long, and lets it end then. */
    private void verifyNotRescued(ChildJvm child, long id) {
        startHere(SHORT_LEASE);
        Eventually.until("this process has watched for two leases and more", () -> beatOfNewest() >= 15);
        assertThat(jobs.find(id).orElseThrow().state()).isEqualTo(JobState.RUNNING);
        child.send("go");
        child.await("added");
        awaitDone(id);
        assertThat(jobs.find(id).orElseThrow().attempts()).isEqualTo(1);
        assertThat(jobs.stats().rescued()).isZero();
    }

    @Test
    void a_live_job_is_not_rescued_however_long_it_takes() {
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
            assertThat(jobs.find(id).orElseThrow().state()).isEqualTo(JobState.DONE);
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

    @Test
    void nobody_who_lives_is_rescued_after_somebody_held_the_writer_for_long() throws Exception {
        try (ChildJvm child = worker(SHORT_LEASE);
                ForeignProcess foreign =
                        ForeignProcess.open(folder, store.config().path())) {
            long id = jobs.enqueue(WorkerProcess.HOLD, 5);
            child.await("begun " + id);
            startHere(SHORT_LEASE);
            Eventually.until("this process watches", () -> beatOfNewest() >= 2);
            foreign.run("begin immediate");
            long since = System.nanoTime();
            Eventually.until("two leases have passed", () -> System.nanoTime() - since > 2_500_000_000L);
            foreign.run("rollback");
            long before = beatOfNewest();
            Eventually.until("this process watches again", () -> beatOfNewest() >= before + 8);
            assertThat(jobs.find(id).orElseThrow().attempts()).isEqualTo(1);
            assertThat(jobs.stats().rescued()).isZero();
            child.send("go");
            awaitDone(id);
        }
    }

    @Test
    void nobody_who_lives_is_rescued_when_the_folder_of_the_sockets_is_swept() {
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
            assertThat(jobs.find(id).orElseThrow().attempts()).isEqualTo(2);
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
            assertThat(jobs.find(id).orElseThrow().state()).isEqualTo(JobState.DONE);
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
