package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How workers stop. */
abstract class StopContract extends JobContract {
    @Test
    void what_runs_may_end_and_what_has_not_begun_is_released_without_an_attempt() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handle(NOTE, gate);
        JobWorkers workers = start(jobs, it -> it.workers(1));
        long running = jobs.enqueue(NOTE, new Note(""));
        gate.begun.await();
        long waiting = jobs.enqueue(NOTE, new Note(""));
        Background<Boolean> stop = Background.call("stop", workers::stop);
        Eventually.until("it waits for the job", () -> stop.thread().getState() == Thread.State.TIMED_WAITING);
        gate.open.give();
        assertThat(stop.result()).isTrue();
        awaitState(jobs, running, JobState.DONE);
        assertThat(jobs.admin().find(waiting).orElseThrow().state()).isEqualTo(JobState.READY);
        assertThat(jobs.admin().find(waiting).orElseThrow().attempts()).isZero();
    }

    @Test
    void an_interrupted_handler_that_throws_hands_its_job_back_without_an_attempt() {
        JobQueue jobs = open();
        Signal begun = new Signal("begun");
        Signal never = new Signal("nothing");
        AtomicBoolean sawStop = new AtomicBoolean();
        jobs.handle(NOTE, (note, context) -> {
            begun.give();
            try {
                never.await();
            } finally {
                sawStop.set(context.isStopping());
            }
        });
        JobWorkers workers = start(jobs, it -> it.interruptTimeout(Duration.ofSeconds(30)));
        long id = jobs.enqueue(NOTE, new Note(""));
        begun.await();
        assertThat(workers.stop(Duration.ZERO)).isTrue();
        Job job = jobs.admin().find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.READY);
        assertThat(job.attempts()).isZero();
        assertThat(job.errors()).isEmpty();
        assertThat(sawStop).isTrue();
    }

    @Test
    void a_handler_that_ignores_everything_keeps_its_lease_and_ends_in_peace() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handleWithOutcome(NOTE, gate::runAndSayDone);
        JobWorkers workers = start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        gate.begun.await();
        assertThat(workers.stop(Duration.ZERO)).isFalse();
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.RUNNING);
        Eventually.until("it is reported", () -> events.lines.contains("interrupt ignored note 1"));
        gate.open.give();
        awaitState(jobs, id, JobState.DONE);
        Eventually.until("the workers have ended", workers::stop);
    }

    @Test
    void a_closed_queue_stays_open_for_a_handler_that_goes_on() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handleWithOutcome(NOTE, gate::runAndSayDone);
        start(jobs, it -> it.drainTimeout(Duration.ZERO));
        long id = jobs.enqueue(NOTE, new Note(""));
        gate.begun.await();
        jobs.close();
        gate.open.give();
        JobQueue again = open();
        awaitState(again, id, JobState.DONE);
    }

    @Test
    void a_handler_that_outlives_the_close_may_close_once_more() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handleWithOutcome(NOTE, (note, context) -> {
            gate.run(note, context);
            jobs.close();
            return Outcome.done();
        });
        start(jobs, it -> it.drainTimeout(Duration.ZERO));
        long id = jobs.enqueue(NOTE, new Note(""));
        gate.begun.await();
        jobs.close();
        gate.open.give();
        JobQueue again = open();
        awaitState(again, id, JobState.DONE);
    }

    @Test
    void a_job_cannot_close_the_queue_that_runs_it() {
        JobQueue jobs = open();
        AtomicReference<RuntimeException> refusal = new AtomicReference<>();
        jobs.handle(NOTE, (note, context) -> refusal.set(refusedClose(jobs)));
        start(jobs, it -> it.queue("default").queue(QueueConfig.of("threads").spawning()));
        for (String queue : new String[] {"default", "threads"}) {
            long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue(queue));
            awaitState(jobs, id, JobState.DONE);
            assertThat(refusal.getAndSet(null))
                    .hasMessageContaining("cannot be closed on the thread of a job of its own, job " + id);
        }
        assertThat(jobs.enqueue(NOTE, new Note("still open"))).isPositive();
    }

    @Test
    void a_listener_on_the_thread_of_a_job_cannot_close_the_queue_either() {
        AtomicReference<RuntimeException> refusal = new AtomicReference<>();
        AtomicReference<JobQueue> self = new AtomicReference<>();
        JobQueue jobs = open(it -> it.listener(new JobListener() {
            @Override
            public void onDone(JobContext attempt, long runNanos) {
                refusal.set(refusedClose(self.get()));
            }
        }));
        self.set(jobs);
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        awaitState(jobs, id, JobState.DONE);
        assertThat(refusal.get()).hasMessageContaining("job " + id);
    }

    private static RuntimeException refusedClose(JobQueue jobs) {
        try {
            jobs.close();
        } catch (IllegalStateException e) {
            return e;
        }
        throw new AssertionError("the queue was closed");
    }

    @Test
    void stopping_is_legal_before_the_start_and_twice_and_starting_again_is_not() {
        JobQueue jobs = open();
        JobWorkers unstarted = jobs.workers(WorkerConfig.builder().build());
        assertThat(unstarted.stop()).isTrue();
        JobWorkers workers = start(jobs);
        assertThat(workers.start()).isSameAs(workers);
        assertThat(workers.stop()).isTrue();
        assertThat(workers.stop()).isTrue();
        assertThatThrownBy(workers::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stopped");
    }

    @Test
    void stops_and_starts_under_constant_enqueueing_lose_and_double_nothing() {
        JobQueue jobs = open();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger runs = new AtomicInteger();
        jobs.handle(NOTE, (note, context) -> {
            seen.add(note.text());
            runs.incrementAndGet();
        });
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger enqueued = new AtomicInteger();
        Background<Void> source = Background.run("source", () -> {
            while (!isOver.get()) {
                jobs.enqueueAsync(NOTE, new Note("n" + enqueued.getAndIncrement()));
                // what is left at the end is bounded, however slow the workers are beside this thread
                Eventually.until("not too many wait", () -> isOver.get() || enqueued.get() - runs.get() < 5_000);
            }
        });
        for (int i = 0; i < 8; i++) {
            JobWorkers workers = start(jobs, it -> it.workers(3));
            int before = runs.get();
            Eventually.until("some have run", () -> runs.get() > before + 100);
            assertThat(workers.stop()).isTrue();
        }
        isOver.set(true);
        source.result();
        start(jobs);
        Eventually.until("all are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == enqueued.get());
        assertThat(runs).hasValue(enqueued.get());
        assertThat(seen).hasSize(enqueued.get());
    }

    @Test
    void two_workers_in_one_process_share_a_queue_and_run_each_job_once() {
        JobQueue jobs = open();
        AtomicInteger runs = new AtomicInteger();
        jobs.handle(NOTE, (note, context) -> runs.incrementAndGet());
        start(jobs);
        JobWorkers second = start(jobs);
        for (int i = 0; i < 2_000; i++) {
            jobs.enqueueAsync(NOTE, new Note(""));
        }
        second.stop();
        Eventually.until("all are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 2_000);
        assertThat(runs).hasValue(2_000);
        assertThat(jobs.stats().recovered()).isZero();
    }
}
