package io.litestack.bench.jmh;

import io.litestack.bench.harness.Folders;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

/** What single operations on a store cost. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method
public class StoreBenchmark {
    private Path folder;
    private Store store;
    private Commands commands;
    private final Command<Boolean> command = statements -> {
        Rows.insert(statements.prepare(Rows.INSERT));
        return true;
    };

    /** Makes a file with some rows. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        folder = Folders.create(Rows.FOLDER, "store-");
        store = Store.open(
                StoreConfig.builder(folder.resolve("rows.db")).sync(Sync.NORMAL).build());
        store.execute(Rows.TABLE);
        store.execute(Rows.FILL);
        commands = StoreInternals.of(store).commands();
    }

    /** Removes the file. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        store.close();
        Folders.delete(folder);
    }

    /** One row by its key, outside a transaction. */
    @Benchmark
    public List<String> query() {
        return store.query(Rows.SELECT, row -> row.getString(1), Rows.anyId());
    }

    /** One row by its key, in a snapshot. */
    @Benchmark
    public List<String> read() {
        return store.read(snapshot -> snapshot.query(Rows.SELECT, row -> row.getString(1), Rows.anyId()));
    }

    /** A transaction of one row. */
    @Benchmark
    public long write() {
        return store.write(transaction -> transaction.execute(Rows.INSERT, Rows.TEXT));
    }

    /** A command of one row. */
    @Benchmark
    public boolean command() {
        return commands.execute(command, Ack.COMMITTED);
    }
}
