package io.litestack.job.internal;

import io.litestack.core.spi.LoopWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What one loop does again and again: several duties, none of which can keep another from its turn. One that throws rests for
 * a while of its own, at most two seconds, and is called again then, or when its rest is over and the loop is woken; the
 * others go on meanwhile. Used by the thread of its loop alone.
 */
final class Duties implements LoopWorker.Step {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Engine engine;
    private final List<Duty> duties = new ArrayList<>();

    Duties(Engine engine) {
        this.engine = engine;
    }

    /**
     * Adds a duty, which comes after those before. Only before the loop starts.
     *
     * @param what what it does, for the report of its failure
     * @param step does what is due, and returns in how many nanoseconds to be called again
     * @return this
     */
    Duties add(String what, LoopWorker.Step step) {
        duties.add(new Duty(what, step));
        return this;
    }

    @Override
    public long run() {
        long next = LoopWorker.Step.UNTIL_WOKEN;
        for (Duty duty : duties) {
            next = Math.min(next, duty.run());
        }
        return next;
    }

    /** One of them, and its rest after a failure. */
    private final class Duty {
        private final String what;
        private final LoopWorker.Step step;
        private boolean isResting;
        private long restsUntil;
        private long pause = FIRST_PAUSE_NANOS;

        Duty(String what, LoopWorker.Step step) {
            this.what = what;
            this.step = step;
        }

        long run() {
            long rest = isResting ? restsUntil - engine.ticks() : 0;
            if (rest > 0) {
                return rest;
            }
            try {
                long next = step.run();
                isResting = false;
                pause = FIRST_PAUSE_NANOS;
                return next;
            } catch (Throwable e) {
                return rest(e);
            }
        }

        private long rest(Throwable cause) {
            long rest = pause;
            isResting = true;
            restsUntil = engine.ticks() + rest;
            pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
            try {
                engine.listener().onTrouble(what, cause);
            } catch (RuntimeException | Error e) {
                // no memory for the report: the duty is tried again all the same
            }
            return rest;
        }
    }
}
