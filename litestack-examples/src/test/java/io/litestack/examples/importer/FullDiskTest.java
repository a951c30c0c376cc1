package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An import onto a disk that is too small, and again after there is room. */
@Timeout(120)
@Requires(Requires.Facility.MOUNT)
class FullDiskTest {
    private static final int ROWS = 40_000;
    private static final int PAGES_LEFT = 256;

    @TempDir
    Path folder;

    @Test
    void it_stops_with_a_sentence_and_goes_on_when_there_is_room() throws Exception {
        Path file = Rows.csv(folder.resolve("rows.csv"), ROWS);
        try (SmallDisk disk = SmallDisk.mount(folder, 64 << 10)) {
            disk.fillUpTo(PAGES_LEFT);
            Path store = disk.folder().resolve("import.db");
            assertThat(imported(file, store, 1))
                    .anyMatch(it -> it.matches(
                            "error: the disk of .*/import.db is full; [\\d,]+ rows are stored and stay: free some space and"
                                    + " run the same command again, it goes on from there"))
                    .noneMatch(it -> it.contains("\tat "));
            disk.makeRoom();
            imported(file, store, 0);
            assertThat(ImporterRun.query(store, "select _line, id, name, note from imported order by _line"))
                    .isEqualTo(Rows.stored(ROWS));
            assertThat(ImporterRun.integrity(store)).containsExactly("ok");
        }
    }

    /** What it says, after it has ended with the exit code. */
    private List<String> imported(Path file, Path store, int exitCode) throws IOException, InterruptedException {
        try (ImporterProcess importer = ImporterProcess.start(folder, file, "--store", store)) {
            List<String> lines = importer.lines();
            assertThat(importer.exitCode()).as(String.join("\n", lines)).isEqualTo(exitCode);
            return lines;
        }
    }
}
