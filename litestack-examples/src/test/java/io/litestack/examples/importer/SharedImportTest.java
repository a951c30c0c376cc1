package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that import the same file into the same store at the same time. */
@Timeout(120)
class SharedImportTest {
    @TempDir
    Path folder;

    @Test
    void both_end_well_and_each_row_is_there_once() throws Exception {
        Path store = folder.resolve("import.db");
        Path file = Rows.csv(folder.resolve("rows.csv"), 10_000);
        Object[] args = {file, "--store", store, "--batch", 50};
        try (ImporterProcess one = ImporterProcess.start(folder, args);
                ImporterProcess two = ImporterProcess.start(folder, args)) {
            List<String> first = one.lines();
            List<String> second = two.lines();
            assertThat(one.exitCode()).as(String.join("\n", first)).isZero();
            assertThat(two.exitCode()).as(String.join("\n", second)).isZero();
        }
        assertThat(ImporterRun.query(store, "select _line, id, name, note from imported order by _line"))
                .isEqualTo(Rows.stored(10_000));
    }
}
