package io.litestack.bench.scenario;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Store;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Opens and closes an existing file again and again, in a warm JVM. */
final class OpenScenario implements Scenario {
    /** What a careful user sets, one statement each, as the store does. */
    static final List<String> PRAGMAS = List.of(
            "busy_timeout=5000",
            "journal_mode=WAL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "mmap_size=0",
            "wal_autocheckpoint=0",
            "synchronous=NORMAL",
            "journal_size_limit=48000000",
            "temp_store=FILE",
            "cache_size=-4096");

    private static final String OPEN = "open";
    private static final String CLOSE = "close";
    private static final int ROWS = 10_000;

    @Override
    public Spec spec() {
        return Spec.of(
                "open",
                "opening and closing an existing file, warm JVM",
                "one bare connection with the same pragmas",
                Metric.cost(OPEN, "µs").atMostTimes(2),
                Metric.cost(CLOSE, "µs").atMostTimes(2));
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        JobTable.fill(trial.folder(), ROWS);
        Path file = JobTable.file(trial.folder());
        Histogram opens = Load.histogram();
        Histogram closes = Load.histogram();
        long start = System.nanoTime() + trial.timing().warmup().toNanos();
        long end = start + trial.timing().times(0.2).window().toNanos();
        while (System.nanoTime() - end < 0) {
            long begin = System.nanoTime();
            AutoCloseable opened = side == Side.LITESTACK ? Store.open(file) : connect(file);
            long open = System.nanoTime();
            opened.close();
            if (begin - start >= 0) {
                opens.recordValue(open - begin);
                closes.recordValue(System.nanoTime() - open);
            }
        }
        trial.record(OPEN, opens.getValueAtPercentile(50) / 1e3);
        trial.record(CLOSE, closes.getValueAtPercentile(50) / 1e3);
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        for (String pragma : PRAGMAS) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA " + pragma);
            }
        }
        return connection;
    }
}
