package io.litestack.job.internal;

import io.litestack.core.spi.LoopWorker;
import java.time.Duration;

/**
 * The loops that look after workers: one for the heartbeat alone, one for what needs no reader, and one for what looks at the
 * tables. So a pool of readers that others have taken delays neither the beat, nor a timeout, nor the end of a job. Thread-safe.
 */
final class Upkeep {
    private final LoopWorker beats;
    private final LoopWorker own;
    private final LoopWorker looks;

    Upkeep(Engine engine, LoopWorker.Step beat, Duties own, Duties looks) {
        this.beats = engine.internals()
                .loop("jobs-heartbeat", new Duties(engine).add("keeping the leases of running jobs alive", beat));
        this.own = engine.internals().loop("jobs", own);
        this.looks = engine.internals().loop("jobs-look", looks);
    }

    void start() {
        beats.start();
        own.start();
        looks.start();
    }

    void wake() {
        own.wake();
    }

    void wakeLooks() {
        looks.wake();
    }

    /** Ends them; from one of their own steps too, which it does not wait for then. */
    void close() {
        looks.close(Duration.ofSeconds(1));
        own.close(Duration.ofSeconds(1));
        beats.close(Duration.ofSeconds(1));
    }
}
