package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreListener;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.StoreEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A long reader keeps the log from being begun anew while others write: that is reported, and made good afterwards. */
@Timeout(120)
class StarvedCheckpointTest {
    private static final long LARGE_LOG_BYTES = 60_000_000;

    @TempDir
    Path folder;

    private final List<Long> checkpointedFrames = new CopyOnWriteArrayList<>();
    private final StoreEvents heard = new StoreEvents();
    private Store store;
    private Store counting;
    private long written;

    @BeforeEach
    void open() {
        store = Store.open(StoreConfig.builder(file()).listener(heard).build());
        counting = Store.open(StoreConfig.builder(file())
                .listener(new StoreListener() {
                    @Override
                    public void onCheckpoint(Path file, long frames, long nanos) {
                        checkpointedFrames.add(frames);
                    }
                })
                .build());
        Pairs.createTables(store);
        write(10);
    }

    @AfterEach
    void close() {
        counting.close();
        store.close();
    }

    @Test
    void a_reader_in_another_process_is_reported_and_the_log_shrinks_when_it_ends() throws IOException {
        try (ForeignProcess reader = ForeignProcess.open(folder, file())) {
            reader.run("begin");
            reader.run("select count(*) from left_half");
            writeUntilStarved();

            assertThat(heard.await("starved")).contains("not of this process");
            assertThat(logBytes()).isGreaterThanOrEqualTo(LARGE_LOG_BYTES);
            reader.run("commit");
            writeUntilTheLogIsSmall();
        }
        assertThat(Pairs.stored(store)).hasSize((int) written);
    }

    @Test
    void a_reader_of_this_process_is_named_and_the_log_shrinks_when_it_ends() throws IOException {
        CompletableFuture<Void> hasRead = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> store.useRead(view -> {
                    view.query("select count(*) from left_half", row -> row.getLong(1));
                    hasRead.complete(null);
                    over.join();
                }),
                "the-slow-report");
        reader.start();
        hasRead.join();
        writeUntilStarved();

        assertThat(heard.await("starved")).contains("the-slow-report");
        over.complete(null);
        writeUntilTheLogIsSmall();
        assertThat(Pairs.stored(store)).hasSize((int) written);
    }

    @Test
    void the_log_shrinks_also_if_nobody_writes_any_more() throws IOException {
        long commits;
        try (ForeignProcess reader = ForeignProcess.open(folder, file())) {
            reader.run("begin");
            reader.run("select count(*) from left_half");
            writeUntilStarved();
            commits = store.stats().commits();
            reader.run("commit");
        }
        Eventually.until("the log is small", () -> logSize() <= LARGE_LOG_BYTES);
        // the file is shorter already while the commit that cuts it is under way
        Eventually.until(
                "an empty commit has cut off a piece", () -> store.stats().commits() > commits);
        assertThat(store.stats().commits() - commits)
                .as("empty commits, each of which cuts off a piece")
                .isLessThanOrEqualTo(20);
        assertThat(Pairs.stored(store)).hasSize((int) written);
    }

    @Test
    void a_reader_that_came_later_is_not_blamed() throws IOException {
        try (ForeignProcess reader = ForeignProcess.open(folder, file())) {
            reader.run("begin");
            reader.run("select count(*) from left_half");
            while (heard.all().stream().noneMatch(it -> it.startsWith("starved"))) {
                store.useRead(view -> {
                    view.query("select count(*) from left_half", row -> row.getLong(1));
                    write(200_000);
                });
            }
        }
        assertThat(heard.await("starved")).contains("not of this process");
    }

    @Test
    void a_checkpoint_that_copies_nothing_is_none() throws IOException {
        try (ForeignProcess reader = ForeignProcess.open(folder, file())) {
            reader.run("begin");
            reader.run("select count(*) from left_half");
            writeUntilStarved();
        }
        assertThat(checkpointedFrames).isNotEmpty().allMatch(it -> it > 0);
    }

    private long logSize() {
        try {
            return logBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeUntilStarved() {
        while (heard.all().stream().noneMatch(it -> it.startsWith("starved"))) {
            write(200_000);
        }
    }

    private void writeUntilTheLogIsSmall() throws IOException {
        while (logBytes() > LARGE_LOG_BYTES) {
            write(1000);
        }
    }

    private void write(int payloadBytes) {
        Pairs.write(store, ++written, payloadBytes);
    }

    private long logBytes() throws IOException {
        return Files.size(Shell.log(file()));
    }

    private Path file() {
        return folder.resolve("app.db");
    }
}
