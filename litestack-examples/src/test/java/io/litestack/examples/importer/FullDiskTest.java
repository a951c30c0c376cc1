package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An import onto a disk that is too small, and again after the disk has grown. */
@Timeout(60)
class FullDiskTest {
    private static final String SCRIPT = """
            set -e
            mount -t tmpfs -o size=1m tmpfs "$DISK"
            set +e
            "$@"; echo "exit code $?"
            mount -o remount,size=64m "$DISK"
            "$@"; echo "exit code $?"
            cp "$DISK"/import.db* "$KEPT"
            """;

    @TempDir
    Path folder;

    @Test
    void it_stops_with_a_sentence_and_goes_on_when_there_is_room() throws Exception {
        assumeDisksCanBeMounted();
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Path file = Rows.csv(folder.resolve("rows.csv"), 40_000);
        List<String> lines = inNamespaceOfItsOwn(
                SCRIPT.replace("$DISK", disk.toString()).replace("$KEPT", kept.toString()),
                ImporterProcess.command(folder, file, "--store", disk.resolve("import.db")));
        assertThat(lines)
                .as(String.join("\n", lines))
                .filteredOn(it -> it.startsWith("exit code"))
                .containsExactly("exit code 1", "exit code 0");
        assertThat(lines)
                .anyMatch(it -> it.matches(
                        "error: the disk of .*/import.db is full; [\\d,]+ rows are stored and stay: free some space and"
                                + " run the same command again, it goes on from there"));
        assertThat(lines).noneMatch(it -> it.contains("\tat "));
        assertThat(ImporterRun.query(
                        kept.resolve("import.db"), "select _line, id, name, note from imported order by _line"))
                .isEqualTo(Rows.stored(40_000));
        assertThat(ImporterRun.integrity(kept.resolve("import.db"))).containsExactly("ok");
    }

    private static void assumeDisksCanBeMounted() throws IOException, InterruptedException {
        List<String> probe = List.of("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt");
        boolean canMount;
        try (ImporterProcess process = ImporterProcess.run(probe)) {
            process.lines();
            canMount = process.exitCode() == 0;
        } catch (IOException e) {
            canMount = false;
        }
        String missing = "a small disk can only be mounted by root, with unshare and mount (util-linux)";
        assertThat(canMount || !"all".equals(System.getProperty("litestack.require")))
                .as(missing)
                .isTrue();
        assumeTrue(canMount, missing);
    }

    private static List<String> inNamespaceOfItsOwn(String script, List<String> command)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
        words.addAll(command);
        try (ImporterProcess process = ImporterProcess.run(words)) {
            List<String> lines = process.lines();
            process.exitCode();
            return lines;
        }
    }
}
