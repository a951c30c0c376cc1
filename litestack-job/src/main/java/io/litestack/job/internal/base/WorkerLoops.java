package io.litestack.job.internal.base;

import io.litestack.core.spi.LoopWorker;
import java.time.Duration;

/**
 * The threads that look after a set of workers: one for the heartbeat alone, one for timers and what needs no reader, and one
 * for what polls the tables. So a pool of readers that is in use by others delays neither the heartbeat, nor a timeout, nor the
 * completion of a job. Thread-safe; tasks are added before the start.
 */
public final class WorkerLoops {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final PeriodicTasks heartbeatTasks;
    private final PeriodicTasks timerTasks;
    private final PeriodicTasks pollerTasks;
    private final LoopWorker heartbeat;
    private final LoopWorker timers;
    private final LoopWorker pollers;

    WorkerLoops(QueueResources resources) {
        this.heartbeatTasks = new PeriodicTasks(resources);
        this.timerTasks = new PeriodicTasks(resources);
        this.pollerTasks = new PeriodicTasks(resources);
        this.heartbeat = resources.internals().loop("jobs-heartbeat", heartbeatTasks);
        this.timers = resources.internals().loop("jobs", timerTasks);
        this.pollers = resources.internals().loop("jobs-poller", pollerTasks);
    }

    /** The loop that only keeps leases alive. */
    public PeriodicTasks heartbeat() {
        return heartbeatTasks;
    }

    /** The loop of what needs no reader, and so waits for none. */
    public PeriodicTasks timers() {
        return timerTasks;
    }

    /** The loop of what looks at the tables, beside the writers. */
    public PeriodicTasks pollers() {
        return pollerTasks;
    }

    public void start() {
        heartbeat.start();
        timers.start();
        pollers.start();
    }

    /** For workers that are told when to look at the tables. */
    public void startWithoutPollers() {
        heartbeat.start();
        timers.start();
    }

    /** Has the timers run now. */
    public void wakeTimers() {
        timers.wake();
    }

    /** Has the pollers run now. */
    public void wakePollers() {
        pollers.wake();
    }

    /** Ends the threads; a call from one of their own tasks does not wait for that thread. */
    public void close() {
        pollers.close(CLOSE_TIMEOUT);
        timers.close(CLOSE_TIMEOUT);
        heartbeat.close(CLOSE_TIMEOUT);
    }
}
