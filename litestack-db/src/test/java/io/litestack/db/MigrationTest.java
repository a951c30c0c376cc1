package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.litestack.core.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {
    private static final Migration FIRST = Migration.of("V1__create_pen.sql", """
            -- The pens.
            create table pen(id integer primary key, colour text not null);
            insert into pen(colour) values ('red; green');
            create trigger pen_upper after insert on pen begin
              update pen set colour = upper(colour) where id = new.id;
            end;
            """);
    private static final Migration SECOND = Migration.of("V2__add_nib.sql", "alter table pen add column nib text");

    @TempDir
    Path folder;

    private final Store store = Store.temporary();
    private Database db;

    @BeforeEach
    void open() {
        db = Database.over(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Long> versions() {
        return db.query("select version from litestack_migration order by version", Long.class);
    }

    private ThrowableAssertAlternative<MigrationException> refused(Migration... migrations) {
        return assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> db.migrate(Migrations.of(migrations)));
    }

    private static Migration third(String sql) {
        return new Migration(3, "third", sql);
    }

    @Test
    void each_is_applied_once_in_the_order_of_the_versions() {
        assertThat(db.migrate(Migrations.of(SECOND, FIRST))).containsExactly(FIRST, SECOND);
        assertThat(db.migrate(Migrations.of(FIRST, SECOND))).isEmpty();
        Migration third = third("insert into pen(colour, nib) values ('blue', 'fine')");
        assertThat(db.migrate(Migrations.of(FIRST, SECOND, third))).containsExactly(third);
        assertThat(db.query("select colour from pen order by id", String.class)).containsExactly("red; green", "BLUE");
        assertThat(versions()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void no_migrations_make_no_tables() {
        assertThat(db.migrate(Migrations.none())).isEmpty();
        assertThat(db.query("select name from sqlite_schema", String.class)).isEmpty();
    }

    @Test
    void a_failing_statement_is_named_with_its_file_and_line_and_nothing_of_the_file_stays() {
        Migration broken = third("create table ink(id integer);\n\n-- why\ninsert into pen(color)\n values (1);");
        refused(FIRST, SECOND, broken)
                .withMessageContaining("V3__third.sql, line 4")
                .withMessageContaining("insert into pen(color) values (1)")
                .withMessageContaining("no column named color")
                .withMessageContaining(store.config().path().toString());
        assertThat(versions()).containsExactly(1L, 2L);
        assertThat(db.query("select name from sqlite_schema where name = 'ink'", String.class))
                .isEmpty();
        db.migrate(Migrations.of(FIRST, SECOND, third("create table ink(id integer)")));
        assertThat(versions()).containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @CsvSource({
        "begin, one transaction already",
        "commit, one transaction already",
        "rollback, one transaction already",
        "vacuum, snapshot",
        "attach 'x' as y, its own file",
        "pragma foreign_keys = off, checked at its end",
        "pragma journal_mode = delete, configuration"
    })
    void what_cannot_be_in_a_transaction_is_refused_with_a_remedy(String sql, String remedy) {
        refused(FIRST, new Migration(2, "odd", "create table ink(id integer);\n" + sql + ";"))
                .withMessageContaining("V2__odd.sql, line 2")
                .withMessageContaining(remedy);
        assertThat(versions()).containsExactly(1L);
    }

    @Test
    void a_gap_two_of_one_version_and_a_late_one_are_refused_before_anything_is_changed() {
        refused(FIRST, third("select 1"))
                .withMessageContaining("V3__third.sql")
                .withMessageContaining("version 2 is missing");
        refused(FIRST, new Migration(1, "other", "select 1"))
                .withMessageContaining("V1__create_pen.sql and V1__other.sql");
        assertThat(db.query("select name from sqlite_schema", String.class)).isEmpty();

        Migration early = new Migration(2026_01_01, "early", "select 1");
        Migration late = new Migration(2026_02_01, "late", "select 1");
        Migration between = new Migration(2026_01_15, "between", "select 1");
        db.migrate(Migrations.of(FIRST, early, late));
        refused(FIRST, early, between, late)
                .withMessageContaining("V20260115__between.sql is new")
                .withMessageContaining("above 20260201");
        assertThat(versions()).containsExactly(1L, 2026_01_01L, 2026_02_01L);
    }

    @Test
    void one_that_was_applied_must_stay_as_it_was() {
        db.migrate(Migrations.of(FIRST, SECOND));
        refused(FIRST, new Migration(2, "add_nib", SECOND.sql() + " "))
                .withMessageContaining("V2__add_nib.sql has been changed");
        refused(new Migration(1, "create_pen", "select 1"), SECOND).withMessageContaining("V1__create_pen.sql");
        assertThat(db.migrate(
                        Migrations.of(new Migration(1, "create_pen", FIRST.sql().replace("\n", "\r\n")), SECOND)))
                .isEmpty();
    }

    @Test
    void a_file_of_a_newer_release_and_a_migration_that_vanished_are_refused() {
        Migration date = new Migration(2026_01_01, "date", "select 1");
        db.migrate(Migrations.of(FIRST, SECOND, date));
        refused(FIRST, SECOND)
                .withMessageContaining("newer release")
                .withMessageContaining("V20260101__date.sql")
                .withMessageContaining("up to version 2");
        refused(FIRST, date)
                .withMessageContaining("V2__add_nib.sql was applied")
                .withMessageContaining("put the file back");
    }

    @Test
    void a_table_that_others_refer_to_is_made_anew_without_losing_their_rows() {
        db.migrate(Migrations.of(FIRST, new Migration(2, "box", """
                create table box(id integer primary key, pen integer not null references pen on delete cascade);
                insert into box values (7, 1);
                """)));
        db.migrate(Migrations.of(FIRST, new Migration(2, "box", """
                create table box(id integer primary key, pen integer not null references pen on delete cascade);
                insert into box values (7, 1);
                """), third("""
                create table pen_new(id integer primary key, colour text not null, price integer not null default 0);
                insert into pen_new(id, colour) select id, colour from pen;
                drop table pen;
                alter table pen_new rename to pen;
                """)));
        assertThat(db.query("select price from pen join box on box.pen = pen.id", Integer.class))
                .containsExactly(0);
        db.execute("delete from pen");
        assertThat(db.query("select id from box", Integer.class)).isEmpty();
    }

    @Test
    void one_after_which_a_row_refers_to_nothing_is_refused_with_that_row() {
        refused(FIRST, new Migration(2, "box", """
                        create table box(id integer primary key, pen integer references pen);
                        insert into box values (7, 99);
                        """))
                .withMessageContaining("V2__box.sql")
                .withMessageContaining("row 7 of box refers to pen");
        assertThat(versions()).containsExactly(1L);
        assertThat(db.query("select name from sqlite_schema where name = 'box'", String.class))
                .isEmpty();
    }

    @Test
    void files_of_a_folder_are_read_and_what_is_no_sql_is_left_alone() throws Exception {
        write("V0001__create_pen.sql", "\uFEFF" + FIRST.sql());
        write("README.md", "not sql");
        Files.createDirectory(folder.resolve("V9__folder.sql"));
        assertThat(db.migrate(Migrations.fromFolder(folder))).containsExactly(FIRST);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> db.migrate(Migrations.fromFolder(folder.resolve("none"))))
                .withMessageContaining("there is no folder " + folder.resolve("none"));
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"V1_a.sql", "1__a.sql", "V1__.sql", "V0__a.sql", "V1.1__a.sql", "V__a.sql", "a.sql", "a.SQL"})
    void a_name_of_another_form_is_refused_and_not_passed_over(String name) throws Exception {
        write(name, "select 1");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> db.migrate(Migrations.fromFolder(folder)))
                .withMessageContaining('"' + name + '"')
                .withMessageContaining("V1__create_users.sql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1__a.sql", "V1__a.SQL", "v1__a.Sql"})
    void a_name_in_another_case_is_refused_with_the_right_one(String name) throws Exception {
        write(name, "select 1");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> db.migrate(Migrations.fromFolder(folder)))
                .withMessageContaining('"' + name + "\" is not the name of a migration; name it V1__a.sql, or")
                .withMessageContaining(folder.resolve(name).toString());
    }

    @Test
    void folders_within_count_and_hidden_files_do_not() throws Exception {
        write("._V1__create_pen.sql", "\0\5\26\7");
        write(".V2__add_nib.sql.sql", "no");
        Files.createDirectory(folder.resolve(".git"));
        write(".git/V3__x.sql", "no");
        Files.createDirectory(folder.resolve("2026"));
        write("2026/V2__add_nib.sql", SECOND.sql());
        write("V1__create_pen.sql", FIRST.sql());
        assertThat(db.migrate(Migrations.fromFolder(folder))).containsExactly(FIRST, SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "-- to be written\n", "/* later */ ;"})
    void one_without_a_statement_is_refused_before_anything_is_changed(String sql) {
        refused(FIRST, new Migration(2, "later", sql))
                .withMessageContaining("V2__later.sql holds no statement; write one");
        assertThat(db.query("select name from sqlite_schema", String.class)).isEmpty();
    }

    @Test
    void a_failing_statement_and_its_file_are_printed_once() {
        refused(FIRST, new Migration(2, "broken", "insert into pen(color) values (17)"))
                .withMessageMatching("(?s)(?!.*values \\(17\\).*values \\(17\\)).*values \\(17\\).*")
                .withMessageMatching("(?s)(?!.*\\Q" + store.config().path() + "\\E.*\\Q"
                        + store.config().path() + "\\E).*");
    }

    @Test
    void a_file_that_something_else_made_begins_at_the_baseline() {
        db.execute("create table pen(id integer primary key, colour text not null)");
        refused(FIRST, SECOND)
                .withMessageContaining("table pen already exists")
                .withMessageContaining("the key baseline of db, or DatabaseConfig.baseline");
        assertThat(migrateFrom(1)).containsExactly(SECOND);
        assertThat(migrateFrom(1)).isEmpty();
        assertThat(versions()).containsExactly(1L, 2L);
        assertThat(db.migrate(Migrations.of(FIRST, SECOND))).isEmpty();
    }

    @Test
    void a_new_file_gets_all_migrations_whatever_the_baseline() {
        assertThat(migrateFrom(2)).containsExactly(FIRST, SECOND);
    }

    @Test
    void a_baseline_that_no_migration_has_is_refused() {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> migrateFrom(7))
                .withMessageContaining("the baseline is 7, but no migration has that version; there are 1 to 2");
    }

    private List<Migration> migrateFrom(long baseline) {
        DatabaseConfig config = DatabaseConfig.builder(store.config())
                .migrations(Migrations.none())
                .baseline(baseline)
                .build();
        try (Database same = Database.open(config)) {
            return same.migrate(Migrations.of(FIRST, SECOND));
        }
    }

    @Test
    void an_edited_one_says_what_to_do_in_development() {
        db.migrate(Migrations.of(FIRST, SECOND));
        refused(FIRST, new Migration(2, "add_nib", SECOND.sql() + " default 'x'"))
                .withMessageContaining("put the change into a new migration")
                .withMessageContaining("In development")
                .withMessageContaining("docs/database.md");
    }

    @Test
    void an_edited_one_can_be_forgotten_or_accepted_as_the_documentation_says() throws Exception {
        db.migrate(Migrations.of(FIRST, SECOND));
        Migration edited = new Migration(2, "add_nib", "-- The nib.\r\n" + SECOND.sql());
        write("V2__add_nib.sql", edited.sql().replace("\r\n", "\n"));
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve("V2__add_nib.sql")));
        db.execute(
                "update litestack_migration set checksum = substr(?, 1, 32) where version = 2",
                HexFormat.of().formatHex(digest));
        assertThat(db.migrate(Migrations.of(FIRST, edited))).isEmpty();
        db.execute("alter table pen drop column nib");
        db.execute("delete from litestack_migration where version >= 2");
        assertThat(db.migrate(Migrations.of(FIRST, SECOND))).containsExactly(SECOND);
    }

    @Test
    void a_file_that_is_not_utf_8_is_refused() throws Exception {
        Files.write(folder.resolve("V1__a.sql"), "-- ä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> db.migrate(Migrations.fromFolder(folder)))
                .withMessageContaining("V1__a.sql is not UTF-8");
    }

    @Test
    void the_folder_of_the_class_path_is_found_and_a_missing_one_is_an_error() {
        assertThat(db.migrate(Migrations.fromClassPath("/migrations-of-tests/")))
                .extracting(Migration::fileName)
                .containsExactly("V1__create_cup.sql", "V2__add_handle.sql");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> db.migrate(Migrations.fromClassPath("no/such/folder")))
                .withMessageContaining("no folder no/such/folder");
        assertThat(Migrations.standard().load()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Migrations.fromClassPath("/"));
    }

    @Test
    void many_migrations_with_many_statements_are_applied() {
        Migration[] many = new Migration[200];
        Arrays.setAll(
                many,
                i -> new Migration(
                        i + 1, "t" + i, "create table t" + i + "(n integer); insert into t" + i + " values (1);"));
        assertThat(db.migrate(Migrations.of(many))).hasSize(200);
        assertThat(versions()).hasSize(200);
    }
}
