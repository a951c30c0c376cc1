package io.litestack.bench.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Watches the size of a write-ahead log, without opening it. Thread-safe. */
public final class WalWatch implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 20;

    private final Path log;
    private final double limitMegabytes;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private double greatest;
    private long expectedSince;
    private long recoveredAt;

    private WalWatch(Path log, double limitMegabytes) {
        this.log = log;
        this.limitMegabytes = limitMegabytes;
    }

    /** Begins to watch the log of a database. */
    @SuppressWarnings("FutureReturnValueIgnored") // it goes on until the timer is shut down
    public static WalWatch start(Path database, double limitMegabytes) {
        WalWatch watch = new WalWatch(database.resolveSibling(database.getFileName() + "-wal"), limitMegabytes);
        watch.timer.scheduleAtFixedRate(watch::look, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private synchronized void look() {
        double size = megabytes();
        greatest = Math.max(greatest, size);
        if (expectedSince != 0 && recoveredAt == 0 && size < limitMegabytes) {
            recoveredAt = System.nanoTime();
        }
    }

    /** From now on it should come back under the limit. */
    synchronized void expectRecovery() {
        expectedSince = System.nanoTime();
    }

    /** The size now. */
    public double megabytes() {
        try {
            return Files.size(log) / (double) (1 << 20);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The greatest size so far. */
    public synchronized double greatestMegabytes() {
        return greatest;
    }

    /** How long it took to come back under the limit; the time until now if it did not. */
    synchronized double recoverySeconds() {
        long end = recoveredAt == 0 ? System.nanoTime() : recoveredAt;
        return expectedSince == 0 ? 0 : (end - expectedSince) / 1e9;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
