package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Checkpoint;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where an outside replicator checkpoints, nothing of ours ever does: it would miss what it has not read yet. */
@Timeout(120)
class ExternalCheckpointTest {
    private static final int UNITS = 600;
    private static final int PAYLOAD_BYTES = 10_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Sync.class)
    void after_heavy_writes_and_close_all_is_in_the_log_and_nothing_in_the_file(Sync sync) throws IOException {
        Path file = folder.resolve("app.db");
        StoreConfig config = StoreConfig.builder(file)
                .checkpoint(Checkpoint.EXTERNAL)
                .sync(sync)
                .build();
        List<Long> written = new ArrayList<>();
        long fileBytes;
        long logBytes;
        try (Store store = Store.open(config)) {
            fileBytes = Files.size(file);
            Pairs.createTables(store);
            for (long id = 1; id <= UNITS; id++) {
                if (id % 2 == 0) {
                    Pairs.execute(store, id, PAYLOAD_BYTES);
                } else {
                    Pairs.write(store, id, PAYLOAD_BYTES);
                }
                written.add(id);
            }
            assertThat(Pairs.stored(store)).hasSize(UNITS);
            logBytes = Files.size(Shell.log(file));
        }
        assertThat(logBytes).isGreaterThan((long) UNITS * PAYLOAD_BYTES);
        assertThat(Shell.log(file)).exists();
        assertThat(Files.size(Shell.log(file))).as("the log").isGreaterThanOrEqualTo(logBytes);
        assertThat(Files.size(file)).as("the file").isEqualTo(fileBytes);

        Pairs.verify(Shell.crashImage(file, folder), written);
        try (Store store = Store.open(config)) {
            Pairs.verify(store, written);
        }
        assertThat(Files.size(file)).as("the file after reading").isEqualTo(fileBytes);
    }

    /** In a time that stands still during a write a pause would never end. */
    @Test
    void however_long_the_log_is_no_writer_is_slowed() throws IOException {
        Path file = folder.resolve("app.db");
        AtomicLong time = new AtomicLong();
        StoreConfig config = StoreConfig.builder(file)
                .checkpoint(Checkpoint.EXTERNAL)
                .sync(Sync.OFF)
                .ticker(time::get)
                .build();
        try (Store store = Store.open(config)) {
            store.execute("create table blob(content blob)");
            for (int i = 0; i < 8; i++) {
                time.addAndGet(10_000_000);
                store.execute("insert into blob values (zeroblob(8000000))");
            }
            assertThat(Files.size(Shell.log(file))).isGreaterThan(60_000_000);
            assertThat(store.queryFirst("select count(*) from blob", row -> row.getInt(1)))
                    .contains(8);
        }
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void the_outside_program_may_checkpoint_while_we_write(Sync sync) throws IOException {
        Path file = folder.resolve("app.db");
        StoreConfig config = StoreConfig.builder(file)
                .checkpoint(Checkpoint.EXTERNAL)
                .sync(sync)
                .build();
        List<Long> written = new ArrayList<>();
        try (Store store = Store.open(config);
                ForeignProcess replicator = ForeignProcess.open(folder, file)) {
            Pairs.createTables(store);
            for (long id = 1; id <= 40; id++) {
                Pairs.write(store, id, PAYLOAD_BYTES);
                written.add(id);
                if (id % 10 == 0) {
                    emptyTheLog(replicator, file);
                }
            }
            Pairs.verify(store, written);
        }
        Pairs.verify(file, written);
    }

    /** Somebody else's glance at the file may be in its way at first. */
    private static void emptyTheLog(ForeignProcess replicator, Path file) throws IOException {
        do {
            replicator.run("pragma wal_checkpoint(truncate)");
        } while (Files.size(Shell.log(file)) > 0);
    }
}
