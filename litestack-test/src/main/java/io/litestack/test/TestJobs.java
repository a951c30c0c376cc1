package io.litestack.test;

import io.litestack.job.Backlog;
import io.litestack.job.Job;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import io.litestack.job.WorkerInfo;
import io.litestack.job.spi.JobTesting;
import io.litestack.job.spi.ManualWorker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs the jobs of a queue when the test says so, on the thread of the test, one after the other. The queue must have no workers
 * that were started, which would take them. The handlers are those that the application has registered; jobs of types without one
 * stay where they are. Attempts, retries, limits, schedules and middleware are as in production.
 *
 * <pre>{@code
 * TestJobs jobs = TestJobs.of(stack.jobs());
 * application.register("ann@example.org");
 * jobs.drain().throwIfAnyFailed();
 * }</pre>
 *
 * <p>Thread-safe; runs one job at a time.
 */
public final class TestJobs implements AutoCloseable {
    private static final int LONGEST_LIST = 10_000;
    private static final int STEP = 100;

    private final JobQueue queue;
    private final JobTesting testing;
    private final WorkerConfig config;
    private volatile boolean isInline;

    /** Whether this thread runs jobs, so that what they enqueue comes after them. */
    private boolean isDraining;

    private TestJobs(JobQueue queue, WorkerConfig config) {
        this.queue = queue;
        this.testing = JobTesting.of(queue);
        this.config = config;
    }

    /**
     * Takes a queue over, in manual mode.
     *
     * @param queue a queue of {@code Litestack} or {@code JobQueue.open}
     * @return its jobs
     */
    public static TestJobs of(JobQueue queue) {
        return of(queue, WorkerConfig.builder().build());
    }

    /**
     * Takes a queue over, in manual mode.
     *
     * @param queue a queue of {@code Litestack} or {@code JobQueue.open}
     * @param config how failing jobs are tried again; the queues that it names do not matter: all are worked on
     * @return its jobs
     */
    public static TestJobs of(JobQueue queue, WorkerConfig config) {
        return new TestJobs(queue, config);
    }

    /**
     * Returns the queue.
     *
     * @return always the same
     */
    public JobQueue queue() {
        return queue;
    }

    // Modes.

    /**
     * Has jobs run as soon as they are enqueued: on the thread that enqueues them, when its transaction is committed, before the
     * call that enqueues or commits returns. What jobs enqueue runs after them. What is due later runs when a {@link TestClock}
     * of {@link LitestackTest} moves, or by {@link #drain()}.
     *
     * <p>A call that enqueues without a transaction throws {@link JobFailedException} if the job fails; after a transaction that
     * is only reported, since it is committed, and {@link LitestackAssertions} or {@code JobAdmin} find the job. A job that is
     * enqueued inside of a transaction of another file, but not in it, runs in the midst of that. One job runs at a time: a handler
     * must not wait for another thread that enqueues, which waits for the handler.
     *
     * @return this
     */
    public TestJobs inline() {
        isInline = true;
        testing.afterEnqueue(this::runInline);
        return this;
    }

    /**
     * Has jobs stay in the queue until {@link #drain()} or {@link #runNext()} is called, as it is in the beginning.
     *
     * @return this
     */
    public TestJobs manual() {
        isInline = false;
        testing.afterEnqueue(null);
        return this;
    }

    private void runInline() {
        drain().throwIfAnyFailed();
    }

    /** The clock was moved. */
    void clockMoved() {
        testing.clockMoved();
        if (isInline) {
            runInline();
        }
    }

    // Running.

    /**
     * Runs what is due by the clock, and what that enqueues, until nothing is due any more: jobs of all queues, the queues in the
     * order of their names; due schedules fire before. A job that fails waits for its next attempt, which is not due yet.
     *
     * @return what was run
     * @throws IllegalStateException if it takes more than 10,000 attempts: perhaps jobs enqueue themselves again and again; or if
     *     there are workers that were started
     */
    public Drained drain() {
        return drain(DrainOptions.standard());
    }

    /**
     * Runs jobs, as {@link #drain()}.
     *
     * @param options which
     * @return what was run
     * @throws IllegalStateException if it takes more attempts than the limit, or if there are workers that were started
     */
    public synchronized Drained drain(DrainOptions options) {
        if (isDraining) {
            // the drain that runs the job which calls this will come to them
            return new Drained(List.of());
        }
        refuseBesideWorkers();
        isDraining = true;
        try (ManualWorker worker = testing.manualWorker(config)) {
            return drain(worker, options);
        } finally {
            isDraining = false;
        }
    }

    private void refuseBesideWorkers() {
        List<WorkerInfo> workers = queue.control().workers();
        if (!workers.isEmpty()) {
            throw new IllegalStateException("the jobs of " + queue + " are run by workers that were started ("
                    + workers.get(0).name() + "), and cannot be run by hand beside them; do not call Litestack.start or"
                    + " JobWorkers.start in this test");
        }
    }

    private Drained drain(ManualWorker worker, DrainOptions options) {
        List<Job> attempts = new ArrayList<>();
        worker.doDue();
        long most = options.isRecursive() ? Long.MAX_VALUE : waiting(options);
        while (attempts.size() < most) {
            Optional<Job> next = runNext(worker, options);
            if (next.isEmpty()) {
                break;
            }
            attempts.add(next.get());
            if (next.get().state() == JobState.RUNNING) {
                // as if the process had died
                break;
            }
            if (attempts.size() > options.limit()) {
                throw new IllegalStateException(
                        "more than " + options.limit() + " attempts were run, and there are still jobs: perhaps they"
                                + " enqueue themselves again and again; the last was of "
                                + next.get());
            }
        }
        return new Drained(attempts);
    }

    private long waiting(DrainOptions options) {
        long ready = queue.admin().count(JobFilter.inState(JobState.READY, JobState.BLOCKED));
        return options.isWithScheduled() ? ready + queue.admin().count(JobFilter.inState(JobState.SCHEDULED)) : ready;
    }

    private Optional<Job> runNext(ManualWorker worker, DrainOptions options) {
        Optional<Job> next = runReady(worker);
        if (next.isEmpty()) {
            worker.doDue();
            next = runReady(worker);
        }
        while (next.isEmpty() && options.isWithScheduled() && bringForward(worker)) {
            // it may be that a limit does not let it go on yet, and that another one can
            next = runReady(worker);
        }
        return next;
    }

    private Optional<Job> runReady(ManualWorker worker) {
        List<String> queues =
                queue.admin().backlogs().stream().map(Backlog::queue).distinct().toList();
        for (String name : queues) {
            OptionalLong id = worker.runNext(name);
            if (id.isPresent()) {
                return queue.admin().find(id.getAsLong());
            }
        }
        return Optional.empty();
    }

    /** Of the scheduled jobs that can be run, the one that is due first becomes ready, whatever the clock says. */
    private boolean bringForward(ManualWorker worker) {
        return firstScheduled(worker)
                .map(job -> queue.control().reschedule(job.id(), now()))
                .orElse(false);
    }

    private Optional<Job> firstScheduled(ManualWorker worker) {
        List<Job> page = List.of();
        for (int limit = 1; limit <= LONGEST_LIST && page.size() == limit / STEP; limit *= STEP) {
            page = queue.admin().findByDueTime(JobFilter.inState(JobState.SCHEDULED), limit);
            Optional<Job> first = page.stream().filter(worker::takes).findFirst();
            if (first.isPresent()) {
                return first;
            }
        }
        return Optional.empty();
    }

    private Instant now() {
        return queue.config().store().clock().instant();
    }

    /**
     * Runs the next job that is due.
     *
     * @return the job, as it was stored after its attempt; empty if none is due
     */
    public synchronized Optional<Job> runNext() {
        List<Job> attempts = new ArrayList<>();
        try (ManualWorker worker = testing.manualWorker(config)) {
            worker.doDue();
            runReady(worker).ifPresent(attempts::add);
        }
        return attempts.stream().findFirst();
    }

    /**
     * Tells when the next scheduled job, schedule or window of a rate is due: to move a {@link TestClock} there.
     *
     * @return the time, which may be past; empty if nothing is
     */
    public synchronized Optional<Instant> nextDue() {
        try (ManualWorker worker = testing.manualWorker(config)) {
            return worker.nextDue();
        }
    }

    // Looking.

    /**
     * Lists the payloads of the jobs of a type that wait.
     *
     * @param type the type
     * @param <P> the payload's class
     * @return in the order in which they were enqueued, at most 10,000
     */
    public <P> List<P> waiting(JobType<P> type) {
        JobFilter filter = JobFilter.inState(JobState.SCHEDULED, JobState.READY, JobState.BLOCKED)
                .withType(type.name());
        List<P> payloads = new ArrayList<>();
        for (Job job : queue.admin().find(filter, LONGEST_LIST)) {
            payloads.add(0, queue.admin().payload(job, type));
        }
        return payloads;
    }

    /**
     * Deletes all jobs but running ones, whatever their state.
     *
     * @return how many
     */
    public long clear() {
        return queue.admin().delete(JobFilter.all());
    }

    /** Goes back to manual mode; the queue stays open. */
    @Override
    public void close() {
        manual();
    }
}
