package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that stopped half-way, for a broken row, and is started again. */
class ResumedImportTest {
    @TempDir
    Path folder;

    private Path store;
    private Path file;

    @BeforeEach
    void stop_half_way() throws Exception {
        store = folder.resolve("import.db");
        file = Rows.csv(folder.resolve("rows.csv"), 1_000);
        Files.writeString(file, Files.readString(file).replace("\n701,", "\n701,701,"));
        ImporterRun first = ImporterRun.of(store, file, "--batch", 10);
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.err())
                .contains("rows.csv, line 802 has 4 fields, but the header has 3; repair it", "--skip-broken")
                .contains("rows are stored and stay");
    }

    @Test
    void it_goes_on_after_what_is_stored() {
        long before = stored();
        assertThat(before).isGreaterThanOrEqualTo(700);
        ImporterRun second = ImporterRun.of(store, file, "--batch", 10, "--skip-broken", "--threads", 2);
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out())
                .contains("Imported %d rows".formatted(999 - before))
                .contains("It went on after %d rows that were stored before.".formatted(before))
                .contains("1 broken rows were left out", "  line 802 has 4 fields");
        assertThat(ImporterRun.query(store, "select _line, id, name, note from imported order by _line"))
                .hasSize(999)
                .isSubsetOf(Rows.stored(1_000))
                .doesNotHaveDuplicates();
    }

    @Test
    void the_same_file_may_have_another_name() throws Exception {
        Path moved = Files.move(file, folder.resolve("moved.csv"));
        assertThat(ImporterRun.of(store, moved, "--batch", 10, "--skip-broken").exitCode())
                .isZero();
    }

    @Test
    void another_file_is_refused_and_nothing_changes() throws Exception {
        long before = stored();
        Files.writeString(file, Files.readString(file).replace("\n701,701,", "\n701,"));
        ImporterRun second = ImporterRun.of(store, file, "--batch", 10);
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err())
                .contains("holds the import of another file than", "SHA-256", "another --store", "--start-over");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void another_batch_size_is_refused() {
        ImporterRun second = ImporterRun.of(store, file, "--batch", 20);
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err())
                .contains("was begun with other options")
                .contains(
                        "(CSV with delimiter comma, 10 rows a batch then, CSV with delimiter comma, 20 rows a batch now)");
    }

    private long stored() {
        return Long.parseLong(
                ImporterRun.query(store, "select count(*) from imported").get(0));
    }
}
