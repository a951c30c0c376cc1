package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import io.litestack.job.JobControl.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Queues and jobs, controlled while they are worked on. */
abstract class ControlContract extends JobContract {
    private static final JobType<Note> OTHER = JobType.of("other", Note.class);

    // Queues.

    @Test
    void a_paused_queue_takes_no_jobs_until_it_is_resumed() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs, it -> it.queue("a").queue("b"));
        assertThat(jobs.control().pause("a")).isTrue();
        assertThat(jobs.control().pause("a")).isFalse();
        long paused = jobs.enqueue(NOTE, new Note("1"), EnqueueOptions.onQueue("a"));
        for (int i = 0; i < 20; i++) {
            awaitState(jobs, jobs.enqueue(NOTE, new Note("2"), EnqueueOptions.onQueue("b")), JobState.DONE);
        }
        assertThat(jobs.admin().find(paused).orElseThrow().state()).isEqualTo(JobState.READY);
        assertThat(jobs.control().queues()).singleElement().matches(QueueState::isPaused);
        assertThat(jobs.control().resume("a")).isTrue();
        assertThat(jobs.control().resume("a")).isFalse();
        awaitState(jobs, paused, JobState.DONE);
        assertThat(jobs.control().queues()).isEmpty();
    }

    @Test
    void a_queue_stays_paused_over_a_restart() {
        JobQueue before = open();
        before.control().pause("default");
        before.close();
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {});
        long id = jobs.enqueue(NOTE, new Note("1"));
        start(jobs, it -> it.queue("default").queue("b"));
        awaitState(jobs, jobs.enqueue(NOTE, new Note("2"), EnqueueOptions.onQueue("b")), JobState.DONE);
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.READY);
        assertThat(jobs.admin().find(id).orElseThrow().attempts()).isZero();
        jobs.control().resume("default");
        awaitState(jobs, id, JobState.DONE);
    }

    @Test
    void a_drain_waits_for_what_runs() throws Exception {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handle(NOTE, gate);
        start(jobs);
        long running = jobs.enqueue(NOTE, new Note("1"));
        gate.begun.await();
        assertThat(jobs.control().drain("default", Duration.ZERO)).isFalse();
        long waiting = jobs.enqueue(NOTE, new Note("2"));
        Background<Boolean> drain =
                Background.call("drain", () -> jobs.control().drain("default", Duration.ofMinutes(1)));
        gate.open.give();
        assertThat(drain.result()).isTrue();
        awaitState(jobs, running, JobState.DONE);
        assertThat(jobs.admin().find(waiting).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    @Test
    void the_concurrency_of_a_queue_is_changed_while_it_is_worked_on() {
        JobQueue jobs = open();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue<Signal> gates = new ConcurrentLinkedQueue<>();
        jobs.handle(NOTE, (note, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Signal gate = new Signal("the handler may go on");
            gates.add(gate);
            gate.awaitUninterruptibly();
            running.decrementAndGet();
        });
        jobs.control().setConcurrency("default", 1);
        start(jobs, it -> it.workers(4).prefetch(0));
        for (int i = 0; i < 8; i++) {
            jobs.enqueue(NOTE, new Note("1"));
        }
        for (int i = 0; i < 3; i++) {
            Eventually.until("one runs", () -> !gates.isEmpty());
            gates.remove().give();
        }
        assertThat(most).hasValue(1);
        jobs.control().setConcurrency("default", 3);
        Eventually.until("three run", () -> running.get() == 3);
        jobs.control().resetConcurrency("default");
        Eventually.until("four run", () -> running.get() == 4);
        assertThat(most).hasValue(4);
        Eventually.until("all end", () -> {
            gates.forEach(Signal::give);
            return jobs.stats().done() == 8;
        });
        assertThat(jobs.control().queues()).isEmpty();
    }

    @Test
    void what_is_no_queue_or_no_number_is_refused() {
        JobControl control = open().control();
        assertThatThrownBy(() -> control.pause("a b")).hasMessageContaining("a b");
        assertThatThrownBy(() -> control.setConcurrency("a", 0)).hasMessageContaining("concurrency");
        assertThatThrownBy(() -> control.setPriority(1, 40_000)).hasMessageContaining("priority");
        assertThatThrownBy(() -> control.retry(JobFilter.all(), 0)).hasMessageContaining("perSecond");
    }

    @Test
    void the_workers_and_what_they_have_are_listed() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handle(NOTE, gate);
        start(jobs, it -> it.queue("a").queue("b"));
        long id = jobs.enqueue(NOTE, new Note("1"), EnqueueOptions.onQueue("a"));
        gate.begun.await();
        List<WorkerInfo> workers = jobs.control().workers();
        assertThat(workers).singleElement().satisfies(it -> {
            assertThat(it.queues()).containsExactly("a", "b");
            assertThat(it.jobs()).isEqualTo(1);
        });
        assertThat(jobs.admin().find(id).orElseThrow().worker())
                .contains(workers.get(0).name());
        gate.open.give();
        awaitState(jobs, id, JobState.DONE);
        assertThat(jobs.admin().find(id).orElseThrow().worker()).isEmpty();
    }

    // Cancelling.

    @Test
    void a_waiting_job_is_cancelled_at_once() {
        JobQueue jobs = open();
        long ready = jobs.enqueue(NOTE, new Note("1"));
        long later = jobs.enqueue(NOTE, new Note("2"), EnqueueOptions.standard().withDelay(Duration.ofHours(1)));
        assertThat(jobs.control().cancel(ready, "not needed")).isEqualTo(Cancellation.GIVEN_UP);
        assertThat(jobs.control().cancel(ready, "again")).isEqualTo(Cancellation.NONE);
        assertThat(jobs.control().cancel(999, "missing")).isEqualTo(Cancellation.NONE);
        assertThat(jobs.control().cancel(JobFilter.all(), "all")).isEqualTo(1);
        assertThat(jobs.admin().find(ready).orElseThrow().reason()).contains("cancelled: not needed");
        assertThat(jobs.admin().find(later).orElseThrow().state()).isEqualTo(JobState.DEAD);
    }

    @Test
    void a_running_job_is_interrupted_and_given_up() {
        JobQueue jobs = open();
        Signal begun = new Signal("the handler has begun");
        CountDownLatch never = new CountDownLatch(1);
        jobs.handle(NOTE, (note, context) -> {
            begun.give();
            try {
                never.await();
            } catch (InterruptedException e) {
                events.lines.add("cancelled " + context.isCancelled() + " stopping " + context.isStopping());
                throw e;
            }
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note("1"));
        begun.await();
        assertThat(jobs.control().cancel(id, "too slow")).isEqualTo(Cancellation.REQUESTED);
        assertThat(jobs.control().cancel(id, "again")).isEqualTo(Cancellation.NONE);
        awaitState(jobs, id, JobState.DEAD);
        assertThat(jobs.admin().find(id).orElseThrow().reason()).contains("cancelled: too slow");
        assertThat(events.lines).contains("cancelled true stopping false", "dead note 1");
        assertThat(jobs.admin().retry(id)).as("it can be run again").isTrue();
        awaitState(jobs, id, JobState.RUNNING);
        jobs.control().cancel(id, "once more");
        awaitState(jobs, id, JobState.DEAD);
    }

    @Test
    void a_handler_that_says_that_it_is_done_all_the_same_is_done() {
        JobQueue jobs = open();
        Signal begun = new Signal("the handler has begun");
        CountDownLatch never = new CountDownLatch(1);
        jobs.handleWithOutcome(NOTE, (note, context) -> {
            begun.give();
            try {
                never.await();
            } catch (InterruptedException e) {
                return note.text().equals("done") ? Outcome.done() : Outcome.retryIn(Duration.ZERO);
            }
            return Outcome.done();
        });
        start(jobs, it -> it.workers(2));
        long done = jobs.enqueue(NOTE, new Note("done"));
        begun.await();
        awaitState(jobs, done, JobState.RUNNING);
        jobs.control().cancel(done, "now");
        awaitState(jobs, done, JobState.DONE);
        long retried = jobs.enqueue(NOTE, new Note("retry"));
        awaitState(jobs, retried, JobState.RUNNING);
        jobs.control().cancel(retried, "now");
        awaitState(jobs, retried, JobState.DEAD);
    }

    @Test
    void a_cancel_that_races_with_the_end_leaves_the_job_done_or_given_up() throws Exception {
        JobQueue jobs = open();
        jobs.handleWithOutcome(NOTE, (note, context) -> Outcome.done());
        start(jobs);
        for (int i = 0; i < 200; i++) {
            long id = jobs.enqueue(NOTE, new Note("1"));
            Cancellation cancelled = jobs.control().cancel(id, "raced");
            Eventually.until(
                    "job " + id + " is finished",
                    () -> jobs.admin().find(id).orElseThrow().state().isFinal());
            Job job = jobs.admin().find(id).orElseThrow();
            assertThat(job.state()).isIn(JobState.DONE, JobState.DEAD);
            if (cancelled == Cancellation.NONE) {
                assertThat(job.state()).isEqualTo(JobState.DONE);
            } else if (cancelled == Cancellation.GIVEN_UP) {
                assertThat(job.state()).isEqualTo(JobState.DEAD);
            }
        }
    }

    // Changing.

    @Test
    void a_job_has_a_timeout_of_its_own() {
        JobQueue jobs = open();
        CountDownLatch never = new CountDownLatch(1);
        jobs.handle(
                NOTE,
                HandlerOptions.standard().withTimeout(Duration.ofDays(1)).withRetryPolicy(RetryPolicy.never()),
                (note, context) -> never.await());
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note("1"), EnqueueOptions.standard().withTimeout(Duration.ofMillis(20)));
        awaitState(jobs, id, JobState.DEAD);
        assertThat(jobs.admin().find(id).orElseThrow().errors().get(0).type()).isEqualTo("timeout");
    }

    @Test
    void what_waits_is_rescheduled_moved_and_given_another_priority() {
        JobQueue jobs = open();
        long id = jobs.enqueue(NOTE, new Note("1"));
        Instant time = clock.instant().plus(Duration.ofHours(3));
        assertThat(jobs.control().reschedule(id, time)).isTrue();
        assertThat(jobs.control().setPriority(id, 9)).isTrue();
        assertThat(jobs.control().move(id, "other")).isTrue();
        Job job = jobs.admin().find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.SCHEDULED);
        assertThat(job.runAt()).isEqualTo(time);
        assertThat(job.priority()).isEqualTo(9);
        assertThat(job.queue()).isEqualTo("other");
        assertThat(jobs.control().reschedule(JobFilter.all(), Instant.EPOCH)).isEqualTo(1);
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.READY);
        jobs.admin().discard(id, "done with");
        assertThat(jobs.control().move(JobFilter.inState(JobState.DEAD).withQueue("other"), "third"))
                .isEqualTo(1);
        assertThat(jobs.admin().find(JobFilter.inState(JobState.DEAD).withQueue("third"), 10))
                .extracting(Job::id)
                .containsExactly(id);
        assertThat(jobs.admin().find(JobFilter.inState(JobState.DEAD).withQueue("other"), 10))
                .isEmpty();
    }

    @Test
    void a_payload_is_mended_and_the_job_run_again() {
        JobQueue jobs = open();
        jobs.handle(NOTE, HandlerOptions.standard().withRetryPolicy(RetryPolicy.never()), (note, context) -> {
            if (note.text().isEmpty()) {
                throw new IllegalArgumentException("empty");
            }
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        awaitState(jobs, id, JobState.DEAD);
        assertThat(jobs.control().setPayload(id, NOTE, new Note("mended"))).isTrue();
        assertThat(jobs.admin().retry(id)).isTrue();
        awaitState(jobs, id, JobState.DONE);
        assertThat(jobs.control().setPayload(id, NOTE, new Note("too late"))).isFalse();
    }

    @Test
    void dead_jobs_are_replayed_at_a_rate() {
        JobQueue jobs = open();
        for (int i = 0; i < 5; i++) {
            jobs.enqueue(OTHER, new Note("" + i));
        }
        jobs.admin().discard(JobFilter.all(), "broken");
        assertThat(jobs.control().retry(JobFilter.inState(JobState.DEAD), 2)).isEqualTo(5);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.READY))).isEqualTo(1);
        assertThat(jobs.admin().find(JobFilter.inState(JobState.SCHEDULED), 10))
                .extracting(Job::runAt)
                .containsExactlyInAnyOrder(
                        clock.instant().plusMillis(500),
                        clock.instant().plusMillis(1_000),
                        clock.instant().plusMillis(1_500),
                        clock.instant().plusMillis(2_000));
        jobs.admin().discard(JobFilter.all(), "broken again");
        assertThat(jobs.control().retry(JobFilter.inState(JobState.DEAD), Double.MIN_VALUE))
                .isEqualTo(5);
        assertThat(jobs.admin().find(JobFilter.inState(JobState.SCHEDULED), 10))
                .extracting(Job::runAt)
                .containsOnly(clock.instant().plus(Duration.ofDays(36_500)));
    }
}
