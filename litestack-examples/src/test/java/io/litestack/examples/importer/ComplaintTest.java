package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong gives one clear sentence and an exit code. */
class ComplaintTest {
    @TempDir
    Path folder;

    private Path store;

    @BeforeEach
    void name_the_store() {
        store = folder.resolve("import.db");
    }

    @Test
    void a_missing_file() {
        assertThat(complaint(1, folder.resolve("no.csv"))).contains("there is no file", "no.csv; check the path");
        assertThat(store).doesNotExist();
    }

    @Test
    void a_folder() {
        assertThat(complaint(1, folder)).contains("is a folder; name a file in it");
    }

    @Test
    void a_file_that_cannot_be_read_twice() {
        assertThat(complaint(1, "/dev/null")).contains("not a regular file", "save it to a file first");
    }

    @Test
    void an_empty_file() throws Exception {
        assertThat(complaint(1, Rows.text(folder.resolve("empty.csv"), ""))).contains("is empty");
    }

    @Test
    void a_json_array() throws Exception {
        assertThat(complaint(1, Rows.text(folder.resolve("rows.json"), "[\n{\"a\":1}\n]\n")))
                .contains("jq -c '.[]'");
    }

    @Test
    void an_unclosed_quote() throws Exception {
        Path file = Rows.text(folder.resolve("rows.csv"), "a,b\n1,\"2\n3,4\n");
        assertThat(complaint(1, file)).contains("rows.csv, line 2 opens a quote (\") that is not closed", "repair it");
    }

    @Test
    void invalid_json() throws Exception {
        Path file = Rows.text(folder.resolve("rows.jsonl"), "{\"a\":1}\n{\"a\":oops}\n");
        assertThat(complaint(1, file)).contains("rows.jsonl, line 2 is not valid JSON at column", "oops");
    }

    @Test
    void of_several_broken_rows_the_first_whoever_was_faster() throws Exception {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int line = 2; line <= 2_000; line++) {
            text.append(line > 500 && line % 10 == 0 ? "broken\n" : "1,2\n");
        }
        Path file = Rows.text(folder.resolve("rows.csv"), text.toString());
        for (int i = 0; i < 5; i++) {
            assertThat(complaint(1, file, "--batch", 5, "--threads", 8, "--start-over"))
                    .contains("line 510 has 1 fields");
        }
    }

    @Test
    void skipped_rows_are_counted_and_the_first_ten_listed() throws Exception {
        Path file = Rows.text(folder.resolve("rows.csv"), "a,b\n1,2\n" + "broken\n".repeat(1_234));
        ImporterRun run = ImporterRun.of(store, file, "--skip-broken", "--batch", 100);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("1,234 broken rows were left out", "  line 3 has 1 fields", "  line 12 has 1 fields")
                .doesNotContain("line 13 ");
    }

    @Test
    void an_unknown_column_before_anything_is_stored() throws Exception {
        Path file = Rows.csv(folder.resolve("rows.csv"), 10);
        assertThat(complaint(1, file, "--top", "town"))
                .contains("there is no column \"town\"", "the columns are id, name, note");
        assertThat(store).doesNotExist();
    }

    @Test
    void a_store_that_is_another_applications() throws Exception {
        try (Store other = Store.open(store)) {
            other.execute("create table theirs(id integer)");
        }
        assertThat(complaint(1, Rows.csv(folder.resolve("rows.csv"), 10), "--start-over"))
                .contains("belongs to another application");
        assertThat(ImporterRun.query(store, "select name from sqlite_schema where name not like 'sqlite_stat%'"))
                .containsExactly("theirs");
    }

    @Test
    void a_store_whose_folder_is_a_file() throws Exception {
        Path file = Rows.csv(folder.resolve("rows.csv"), 10);
        store = file.resolve("import.db");
        assertThat(complaint(1, file)).contains("rows.csv is not a folder; move it away, or give another path");
    }

    @Test
    void a_file_that_is_written_while_it_is_read() throws Exception {
        byte[] first = LineReaderTest.bytes("a,b\n1,2\n3,4\n");
        byte[] then = LineReaderTest.bytes("a,b\n1,2\n3,4\n5,6\n");
        int[] openings = new int[1];
        Source changing =
                new Source("log.csv", "log", () -> new ByteArrayInputStream(openings[0]++ < 3 ? first : then));
        assertThatThrownBy(() -> importing(changing)).hasMessageContaining("log.csv was changed while it was read");
    }

    @Test
    void a_wrong_command_line() {
        assertThat(complaint(2, "--threads", 65)).contains("--threads must be 1 to 64, but is 65; --help lists");
        assertThat(complaint(2, "--batch", 0)).contains("--batch must be 1 to 100,000 rows, but is 0");
        assertThat(complaint(2, "--delimiter", "ab")).contains("--delimiter must be one character");
        assertThat(complaint(2, "--thread", 3)).contains("Unknown option");
    }

    private String complaint(int exitCode, Object... args) {
        ImporterRun run = ImporterRun.of(store, args);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.err()).startsWith("error: ").hasLineCount(1).doesNotContain("Exception", "\tat ");
        return run.err();
    }

    private void importing(Source source) {
        ImportOptions options =
                new ImportOptions(store, 1, 10, Optional.empty(), false, false, false, Optional.empty());
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        new Import(source, options, new Screen(nowhere, nowhere, false)).run();
    }
}
