package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ClosedException;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import io.litestack.internal.settings.Providers;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.Job;
import io.litestack.job.JobFilter;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.Outcome;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stack is closed while jobs run: whatever these use is open to them until they have ended. Many closes:
 *
 * <pre>{@code
 * mvn test -pl litestack -am -Dtest=StopWithJobsTest -Dlitestack.soak=200
 * }</pre>
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class StopWithJobsTest {
    private static final JobType<Integer> STEP = JobType.of("step", Integer.class);
    private static final JobType<Integer> NEXT = JobType.of("next", Integer.class);
    private static final Migration STEPS = Migration.of("V1__steps.sql", "create table step(n integer) strict");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path root;

    private Workplace work;

    @BeforeEach
    void start() {
        work = new Workplace(root);
        Providers.of(Litestack.class.getClassLoader()).all().forEach(work::with);
    }

    private Litestack open() {
        return work.builder().db(it -> it.migrations(Migrations.of(STEPS))).open();
    }

    /** In every part there is, also in one that was opened after the jobs. */
    private static void useEverything(Litestack stack, int n) {
        stack.db().useWrite(tx -> {
            tx.execute("insert into step values (?)", n);
            stack.jobs().enqueue(tx, NEXT, n);
        });
        stack.component(Notes.class).add("step " + n);
        stack.stores().get("notes").execute("insert into notes values (?)", "once more");
        stack.jobs().enqueue(NEXT, n);
        stack.jobs().enqueueAsync(NEXT, n).join();
    }

    @Test
    void a_job_that_runs_when_the_stack_is_closed_has_all_parts_until_it_ends() {
        Signal begun = new Signal("the job has begun");
        Litestack stack = open();
        stack.jobs().handleWithOutcome(STEP, (n, context) -> {
            begun.give();
            Eventually.until("the stop", context::isStopping);
            useEverything(stack, n);
            return Outcome.done();
        });
        stack.start();
        long id = stack.jobs().enqueue(STEP, 1, EnqueueOptions.standard().withMaxAttempts(1));
        begun.await();
        stack.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(stack::db);
        assertThatExceptionOfType(ClosedException.class).isThrownBy(stack::jobs);
        assertThat(work.events).endsWith("close secrets", "close notes");

        try (Litestack again = open()) {
            assertThat(again.jobs().admin().find(id).map(Job::state)).contains(JobState.DONE);
            assertThat(again.db().query("select n from step", Integer.class)).containsExactly(1);
            assertThat(again.component(Notes.class).count()).isEqualTo(2);
            Eventually.until(
                    "all that it enqueued is there",
                    () -> again.jobs().admin().count(JobFilter.all().withType("next")) == 3);
        }
    }

    @Test
    void no_job_loses_an_attempt_however_often_the_stack_is_closed() {
        int rounds = Integer.getInteger("litestack.soak", 3);
        AtomicInteger enqueued = new AtomicInteger();
        for (int round = 0; round < rounds; round++) {
            AtomicInteger begun = new AtomicInteger();
            Litestack stack = open();
            stack.jobs().handle(STEP, (n, context) -> {
                begun.incrementAndGet();
                useEverything(stack, n);
            });
            stack.jobs().handle(NEXT, (n, context) -> {});
            stack.start();
            Background<Void> source = Background.run("source", () -> enqueueUntilClosed(stack, enqueued));
            Eventually.until("some have begun", () -> begun.get() > 50);
            stack.close();
            assertThat(source.failure()).isInstanceOf(ClosedException.class);
        }
        try (Litestack stack = open()) {
            assertThat(stack.jobs().admin().find(JobFilter.inState(JobState.DEAD, JobState.PARKED), 1))
                    .isEmpty();
            stack.jobs().handle(STEP, (n, context) -> useEverything(stack, n));
            stack.jobs().handle(NEXT, (n, context) -> {});
            stack.start();
            Eventually.until(
                    "all are done",
                    () -> stack.jobs()
                                    .admin()
                                    .count(JobFilter.inState(JobState.DONE).withType("step"))
                            >= enqueued.get());
            assertThat(stack.jobs().admin().find(JobFilter.inState(JobState.DEAD, JobState.PARKED), 1))
                    .isEmpty();
        }
    }

    private static void enqueueUntilClosed(Litestack stack, AtomicInteger enqueued) {
        while (true) {
            stack.jobs().enqueue(STEP, 1, EnqueueOptions.standard().withMaxAttempts(1));
            enqueued.incrementAndGet();
        }
    }
}
