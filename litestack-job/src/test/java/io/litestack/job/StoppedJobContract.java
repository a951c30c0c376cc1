package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a stop makes of the jobs that run, and what these may use meanwhile. */
abstract class StoppedJobContract extends JobContract {
    private static final JobType<Note> LOOKING = JobType.of("looking", Note.class);

    @Test
    void an_interrupted_handler_that_returns_without_saying_that_it_is_done_hands_its_job_back_too() {
        JobQueue jobs = open();
        Signal begun = new Signal("begun");
        jobs.handle(NOTE, (note, context) -> {
            begun.give();
            assertThat(isInterrupted()).isTrue();
        });
        JobWorkers workers = start(jobs, it -> it.interruptTimeout(Duration.ofSeconds(30)));
        long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withMaxAttempts(1));
        begun.await();
        assertThat(workers.stop(Duration.ZERO)).isTrue();
        assertIsHandedBack(jobs, id);
        assertThat(events.lines).contains("release note 1").doesNotContain("done note 1");
    }

    @Test
    void an_interrupted_handler_that_says_that_it_is_done_is_done() {
        JobQueue jobs = open();
        Signal begun = new Signal("begun");
        jobs.handleWithOutcome(NOTE, (note, context) -> {
            begun.give();
            return isInterrupted() ? Outcome.done() : Outcome.discard("not interrupted");
        });
        JobWorkers workers = start(jobs, it -> it.interruptTimeout(Duration.ofSeconds(30)));
        long id = jobs.enqueue(NOTE, new Note(""));
        begun.await();
        assertThat(workers.stop(Duration.ZERO)).isTrue();
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.DONE);
    }

    @Test
    void a_handler_that_returns_once_it_has_seen_the_stop_hands_its_job_back_and_one_that_has_not_is_done() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        Signal begun = new Signal("begun");
        jobs.handle(NOTE, gate);
        jobs.handle(LOOKING, (note, context) -> {
            begun.give();
            Eventually.until("the stop", context::isStopping);
            gate.open.give();
        });
        JobWorkers workers = start(jobs);
        long unaware = jobs.enqueue(NOTE, new Note(""));
        long aware =
                jobs.enqueue(LOOKING, new Note(""), EnqueueOptions.standard().withMaxAttempts(1));
        gate.begun.await();
        begun.await();
        assertThat(workers.stop()).isTrue();
        assertThat(jobs.admin().find(unaware).orElseThrow().state()).isEqualTo(JobState.DONE);
        assertIsHandedBack(jobs, aware);
    }

    @Test
    void whatever_a_handler_throws_during_a_stop_its_job_loses_no_attempt() {
        JobQueue jobs = open();
        BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        BlockingQueue<Gate> gates = new LinkedBlockingQueue<>();
        jobs.handle(NOTE, (note, context) -> {
            gates.remove().run(note, context);
            throw StoppedJobContract.<RuntimeException>sneaky(thrown.remove());
        });
        for (Throwable each :
                List.of(new IOException("gone"), new ClosedException("gone", null), new NoClassDefFoundError("gone"))) {
            Gate gate = new Gate();
            gates.add(gate);
            thrown.add(each);
            JobWorkers workers = start(jobs);
            long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withMaxAttempts(1));
            gate.begun.await();
            Background<Boolean> stop = Background.call("stop", workers::stop);
            Eventually.until("it waits for the job", () -> stop.thread().getState() == Thread.State.TIMED_WAITING);
            gate.open.give();
            assertThat(stop.result()).isTrue();
            assertIsHandedBack(jobs, id);
            jobs.admin().delete(id);
        }
    }

    @Test
    void a_handler_that_asks_for_another_attempt_because_of_a_stop_loses_none() {
        JobQueue jobs = open();
        Signal begun = new Signal("begun");
        jobs.handleWithOutcome(NOTE, (note, context) -> {
            begun.give();
            Eventually.until("the stop", context::isStopping);
            return Outcome.retryIn(Duration.ofHours(1));
        });
        JobWorkers workers = start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withMaxAttempts(1));
        begun.await();
        assertThat(workers.stop()).isTrue();
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.SCHEDULED);
        assertThat(jobs.admin().find(id).orElseThrow().attempts()).isZero();
    }

    @Test
    void a_job_that_runs_may_enqueue_others_while_its_queue_is_closed() {
        JobQueue jobs = open();
        Signal begun = new Signal("begun");
        Queue<Long> ids = new ConcurrentLinkedQueue<>();
        jobs.handleWithOutcome(NOTE, (note, context) -> {
            begun.give();
            Eventually.until("the stop", context::isStopping);
            enqueueInAllWays(jobs, ids);
            return Outcome.done();
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        begun.await();
        jobs.close();
        assertThatThrownBy(() -> jobs.enqueue(LOOKING, new Note(""))).isInstanceOf(ClosedException.class);
        assertEnqueued(id, ids, 5);
    }

    @Test
    void a_job_that_outlives_the_close_of_its_queue_may_enqueue_others() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        Queue<Long> ids = new ConcurrentLinkedQueue<>();
        jobs.handleWithOutcome(NOTE, (note, context) -> {
            gate.run(note, context);
            // by the stop; else a wait for the writer would end
            assertThat(Thread.interrupted()).isTrue();
            ids.add(jobs.enqueue(LOOKING, new Note("")));
            ids.add(jobs.enqueueAsync(LOOKING, new Note("")).join());
            return Outcome.done();
        });
        start(jobs, it -> it.drainTimeout(Duration.ZERO));
        long id = jobs.enqueue(NOTE, new Note(""));
        gate.begun.await();
        jobs.close();
        assertThatThrownBy(() -> jobs.enqueue(LOOKING, new Note(""))).isInstanceOf(ClosedException.class);
        gate.open.give();
        assertEnqueued(id, ids, 2);
    }

    private void enqueueInAllWays(JobQueue jobs, Queue<Long> ids) {
        ids.add(jobs.enqueue(LOOKING, new Note("")));
        ids.addAll(jobs.enqueueAll(LOOKING, List.of(new Note(""), new Note("")), EnqueueOptions.standard()));
        ids.add(jobs.enqueueAsync(LOOKING, new Note("")).join());
        try (Store own = Store.open(jobs.config().store())) {
            own.useWrite(tx -> ids.add(jobs.enqueue(tx, LOOKING, new Note("")).orElseThrow()));
        }
    }

    /** The job is done, and those that it enqueued run at the next start. */
    private void assertEnqueued(long id, Queue<Long> ids, int count) {
        JobQueue again = open();
        awaitState(again, id, JobState.DONE);
        assertThat(ids).hasSize(count);
        again.handle(LOOKING, (note, context) -> {});
        start(again);
        ids.forEach(it -> awaitState(again, it, JobState.DONE));
    }

    private static boolean isInterrupted() {
        try {
            new CountDownLatch(1).await(Eventually.PATIENCE_SECONDS, TimeUnit.SECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void assertIsHandedBack(JobQueue jobs, long id) {
        Job job = jobs.admin().find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.READY);
        assertThat(job.attempts()).isZero();
        assertThat(job.errors()).isEmpty();
    }

    private static <X extends Throwable> X sneaky(Throwable cause) throws X {
        @SuppressWarnings("unchecked") // that is what it is for
        X thrown = (X) cause;
        throw thrown;
    }
}
