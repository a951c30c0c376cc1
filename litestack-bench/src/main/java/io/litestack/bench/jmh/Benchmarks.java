package io.litestack.bench.jmh;

import io.litestack.bench.harness.Timing;
import java.nio.file.Path;
import java.util.Optional;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package. */
public final class Benchmarks {
    private static final int ITERATIONS = 5;

    private Benchmarks() {}

    /**
     * Runs those whose names match, and prints what they found.
     *
     * @param regex a part of the names of classes or methods
     * @param forks how many JVMs run each
     * @param timing how long each of them runs
     * @param json where to write the figures, if anywhere
     */
    public static void run(String regex, int forks, Timing timing, Optional<Path> json) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Benchmarks.class.getPackageName().replace(".", "\\.") + "\\..*" + regex)
                .forks(forks)
                .warmupIterations(2)
                .warmupTime(TimeValue.nanoseconds(timing.warmup().toNanos() / 2))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.nanoseconds(timing.window().toNanos() / ITERATIONS));
        json.ifPresent(file -> options.result(file.toString()).resultFormat(ResultFormatType.JSON));
        new Runner(options.build()).run();
    }
}
