package io.litestack.bench.jmh;

import io.litestack.bench.harness.Folders;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the same operations cost on a pool of connections. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method
public class RivalBenchmark {
    private Path folder;
    private HikariRival rival;
    private Connection kept;
    private PreparedStatement keptInsert;
    private PreparedStatement keptSelect;

    /** Makes a file with some rows. */
    @Setup(Level.Trial)
    public void open() throws IOException, SQLException {
        folder = Folders.create(Rows.FOLDER, "rival-");
        rival = HikariRival.open(folder.resolve("rows.db"), Sync.NORMAL);
        rival.execute(Rows.TABLE);
        rival.execute(Rows.FILL);
        kept = rival.borrow();
        keptInsert = kept.prepareStatement(Rows.INSERT);
        keptSelect = kept.prepareStatement(Rows.SELECT);
    }

    /** Removes the file. */
    @TearDown(Level.Trial)
    public void close() throws IOException, SQLException {
        kept.close();
        rival.close();
        Folders.delete(folder);
    }

    /** One row by its key: borrow, prepare, read. */
    @Benchmark
    public String read() throws SQLException {
        try (Connection connection = rival.borrow();
                PreparedStatement statement = connection.prepareStatement(Rows.SELECT)) {
            return Rows.select(statement);
        }
    }

    /** One row by its key, by a kept statement: what the driver itself costs. */
    @Benchmark
    public String keptRead() throws SQLException {
        return Rows.select(keptSelect);
    }

    /** A transaction of one row: borrow, begin, prepare, insert, commit. */
    @Benchmark
    public void write() throws SQLException {
        rival.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(Rows.INSERT)) {
                Rows.insert(statement);
            }
        });
    }

    /** One row by a kept statement, in autocommit. */
    @Benchmark
    public void autocommit() throws SQLException {
        Rows.insert(keptInsert);
    }
}
