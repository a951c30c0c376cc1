package io.litestack.bench.scenario;

import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Sync;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Two processes write at full speed, beside three readers of short snapshots and one that holds a snapshot for ten of the
 * sixty seconds. Nothing can be taken out of the log while that one lasts; afterwards it must come down again.
 */
final class TwoProcessScenario implements Scenario {
    static final String RATE = "throughput of both processes";
    static final String WORST = "longest commit";
    static final int WRITERS = 2;

    private static final String WAL_PEAK = "largest -wal";
    private static final String WAL_END = "-wal at the end";
    private static final String RECOVERY = "until the -wal is back under 64 MB";
    private static final int SHORT_READERS = 3;
    private static final long SHORT_READ_NANOS = 2_000_000;
    private static final double WINDOWS = 6;
    private static final double WAL_MB = 64;
    private static final double COMMIT_MILLIS = 50;

    @Override
    public Spec spec() {
        return Spec.of(
                        "two-processes",
                        "60 s of writes by two processes beside 3 short readers and one of 10 s, NORMAL",
                        HikariRival.NAME,
                        Metric.cost(WAL_PEAK, "MB"),
                        Metric.cost(RECOVERY, "s"),
                        Metric.cost(WAL_END, "MB").atMost(WAL_MB),
                        Metric.cost(WORST, "ms").atMost(COMMIT_MILLIS),
                        Metric.rate(RATE))
                .inForksAtMost(1);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        Timing whole = trial.timing().times(WINDOWS);
        try (JobFile file = JobFile.open(side, trial.folder(), Sync.NORMAL);
                WalWatch log = WalWatch.start(JobTable.file(trial.folder()), WAL_MB)) {
            CompanionProcess other = trial.start(SecondWriter.class, side, whole.warmup(), whole.window());
            CompletableFuture<Void> readers = startReaders(file, log, trial);
            Load.Figures own = trial.load(whole).atFullSpeed(WRITERS, file::insert);
            trial.record(WAL_END, log.megabytes());
            trial.record(WAL_PEAK, log.greatestMegabytes());
            trial.record(RECOVERY, log.recoverySeconds());
            readers.join();
            count(trial, own, other.stop());
            trial.checkRows(file.count());
        }
    }

    private static CompletableFuture<Void> startReaders(JobFile file, WalWatch log, Trial trial) {
        long window = trial.timing().window().toNanos();
        long begin = System.nanoTime() + trial.timing().warmup().toNanos() + window;
        long end = System.nanoTime() + trial.timing().warmup().toNanos() + (long) (window * WINDOWS);
        Executor threads = task -> new Thread(task, "reader").start();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int i = 0; i < SHORT_READERS; i++) {
            readers.add(CompletableFuture.runAsync(() -> readUntil(end, file), threads));
        }
        readers.add(CompletableFuture.runAsync(
                () -> {
                    pauseUntil(begin);
                    read(file, () -> pauseUntil(begin + window));
                    log.expectRecovery();
                },
                threads));
        return CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new));
    }

    private static void count(Trial trial, Load.Figures own, Map<String, Double> other) {
        SecondWriter.addTo(trial.tally(), other);
        trial.record(RATE, own.perSecond() + other.getOrDefault(RATE, 0.0));
        trial.record(WORST, Math.max(own.worstMillis(), other.getOrDefault(WORST, 0.0)));
    }

    private static void readUntil(long end, JobFile file) {
        while (System.nanoTime() - end < 0) {
            read(file, () -> pauseUntil(System.nanoTime() + SHORT_READ_NANOS));
        }
    }

    private static void read(JobFile file, Runnable meanwhile) {
        try {
            file.readAnd(meanwhile);
        } catch (SQLException e) {
            throw new IllegalStateException("a reader failed", e);
        }
    }

    private static void pauseUntil(long instant) {
        while (System.nanoTime() - instant < 0) {
            LockSupport.parkNanos(instant - System.nanoTime());
        }
    }
}
