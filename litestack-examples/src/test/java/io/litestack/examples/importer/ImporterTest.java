package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {
    @TempDir
    Path folder;

    private Path store;

    @BeforeEach
    void name_the_store() {
        store = folder.resolve("import.db");
    }

    @Test
    void without_a_file_it_imports_the_one_that_is_shipped() {
        ImporterRun run = ImporterRun.of(store);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Imported 42,049 rows in ", " rows/s, in 43 batches on 4 threads.")
                .contains("commits and flushed the disk", "commits a flush", "write-ahead log")
                .containsPattern("Most frequent in \"state\":\n  TX     2,670   6\\.3 %  [█#]{30}\n");
        assertThat(ImporterRun.query(store, "select * from imported where zip_code = '00501'"))
                .containsExactly("2|00501|40.922326|-72.637078|Holtsville|NY|Suffolk");
    }

    @Test
    void a_second_run_says_that_everything_is_there_and_prints_the_summary_again() {
        ImporterRun.of(store);
        ImporterRun second = ImporterRun.of(store, "--top", "county");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out())
                .contains("Everything of us-zipcodes.csv.gz is there already; --start-over would import it anew.")
                .contains("holds 42,049 rows", "  Los Angeles ")
                .doesNotContain("Imported");
    }

    @Test
    void starting_over_replaces_what_was_there() throws Exception {
        Path old = Rows.csv(folder.resolve("old.csv"), 10);
        Path other = Rows.csv(folder.resolve("new.csv"), 20);
        ImporterRun.of(store, old);
        assertThat(ImporterRun.of(store, other, "--start-over").out()).contains("Imported 20 rows");
        assertThat(ImporterRun.query(store, "select count(*), min(_line), max(_line) from imported"))
                .containsExactly("20|2|23");
    }

    @Test
    void each_batch_is_acknowledged_on_demand() throws Exception {
        Path file = Rows.csv(folder.resolve("rows.csv"), 25);
        assertThat(ImporterRun.of(store, file, "--batch", 10, "--acknowledge")
                        .out()
                        .lines())
                .contains(
                        "acknowledged batch 1 (rows 1-10)",
                        "acknowledged batch 2 (rows 11-20)",
                        "acknowledged batch 3 (rows 21-25)");
    }

    @Test
    void hostile_column_names_are_stored_as_they_are() throws Exception {
        Path file = Rows.text(
                folder.resolve("hostile.csv"),
                "\"a\"\"; drop table imported; --\",a;b,A;B,\"\",_line,*,?,\"--\n/*\"\n1,2,3,4,5,6,7,8\n");
        ImporterRun run = ImporterRun.of(store, file);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ImporterRun.query(store, "select * from imported")).containsExactly("3|1|2|3|4|5|6|7|8");
        assertThat(ImporterRun.query(store, "select column_name from import_column order by position"))
                .containsExactly(
                        "a\"; drop table imported; --", "a;b", "A;B_2", "column_4", "_line_2", "*", "?", "-- /*");
    }

    @Test
    void as_many_columns_as_a_table_takes_are_imported() throws Exception {
        String header = "c,".repeat(1_998) + "c\n";
        String row = "v,".repeat(1_998) + "last\n";
        ImporterRun run = ImporterRun.of(store, Rows.text(folder.resolve("wide.csv"), header + row.repeat(3)));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ImporterRun.query(store, "select _line, c, c_1999 from imported"))
                .containsExactly("2|v|last", "3|v|last", "4|v|last");
    }

    @Test
    void json_lines_get_a_column_for_each_key_whenever_it_comes() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 500; i++) {
            lines.append("{\"id\":%d,\"key%d\":%d,\"Key%d\":null}\n".formatted(i, i / 10, i, i / 10));
        }
        Path file = Rows.text(folder.resolve("rows.jsonl"), lines.toString());
        ImporterRun run = ImporterRun.of(store, file, "--batch", 7);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ImporterRun.query(store, "select id, key42, typeof(key42) from imported where key42 is not null"))
                .hasSize(10)
                .startsWith("420|420|integer")
                .endsWith("429|429|integer");
        assertThat(ImporterRun.query(store, "select count(*) from import_column"))
                .containsExactly("103");
    }

    @Test
    void a_key_that_sqlite_has_for_itself_gets_a_number() throws Exception {
        Path file = Rows.text(folder.resolve("rows.jsonl"), "{\"a\":1}\n{\"oid\":2,\"ROWID\":3,\"_rowid_\":4}\n");
        ImporterRun run = ImporterRun.of(store, file);
        assertThat(run.err()).isEmpty();
        assertThat(ImporterRun.query(store, "select a, oid_2, ROWID_2, _rowid__2 from imported order by _line"))
                .containsExactly("1|null|null|null", "null|2|3|4");
    }

    @Test
    void a_name_that_no_store_can_have_is_changed() throws Exception {
        Path file = Rows.csv(folder.resolve("100%?#.csv"), 1);
        assertThat(Source.file(file).stem()).isEqualTo("100___");
    }

    @Test
    void a_file_with_a_header_only_gives_an_empty_table() throws Exception {
        ImporterRun run = ImporterRun.of(store, Rows.text(folder.resolve("header.csv"), "a,b"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Imported 0 rows");
        assertThat(ImporterRun.query(store, "select * from imported")).isEmpty();
    }
}
