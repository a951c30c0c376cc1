package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.Litestack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation says of configuration. */
class ConfigurationTourTest {
    @TempDir
    Path folder;

    private final List<Path> restored = new ArrayList<>();

    private void restore(Path file) {
        restored.add(file);
    }

    @Test
    void missing_files_are_asked_for() throws IOException {
        Path path = folder.resolve("app.yml");
        Files.writeString(path, "data: " + folder.resolve("data") + "\n");
        // region restore
        Litestack stack = Litestack.builder()
                .config(path)
                .restoreMissing(file -> restore(file)) // such as: litestream restore -if-replica-exists
                .open();
        // endregion
        stack.close();
        assertThat(restored).contains(folder.resolve("data/jobs.sqlite3"));
    }
}
