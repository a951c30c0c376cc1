package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of a job after an attempt. */
abstract class OutcomeContract extends JobContract {
    @Test
    void a_failing_job_is_tried_again_after_growing_waits_and_then_is_dead_with_its_errors() {
        JobQueue jobs = open();
        jobs.handle(
                NOTE,
                HandlerOptions.standard()
                        .withRetryPolicy(RetryPolicy.standard()
                                .withRetries(2)
                                .withDelay(Duration.ofSeconds(10), 3)
                                .withJitter(0)),
                (note, context) -> {
                    throw new IllegalStateException("attempt " + context.attempt());
                });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));

        awaitState(jobs, id, JobState.SCHEDULED);
        assertThat(jobs.admin().find(id).orElseThrow().runAt())
                .isEqualTo(clock.instant().plusSeconds(10));
        clock.step(Duration.ofSeconds(10));
        Eventually.until(
                "the second attempt",
                () -> jobs.admin().find(id).orElseThrow().errors().size() == 2);
        assertThat(jobs.admin().find(id).orElseThrow().runAt())
                .isEqualTo(clock.instant().plusSeconds(30));
        clock.step(Duration.ofSeconds(30));
        awaitState(jobs, id, JobState.DEAD);

        Job dead = jobs.admin().find(id).orElseThrow();
        assertThat(dead.attempts()).isEqualTo(3);
        assertThat(dead.reason()).hasValueSatisfying(it -> assertThat(it).contains("last of 3 attempts"));
        assertThat(dead.errors()).extracting(JobError::attempt).containsExactly(1, 2, 3);
        assertThat(dead.errors()).extracting(JobError::message).containsExactly("attempt 1", "attempt 2", "attempt 3");
        assertThat(dead.errors().get(0).type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(dead.errors().get(0).stack()).contains("OutcomeContract");
        assertThat(events.lines).contains("retry note 1", "retry note 2", "dead note 3");
    }

    @Test
    void the_number_of_attempts_of_a_job_overrides_that_of_its_type() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {
            throw new IllegalStateException("no");
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withMaxAttempts(1));
        awaitState(jobs, id, JobState.DEAD);
    }

    @Test
    void the_history_of_errors_is_bounded_in_number_and_length() {
        JobQueue jobs = open();
        jobs.handleWithOutcome(
                NOTE,
                (note, context) -> context.attempt() == 15
                        ? Outcome.done()
                        : Outcome.retryIn(Duration.ZERO, "y".repeat(10_000) + context.attempt()));
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withMaxAttempts(20));
        awaitState(jobs, id, JobState.DONE);
        List<JobError> errors = jobs.admin().find(id).orElseThrow().errors();
        assertThat(errors).hasSize(10);
        assertThat(errors.get(0).attempt()).isEqualTo(5);
        assertThat(errors).allMatch(it -> it.message().length() <= 2_001);
    }

    @Test
    void a_handler_may_choose_the_wait_discard_or_snooze_without_using_an_attempt() {
        JobQueue jobs = open();
        AtomicInteger calls = new AtomicInteger();
        jobs.handleWithOutcome(NOTE, (note, context) -> switch (calls.incrementAndGet()) {
            case 1 -> Outcome.snooze(Duration.ofMinutes(1));
            case 2 -> Outcome.retryIn(Duration.ofMinutes(2), "not yet");
            default -> Outcome.discard("never mind");
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        awaitState(jobs, id, JobState.SCHEDULED);
        assertThat(jobs.admin().find(id).orElseThrow().attempts()).isZero();
        assertThat(jobs.admin().find(id).orElseThrow().runAt())
                .isEqualTo(clock.instant().plusSeconds(60));
        clock.step(Duration.ofMinutes(1));
        Eventually.until(
                "the retry",
                () -> jobs.stats().retried() == 1
                        && jobs.admin().find(id).orElseThrow().state() == JobState.SCHEDULED);
        assertThat(jobs.admin().find(id).orElseThrow().attempts()).isEqualTo(1);
        clock.step(Duration.ofMinutes(2));
        awaitState(jobs, id, JobState.DEAD);
        assertThat(jobs.admin().find(id).orElseThrow().reason()).contains("never mind");
        assertThat(jobs.admin().find(id).orElseThrow().attempts()).isEqualTo(2);
        assertThat(events.lines).contains("snooze note 1", "retry note 1", "dead note 2");
    }

    @Test
    void a_job_of_an_unknown_type_waits_for_its_handler_and_holds_up_no_other_and_no_attempt_is_used() {
        JobQueue jobs = open();
        JobType<Note> known = JobType.of("known", Note.class);
        jobs.handle(known, (note, context) -> {});
        start(jobs);
        long unknown = jobs.enqueue(
                NOTE, new Note(""), EnqueueOptions.standard().withPriority(9).withMaxAttempts(1));
        List<Long> siblings = jobs.enqueueAll(known, Collections.nCopies(50, new Note("")), EnqueueOptions.standard());
        siblings.forEach(it -> awaitState(jobs, it, JobState.DONE));
        Job waiting = jobs.admin().find(unknown).orElseThrow();
        assertThat(waiting.state()).isEqualTo(JobState.READY);
        assertThat(waiting.attempts()).isZero();

        AtomicInteger attempt = new AtomicInteger();
        jobs.handle(NOTE, (note, context) -> attempt.set(context.attempt()));
        awaitState(jobs, unknown, JobState.DONE);
        assertThat(attempt).hasValue(1);
    }

    @Test
    void many_types_are_claimed_in_the_order_of_their_priorities() {
        ticker.stop();
        JobQueue jobs = open();
        List<String> order = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 40; i++) {
            JobType<Note> type = JobType.of("type-" + i, Note.class);
            jobs.enqueue(type, new Note(""), EnqueueOptions.standard().withPriority(i % 7));
            jobs.enqueue(JobType.of("foreign-" + i, Note.class), new Note(""));
            jobs.handle(type, (note, context) -> order.add(context.type()));
        }
        start(jobs, it -> it.workers(1));
        Eventually.until("all have run", () -> order.size() == 40);
        assertThat(order)
                .isSortedAccordingTo(Comparator.comparingInt((String it) -> -(number(it) % 7))
                        .thenComparingInt(OutcomeContract::number));
        assertThat(jobs.admin().count(JobFilter.inState(JobState.READY))).isEqualTo(40);
    }

    private static int number(String type) {
        return Integer.parseInt(type.substring(type.indexOf('-') + 1));
    }

    @Test
    void a_listener_that_blocks_holds_up_neither_timeouts_nor_enqueueing() {
        Signal open = new Signal("the listener may go on");
        Signal blocked = new Signal("the listener blocks");
        JobQueue jobs = open(it -> it.listener(new JobListener() {
            @Override
            public void onTimeout(JobContext attempt, long runNanos) {
                blocked.give();
                open.awaitUninterruptibly();
            }
        }));
        HandlerOptions options = HandlerOptions.standard().withTimeout(Duration.ofMillis(20));
        jobs.handle(NOTE, options, (note, context) -> new CountDownLatch(1).await());
        start(jobs);
        long first = jobs.enqueue(NOTE, new Note(""));
        blocked.await();
        long second = jobs.enqueueAsync(NOTE, new Note("")).join();
        awaitState(jobs, first, JobState.SCHEDULED);
        awaitState(jobs, second, JobState.SCHEDULED);
        open.give();
    }

    /** Whatever is asked of it, it throws. */
    private static final class HostileException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    void an_exception_whose_own_methods_throw_is_kept_as_any_other() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {
            throw new HostileException();
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withMaxAttempts(1));
        awaitState(jobs, id, JobState.DEAD);
        JobError error = jobs.admin().find(id).orElseThrow().errors().get(0);
        assertThat(error.type()).endsWith("HostileException");
        assertThat(error.message()).contains("getMessage threw java.lang.IllegalStateException");
        assertThat(error.stack()).contains("an_exception_whose_own_methods_throw");
    }

    @Test
    void halves_of_characters_in_messages_and_in_progress_change_nothing() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {
            context.progress(1, 2, "half \ud83d");
            throw new IllegalStateException("half \ud83d");
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withMaxAttempts(1));
        awaitState(jobs, id, JobState.DEAD);
        assertThat(jobs.admin().find(id).orElseThrow().errors().get(0).message())
                .isEqualTo("half ?");
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // users do so
    void progress_without_a_message_does_not_change_how_a_job_ends() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> context.progress(1, 2, null));
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        awaitState(jobs, id, JobState.DONE);
        assertThat(jobs.admin().find(id).orElseThrow().progress()).contains(new JobProgress(1, 2, ""));
    }

    @Test
    void what_a_job_does_to_its_thread_does_not_meet_the_next_one() {
        JobQueue jobs = open();
        List<String> threads = new CopyOnWriteArrayList<>();
        jobs.handle(NOTE, (note, context) -> {
            Thread thread = Thread.currentThread();
            threads.add(
                    thread.getName() + thread.getPriority() + thread.getContextClassLoader() + thread.isInterrupted());
            thread.setName("mine");
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.setContextClassLoader(new ClassLoader(null) {});
            thread.interrupt();
        });
        start(jobs, it -> it.workers(1));
        awaitState(jobs, jobs.enqueue(NOTE, new Note("")), JobState.DONE);
        awaitState(jobs, jobs.enqueue(NOTE, new Note("")), JobState.DONE);
        assertThat(threads).hasSize(2);
        assertThat(threads.get(1)).isEqualTo(threads.get(0));
    }

    @Test
    void a_handler_that_is_registered_after_the_start_gets_what_has_waited_for_it() {
        JobQueue jobs = open();
        start(jobs);
        List<Long> ids = jobs.enqueueAll(NOTE, Collections.nCopies(3, new Note("")), EnqueueOptions.standard());
        jobs.handle(NOTE, (note, context) -> {});
        ids.forEach(it -> awaitState(jobs, it, JobState.DONE));
    }

    @Test
    void a_payload_that_cannot_be_read_is_parked_with_the_reason_and_its_siblings_go_on() {
        JobQueue jobs = open();
        JobType<Integer> number = JobType.of("note", Integer.class);
        long bad = jobs.enqueue(number, 7);
        long good = jobs.enqueue(NOTE, new Note("good"));
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        awaitState(jobs, good, JobState.DONE);
        awaitState(jobs, bad, JobState.PARKED);
        Job parked = jobs.admin().find(bad).orElseThrow();
        assertThat(parked.reason()).hasValueSatisfying(it -> assertThat(it).contains("the payload cannot be read"));
        assertThat(parked.errors()).hasSize(1);
    }

    @Test
    void an_error_parks_its_job_and_spares_the_worker() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {
            if (note.text().equals("deep")) {
                overflow(0);
            }
        });
        start(jobs, it -> it.workers(1));
        long bad = jobs.enqueue(NOTE, new Note("deep"));
        long good = jobs.enqueue(NOTE, new Note("flat"));
        awaitState(jobs, good, JobState.DONE);
        awaitState(jobs, bad, JobState.PARKED);
        assertThat(jobs.admin().find(bad).orElseThrow().errors().get(0).type())
                .isEqualTo("java.lang.StackOverflowError");
    }

    private static int overflow(int depth) {
        return depth < 0 ? 0 : overflow(depth + 1) + 1;
    }

    @Test
    void no_outcome_at_all_parks_the_job() {
        JobQueue jobs = open();
        jobs.handleWithOutcome(NOTE, (note, context) -> null);
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        awaitState(jobs, id, JobState.PARKED);
    }

    @Test
    void a_job_stored_under_a_former_name_is_run_by_the_type_that_knows_it() {
        JobQueue jobs = open();
        JobType<Note> renamed = JobType.of("letter", Note.class).withAliases("note");
        jobs.handle(renamed, (note, context) -> {});
        assertThatThrownBy(() -> jobs.handle(NOTE, (note, context) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"note\" has a handler already");
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        awaitState(jobs, id, JobState.DONE);
    }

    @Test
    void an_attempt_over_its_time_is_interrupted_and_has_failed() {
        JobQueue jobs = open();
        Signal never = new Signal("nothing");
        jobs.handle(
                NOTE,
                HandlerOptions.standard().withTimeout(Duration.ofMillis(50)).withRetryPolicy(RetryPolicy.never()),
                (note, context) -> never.await());
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        awaitState(jobs, id, JobState.DEAD);
        assertThat(jobs.admin().find(id).orElseThrow().errors().get(0).type()).isEqualTo("timeout");
        Eventually.until("the listener heard of it", () -> events.contains("timeout note 1"));
    }

    @Test
    void an_interrupt_that_is_ignored_takes_no_lease_away_and_hits_no_later_job() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        Signal cancelled = new Signal("the handler has seen that it is cancelled");
        AtomicInteger interrupted = new AtomicInteger();
        JobType<Note> stubborn = JobType.of("stubborn", Note.class);
        jobs.handle(stubborn, HandlerOptions.standard().withTimeout(Duration.ofMillis(20)), (note, context) -> {
            Eventually.until("cancelled", context::isCancelled);
            cancelled.give();
            gate.run(note, context);
        });
        jobs.handle(NOTE, (note, context) -> {
            if (Thread.interrupted()) {
                interrupted.incrementAndGet();
            }
        });
        start(jobs, it -> it.workers(1));
        long id = jobs.enqueue(stubborn, new Note(""));
        long next = jobs.enqueue(NOTE, new Note(""));
        cancelled.await();
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.RUNNING);
        gate.open.give();
        awaitState(jobs, id, JobState.SCHEDULED);
        awaitState(jobs, next, JobState.DONE);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void progress_is_seen_while_the_job_runs_and_kept_when_it_is_done() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handle(NOTE, (note, context) -> {
            context.progress(3, 10, "halfway");
            gate.run(note, context);
            context.progress(10, 10, "all");
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        gate.begun.await();
        Eventually.until(
                "progress is seen",
                () -> jobs.admin().find(id).orElseThrow().progress().isPresent());
        assertThat(jobs.admin().find(id).orElseThrow().progress()).contains(new JobProgress(3, 10, "halfway"));
        gate.open.give();
        awaitState(jobs, id, JobState.DONE);
        assertThat(jobs.admin().find(id).orElseThrow().progress()).contains(new JobProgress(10, 10, "all"));
    }

    @Test
    void a_listener_that_throws_does_no_harm() {
        JobQueue jobs = open(it -> it.listener(new JobListener() {
            @Override
            public void onStart(JobContext attempt, long waitNanos) {
                throw new IllegalStateException("listener");
            }
        }));
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        awaitState(jobs, jobs.enqueue(NOTE, new Note("")), JobState.DONE);
    }

    @Test
    void queues_are_worked_on_by_weight_and_spawning_ones_have_a_thread_for_each_job() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        AtomicInteger atOnce = new AtomicInteger();
        JobType<Note> wait = JobType.of("wait", Note.class);
        StringBuffer order = new StringBuffer();
        jobs.handle(wait, (note, context) -> {
            atOnce.incrementAndGet();
            gate.run(note, context);
        });
        jobs.handle(NOTE, (note, context) -> order.append(context.queue().charAt(0)));
        for (int i = 0; i < 6; i++) {
            jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("low"));
            jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("high"));
            jobs.enqueue(wait, new Note(""), EnqueueOptions.onQueue("spawn"));
        }
        start(
                jobs,
                it -> it.workers(1)
                        .queue(QueueConfig.of("low", 1))
                        .queue(QueueConfig.of("high", 3))
                        .queue(QueueConfig.of("spawn").spawning()));
        Eventually.until("all waiting jobs run at once", () -> atOnce.get() == 6);
        gate.open.give();
        Eventually.until("all are done", () -> jobs.stats().done() == 18);
        assertThat(order).hasSize(12);
    }
}
