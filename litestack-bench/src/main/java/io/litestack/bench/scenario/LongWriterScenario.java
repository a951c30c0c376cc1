package io.litestack.bench.scenario;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Sync;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;

/**
 * Short writers beside one whose transaction takes half a second, once a second. They have to wait for it; but once one of
 * them has done its own work, nobody else's may hold it up.
 */
final class LongWriterScenario implements Scenario {
    private static final String OWN = "longest from closure end to return";
    private static final String MEDIAN = "p50 wait";
    private static final String LONGEST = "longest wait";
    private static final int SHORT_WRITERS = 8;
    private static final double SHORT_PER_SECOND = 400;
    private static final double LONG_MILLIS = 500;

    @Override
    public Spec spec() {
        return Spec.of(
                        "long-writer",
                        "8 short writers, 400/s in all, beside one that takes 500 ms once a second, NORMAL",
                        HikariRival.NAME,
                        Metric.cost(OWN, "ms").atMost(20),
                        Metric.cost(MEDIAN, "ms"),
                        Metric.cost(LONGEST, "ms"))
                .inForksAtMost(3);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (JobFile file = JobFile.open(side, trial.folder(), Sync.NORMAL)) {
            measure(trial, file);
            trial.checkRows(file.count());
        }
    }

    private static void measure(Trial trial, JobFile file) {
        double longMillis = LONG_MILLIS * trial.timing().scale();
        CompletableFuture<Load.Figures> longOnes = CompletableFuture.supplyAsync(() ->
                trial.load().paced(1, 500 / longMillis, () -> file.insertAnd(() -> pause(longMillis))));
        LongAccumulator longest = new LongAccumulator(Math::max, 0);
        Load.Figures shortOnes =
                trial.load().paced(SHORT_WRITERS, SHORT_PER_SECOND, () -> longest.accumulate(insert(file)));
        longOnes.join();
        trial.record(OWN, longest.get() / 1e6);
        trial.record(MEDIAN, shortOnes.millis(50));
        trial.record(LONGEST, shortOnes.worstMillis());
    }

    /** Returns how long it took from the end of the work to the return of the write, in nanoseconds. */
    private static long insert(JobFile file) throws SQLException {
        long[] workEnd = new long[1];
        file.insertAnd(() -> workEnd[0] = System.nanoTime());
        return System.nanoTime() - workEnd[0];
    }

    private static void pause(double millis) {
        long end = System.nanoTime() + (long) (millis * 1e6);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
