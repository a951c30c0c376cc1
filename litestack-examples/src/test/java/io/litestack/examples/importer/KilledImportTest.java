package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One import, killed with kill -9 again and again at random moments, and started again until it is done. */
@Timeout(120)
class KilledImportTest {
    private static final int KILLS = 20;
    private static final int ROWS = 20_000;
    private static final int BATCH_ROWS = 25;
    private static final int MOST_LINES_A_LIFE = 40;
    private static final Pattern ACKNOWLEDGED = Pattern.compile("acknowledged batch (\\d+) \\(rows (\\d+)-(\\d+)\\)");

    @TempDir
    Path folder;

    private final long seed = Long.getLong("litestack.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Set<Integer> acknowledged = new HashSet<>();
    private Path store;
    private Path file;

    @BeforeEach
    void write_the_file() throws Exception {
        store = folder.resolve("import.db");
        file = Rows.csv(folder.resolve("rows.csv"), ROWS);
    }

    @Test
    void nothing_acknowledged_is_missing_and_nothing_is_doubled() throws Exception {
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                live(kill == 0 ? 0 : random.nextInt(MOST_LINES_A_LIFE));
                assertThat(batches()).containsAll(acknowledged);
            }
            assertThat(acknowledged).hasSizeLessThan(ROWS / BATCH_ROWS);
            finish();
            assertThat(batches()).containsAll(acknowledged).hasSize(ROWS / BATCH_ROWS);
            assertThat(ImporterRun.query(store, "select _line, id, name, note from imported order by _line"))
                    .isEqualTo(Rows.stored(ROWS));
            assertThat(ImporterRun.integrity(store)).containsExactly("ok");
        } catch (Throwable e) {
            System.err.println("repeat with -Dlitestack.seed=" + seed);
            throw e;
        }
    }

    /** Runs the importer until some batches are acknowledged, and kills it within the next milliseconds. */
    private void live(int lines) throws IOException, InterruptedException {
        try (WatchService created = folder.getFileSystem().newWatchService();
                ImporterProcess importer = start(created)) {
            await(importer, lines, created);
            spin(random.nextInt(3_000_000));
            importer.kill();
            importer.lines().forEach(this::note);
            importer.exitCode();
        }
    }

    /** Waits for some lines of its output, or, where none are wanted, for the store's file. */
    private void await(ImporterProcess importer, int lines, WatchService created)
            throws IOException, InterruptedException {
        while (lines == 0 && !Files.exists(store)) {
            created.take().reset();
        }
        for (int i = 0; i < lines; i++) {
            note(importer.line());
        }
    }

    private void finish() throws IOException, InterruptedException {
        try (ImporterProcess importer = start()) {
            List<String> lines = importer.lines();
            lines.forEach(this::note);
            assertThat(importer.exitCode()).as(String.join("\n", lines)).isZero();
            assertThat(lines).anyMatch(it -> it.matches("It went on after .* rows that were stored before\\."));
        }
        try (ImporterProcess again = start()) {
            assertThat(again.lines().get(0)).contains("is there already");
        }
    }

    private ImporterProcess start(WatchService created) throws IOException {
        folder.register(created, StandardWatchEventKinds.ENTRY_CREATE);
        return start();
    }

    private ImporterProcess start() throws IOException {
        return ImporterProcess.start(folder, file, "--store", store, "--batch", BATCH_ROWS, "--acknowledge");
    }

    private void note(@Nullable String line) {
        Matcher batch = ACKNOWLEDGED.matcher(String.valueOf(line));
        if (batch.matches()) {
            acknowledged.add(Integer.valueOf(batch.group(1)));
        }
    }

    /** The batches that the store has; its tables may not be there yet. */
    private List<Integer> batches() {
        boolean isEmpty =
                ImporterRun.query(store, "select 1 from sqlite_schema").isEmpty();
        List<String> numbers = isEmpty ? List.of() : ImporterRun.query(store, "select number from import_batch");
        return numbers.stream().map(Integer::valueOf).toList();
    }

    /** A moment that no signal tells, so that a kill may fall anywhere. */
    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
