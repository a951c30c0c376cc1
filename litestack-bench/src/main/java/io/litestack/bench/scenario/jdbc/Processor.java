package io.litestack.bench.scenario.jdbc;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.harness.Usage;
import java.time.Duration;

/** Loads whose use of the processors is measured as well. */
public final class Processor {
    /** What an operation takes of the processors, on all threads of the process. */
    public static final Metric METRIC =
            Metric.cost("processor time an operation", "µs").atMostTimes(0.9);

    /** In windows: what many threads run on few processors takes long to be compiled. */
    static final double WARM_UP = 0.6;

    private Processor() {}

    /** Warms up, measures, and records {@link #METRIC}. */
    public static Load.Figures atFullSpeed(Trial trial, int threads, Load.Operation operation) {
        Timing timing = trial.timing();
        trial.load(new Timing(Duration.ZERO, timing.warmup())).atFullSpeed(threads, operation);
        double before = Usage.processorMillis();
        Load.Figures figures =
                trial.load(new Timing(Duration.ZERO, timing.window())).atFullSpeed(threads, operation);
        double millis = Usage.processorMillis() - before;
        trial.record(METRIC.name(), millis * 1000 / Math.max(1, figures.perSecond() * timing.seconds()));
        return figures;
    }
}
