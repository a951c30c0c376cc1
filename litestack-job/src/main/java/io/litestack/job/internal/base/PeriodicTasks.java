package io.litestack.job.internal.base;

import io.litestack.core.spi.LoopWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The tasks of one loop, none of which can keep another from its turn. One that throws is paused by itself, for at most two
 * seconds, and is called again when its pause is over; the others go on meanwhile. Used by the thread of its loop alone.
 */
public final class PeriodicTasks implements LoopWorker.Step {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final QueueResources resources;
    private final List<Task> tasks = new ArrayList<>();

    PeriodicTasks(QueueResources resources) {
        this.resources = resources;
    }

    /**
     * Adds a task, which comes after those before. Only before the loop starts.
     *
     * @param what what it does, for the report of its failure
     * @param step does what is due, and returns in how many nanoseconds to be called again
     * @return this
     */
    public PeriodicTasks add(String what, LoopWorker.Step step) {
        tasks.add(new Task(what, step));
        return this;
    }

    @Override
    public long run() {
        long next = LoopWorker.Step.UNTIL_WOKEN;
        for (Task task : tasks) {
            next = Math.min(next, task.run());
        }
        return next;
    }

    /** One of them, and its pause after a failure. */
    private final class Task {
        private final String what;
        private final LoopWorker.Step step;
        private boolean isPaused;
        private long pausedUntil;
        private long pause = FIRST_PAUSE_NANOS;

        Task(String what, LoopWorker.Step step) {
            this.what = what;
            this.step = step;
        }

        long run() {
            long left = isPaused ? pausedUntil - resources.ticks() : 0;
            if (left > 0) {
                return left;
            }
            try {
                long next = step.run();
                isPaused = false;
                pause = FIRST_PAUSE_NANOS;
                return next;
            } catch (Throwable e) {
                return pauseAfter(e);
            }
        }

        private long pauseAfter(Throwable cause) {
            long current = pause;
            isPaused = true;
            pausedUntil = resources.ticks() + current;
            pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
            try {
                resources.listener().onInternalFailure(what, cause);
            } catch (RuntimeException | Error e) {
                // no memory for the report: the task is tried again all the same
            }
            return current;
        }
    }
}
