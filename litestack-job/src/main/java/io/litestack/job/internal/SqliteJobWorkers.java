package io.litestack.job.internal;

import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.LoopWorker;
import io.litestack.job.JobWorkers;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.base.Isolation;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerState;
import io.litestack.job.internal.base.WorkerState.Phase;
import io.litestack.job.internal.fetch.LocalWorkers;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.Millis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The life of a set of workers: {@link WorkerParts} says what they consist of.
 *
 * <p>They go through the phases of {@link WorkerState}. If a handler outlives the stop, they stay in the stopping phase and the
 * heartbeat goes on, so that nobody takes its lease; after the last handler has ended they clean up.
 */
final class SqliteJobWorkers implements JobWorkers {
    private static final long SHORTEST_INTERRUPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final QueueResources resources;
    private final WorkerConfig config;
    private final Runnable onStart;
    private final Consumer<SqliteJobWorkers> onEnd;
    private final WorkerParts parts;
    private final WorkerState state;
    private final LocalWorkers localWorkers;
    private final List<ChangeNotifier.Subscription> subscriptions = new ArrayList<>();
    private final AtomicBoolean isCleanedUp = new AtomicBoolean();
    private final ExitHook exitHook;
    private final Runnable whenIsolationEnds;
    private volatile boolean isOutlived;
    private volatile boolean isJvmEnding;

    SqliteJobWorkers(
            QueueResources resources, WorkerConfig config, Runnable onStart, Consumer<SqliteJobWorkers> onEnd) {
        this.resources = resources;
        this.config = config;
        this.onStart = onStart;
        this.onEnd = onEnd;
        this.parts = new WorkerParts(resources, config);
        this.state = parts.context.state();
        this.localWorkers = parts.localWorkers();
        this.exitHook = new ExitHook(this::stop, resources.threadName("exit"));
        this.whenIsolationEnds = parts::signalReady;
        parts.context.loops().timers().add("ending after the last handler", this::endIfOutlived);
    }

    @Override
    public WorkerConfig config() {
        return config;
    }

    WorkerParts parts() {
        return parts;
    }

    /** These workers as the enqueueing side sees them. */
    LocalWorkers localWorkers() {
        return localWorkers;
    }

    /** A type has a handler from now on, perhaps with a policy of its own. */
    void handlerAdded() {
        parts.registration.limitsChanged();
        parts.signalReady();
    }

    @Override
    public synchronized JobWorkers start() {
        if (state.isRunning()) {
            return this;
        }
        if (state.phase() != Phase.NEW) {
            throw new IllegalStateException("these workers were stopped; make new ones with JobQueue.workers");
        }
        parts.registration.register();
        // a queue that is paused takes no job, also none of the first moment
        parts.controlReader.read();
        state.moveTo(Phase.RUNNING);
        parts.pool.start(config.workers());
        Isolation.OF_JVM.add(whenIsolationEnds);
        parts.context.loops().start();
        ChangeNotifier wakeup = resources.internals().changeNotifier();
        subscriptions.add(wakeup.subscribe(JobSql.READY_TOPIC, parts::signalReady));
        subscriptions.add(wakeup.subscribe(JobSql.DUE_TOPIC, parts::signalScheduled));
        subscriptions.add(wakeup.subscribe(JobSql.SCHEDULE_TOPIC, parts::signalSchedules));
        subscriptions.add(wakeup.subscribe(JobSql.WINDOW_TOPIC, parts::signalWindows));
        subscriptions.add(wakeup.subscribe(JobSql.CONTROL_TOPIC, parts::signalControl));
        subscriptions.add(wakeup.subscribe(JobSql.FOREIGN_TOPIC, parts::signalForeign));
        if (config.stopAtExit()) {
            exitHook.add();
        }
        onStart.run();
        return this;
    }

    @Override
    public boolean stop() {
        return stop(config.drainTimeout());
    }

    @Override
    public synchronized boolean stop(Duration drainTimeout) {
        if (state.phase() == Phase.NEW) {
            state.moveTo(Phase.ENDED);
            onEnd.accept(this);
        }
        if (state.isRunning()) {
            state.moveTo(Phase.STOPPING);
            endJobs(drainTimeout);
            exitHook.remove();
        }
        if (state.phase() == Phase.STOPPING && parts.leases.isEmpty()) {
            cleanUp();
        }
        isOutlived = state.phase() == Phase.STOPPING;
        return state.phase() == Phase.ENDED;
    }

    /** Releases what is not begun, waits for what runs, interrupts it and waits again. */
    private void endJobs(Duration drainTimeout) {
        parts.attempts.noteStop();
        isJvmEnding = ExitHook.isJvmEnding();
        parts.fetchers.forEach(it -> it.queue().releaseAll());
        if (!parts.leases.awaitEmpty(Millis.nanos(drainTimeout), this::isEndingJvm)) {
            parts.attempts.interruptForStop();
            long patience =
                    Math.max(SHORTEST_INTERRUPT_NANOS, config.interruptTimeout().toNanos());
            parts.leases.awaitEmpty(patience, this::isEndingJvm);
            parts.attempts.reportIgnoredInterrupts();
        }
    }

    /** Whether a handler has called for the end of the JVM, which waits for this stop: nobody waits for it then. */
    private boolean isEndingJvm(Lease lease) {
        Attempt attempt = lease.running();
        return isJvmEnding && attempt != null && ExitHook.isEndingJvm(attempt.runner());
    }

    @Override
    public void close() {
        if (!stop()) {
            parts.completions.abandonUnwritten();
            stop(Duration.ZERO);
        }
    }

    /** Nothing is held any more: the threads end, and the row goes. */
    private void cleanUp() {
        if (!isCleanedUp.compareAndSet(false, true)) {
            return;
        }
        subscriptions.forEach(ChangeNotifier.Subscription::close);
        Isolation.OF_JVM.remove(whenIsolationEnds);
        parts.pool.end();
        parts.context.loops().close();
        parts.registration.end();
        state.moveTo(Phase.ENDED);
        onEnd.accept(this);
    }

    /** The last handler has ended long after the stop. */
    private long endIfOutlived() {
        if (isOutlived && parts.leases.isEmpty()) {
            Thread end = resources.store().config().threads().newThread(() -> stop(Duration.ZERO));
            end.setName(resources.threadName("end"));
            end.start();
            isOutlived = false;
        }
        return LoopWorker.Step.UNTIL_WOKEN;
    }
}
