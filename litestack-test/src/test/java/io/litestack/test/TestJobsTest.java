package io.litestack.test;

import static io.litestack.test.LitestackAssertions.assertThat;
import static io.litestack.test.Welcome.WELCOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.Litestack;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.HandlerOptions;
import io.litestack.job.Job;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.Limit;
import io.litestack.job.Outcome;
import io.litestack.job.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs by hand and inline. */
@LitestackTest
@Timeout(120)
class TestJobsTest {
    private final List<String> ran = new ArrayList<>();

    private void handle(Litestack stack) {
        stack.jobs().handle(WELCOME, (welcome, context) -> ran.add(welcome.email()));
    }

    @Test
    void nothing_runs_before_the_drain_which_runs_all_on_its_own_thread(Litestack stack, TestJobs jobs) {
        List<Thread> threads = new ArrayList<>();
        stack.jobs().handle(WELCOME, (welcome, context) -> threads.add(Thread.currentThread()));
        stack.jobs().enqueue(WELCOME, new Welcome("ann"));
        stack.jobs().enqueue(WELCOME, new Welcome("bob"), EnqueueOptions.onQueue("mail"));
        assertThat(threads).isEmpty();
        assertThat(jobs.waiting(WELCOME)).containsExactly(new Welcome("ann"), new Welcome("bob"));

        Drained drained = jobs.drain().throwIfAnyFailed();
        assertThat(drained.count()).isEqualTo(2);
        assertThat(drained.done()).hasSize(2);
        assertThat(threads).containsOnly(Thread.currentThread());
        assertThat(jobs).hasNoneWaiting().has(2, JobState.DONE);
    }

    @Test
    void what_jobs_enqueue_runs_too_unless_that_is_not_wanted(Litestack stack, TestJobs jobs) {
        stack.jobs().handle(WELCOME, (welcome, context) -> {
            ran.add(welcome.email());
            if (welcome.email().length() < 3) {
                stack.jobs().enqueue(WELCOME, new Welcome(welcome.email() + "x"));
            }
        });
        stack.jobs().enqueue(WELCOME, new Welcome("a"));
        jobs.drain(DrainOptions.standard().notRecursive());
        assertThat(ran).containsExactly("a");
        jobs.drain();
        assertThat(ran).containsExactly("a", "ax", "axx");
    }

    @Test
    void jobs_that_enqueue_themselves_for_ever_are_noticed(Litestack stack, TestJobs jobs) {
        stack.jobs().handle(WELCOME, (welcome, context) -> stack.jobs().enqueue(WELCOME, welcome));
        stack.jobs().enqueue(WELCOME, new Welcome("ann"));
        assertThatThrownBy(() -> jobs.drain(DrainOptions.standard().withLimit(20)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than 20 attempts");
    }

    @Test
    void a_job_that_is_due_later_runs_when_the_clock_says_so_or_when_it_is_asked_for(
            Litestack stack, TestJobs jobs, TestClock clock) {
        handle(stack);
        EnqueueOptions later = EnqueueOptions.standard().withDelay(Duration.ofHours(1));
        stack.jobs().enqueue(WELCOME, new Welcome("ann"), later);
        assertThat(jobs.drain().count()).isZero();
        assertThat(jobs.nextDue()).contains(clock.instant().plus(Duration.ofHours(1)));
        clock.advance(Duration.ofHours(1));
        assertThat(jobs.drain().count()).isEqualTo(1);

        stack.jobs().enqueue(WELCOME, new Welcome("cay"), later.withDelay(Duration.ofDays(2)));
        stack.jobs().enqueue(WELCOME, new Welcome("bob"), later.withDelay(Duration.ofDays(1)));
        assertThat(jobs.drain(DrainOptions.standard().withScheduled()).count()).isEqualTo(2);
        assertThat(ran).containsExactly("ann", "bob", "cay");
    }

    @Test
    void a_job_that_cannot_run_keeps_no_later_one_from_being_run_before_its_time(
            Litestack stack, TestJobs jobs, TestClock clock) {
        handle(stack);
        JobQueue queue = stack.jobs();
        queue.control().pause("paused");
        EnqueueOptions later = EnqueueOptions.standard().withDelay(Duration.ofHours(1));
        EnqueueOptions limited = later.withLimit(Limit.rate("mail", 1, Duration.ofMinutes(10)));
        long unhandled = queue.enqueue(JobType.of("unhandled", Welcome.class), new Welcome("eve"), later);
        long paused = queue.enqueue(WELCOME, new Welcome("fay"), later.withQueue("paused"));
        queue.enqueueAll(WELCOME, List.of(new Welcome("ann"), new Welcome("bob")), limited);
        queue.enqueue(WELCOME, new Welcome("cay"), later.withDelay(Duration.ofHours(2)));

        jobs.drain(DrainOptions.standard().withScheduled());
        assertThat(ran).containsExactly("ann", "cay");
        for (long id : List.of(unhandled, paused)) {
            Job job = queue.admin().find(id).orElseThrow();
            assertThat(job.state()).isEqualTo(JobState.SCHEDULED);
            assertThat(job.runAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        }
    }

    @Test
    void the_window_of_a_rate_is_due_while_jobs_wait_for_it(Litestack stack, TestJobs jobs, TestClock clock) {
        handle(stack);
        EnqueueOptions rate = EnqueueOptions.standard().withLimit(Limit.rate("mail", 1, Duration.ofMinutes(10)));
        stack.jobs().enqueueAll(WELCOME, List.of(new Welcome("ann"), new Welcome("bob")), rate);
        jobs.drain();
        clock.set(jobs.nextDue().orElseThrow());
        jobs.drain();
        assertThat(ran).containsExactly("ann", "bob");
        assertThat(jobs.nextDue()).isEmpty();
    }

    @Test
    void a_failing_job_waits_for_its_next_attempt(Litestack stack, TestJobs jobs, TestClock clock) {
        stack.jobs().handle(WELCOME, (welcome, context) -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("no mail server");
            }
            ran.add(welcome.email());
        });
        stack.jobs().enqueue(WELCOME, new Welcome("ann"));
        Drained first = jobs.drain();
        assertThat(first.failed()).hasSize(1);
        assertThatThrownBy(first::throwIfAnyFailed)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("no mail server")
                .hasMessageContaining("TestJobsTest");
        assertThat(jobs.drain().count()).isZero();
        clock.set(jobs.nextDue().orElseThrow());
        assertThat(jobs.drain().throwIfAnyFailed().count()).isEqualTo(1);
        assertThat(ran).containsExactly("ann");
    }

    @Test
    void a_schedule_fires_as_the_clock_moves(Litestack stack, TestJobs jobs, TestClock clock) {
        handle(stack);
        stack.jobs().schedules().put("hourly", Schedule.every(Duration.ofHours(1)), WELCOME, new Welcome("all"));
        assertThat(jobs.drain().count()).isZero();
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofHours(1));
            jobs.drain();
        }
        assertThat(ran).hasSize(3);
    }

    @Test
    void limits_hold_and_snoozes_are_no_failures(Litestack stack, TestJobs jobs, TestClock clock) {
        stack.jobs().handleWithOutcome(WELCOME, (welcome, context) -> {
            ran.add(welcome.email());
            return ran.size() == 1 ? Outcome.snooze(Duration.ofMinutes(1)) : Outcome.done();
        });
        EnqueueOptions rate = EnqueueOptions.standard().withLimit(Limit.rate("mail", 1, Duration.ofMinutes(10)));
        stack.jobs().enqueue(WELCOME, new Welcome("ann"), rate);
        stack.jobs().enqueue(WELCOME, new Welcome("bob"), rate);
        assertThat(jobs.drain().throwIfAnyFailed().count()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(12));
        assertThat(jobs.drain().count()).isEqualTo(1);
    }

    @Test
    void one_runs_at_a_time_where_one_is_asked_for(Litestack stack, TestJobs jobs) {
        handle(stack);
        stack.jobs().enqueue(WELCOME, new Welcome("ann"));
        stack.jobs().enqueue(WELCOME, new Welcome("bob"));
        assertThat(jobs.runNext()).map(Job::state).contains(JobState.DONE);
        assertThat(ran).containsExactly("ann");
        assertThat(jobs.clear()).isEqualTo(2);
        assertThat(jobs.runNext()).isEmpty();
    }

    @Test
    void inline_a_job_runs_before_the_call_returns_that_commits_it(Litestack stack, TestJobs jobs, TestClock clock) {
        handle(stack);
        jobs.inline();
        stack.jobs().enqueue(WELCOME, new Welcome("ann"));
        assertThat(ran).containsExactly("ann");
        assertThat(stack.jobs().enqueueAsync(WELCOME, new Welcome("async"))).isCompleted();

        stack.db().useWrite(tx -> {
            stack.jobs().enqueue(tx, WELCOME, new Welcome("bob"));
            assertThat(ran).doesNotContain("bob");
        });
        assertThat(ran).containsExactly("ann", "async", "bob");

        stack.jobs()
                .enqueue(WELCOME, new Welcome("cay"), EnqueueOptions.standard().withDelay(Duration.ofDays(1)));
        clock.advance(Duration.ofDays(2));
        assertThat(ran).endsWith("cay");
        jobs.manual();
        stack.jobs().enqueue(WELCOME, new Welcome("dan"));
        assertThat(ran).doesNotContain("dan");
    }

    @Test
    void jobs_are_not_run_by_hand_beside_workers(Litestack stack, TestJobs jobs) {
        stack.start();
        assertThatThrownBy(jobs::drain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("workers that were started");
    }

    @Test
    void inline_a_failure_comes_out_of_the_call(Litestack stack, TestJobs jobs) {
        stack.jobs().handle(WELCOME, HandlerOptions.standard(), (welcome, context) -> {
            throw new IllegalStateException("no mail server");
        });
        jobs.inline();
        assertThatThrownBy(() -> stack.jobs().enqueue(WELCOME, new Welcome("ann")))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("no mail server");
    }
}
