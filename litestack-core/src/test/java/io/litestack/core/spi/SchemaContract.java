package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.litestack.core.Store;
import io.litestack.core.StoreContract;
import io.litestack.core.StoreException;
import io.litestack.core.testkit.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A component's tables are brought to their newest version once, as a whole, whoever else does the same. */
public abstract class SchemaContract extends StoreContract {
    private static final String FIRST = """
            -- The pens; each is counted.
            create table pen(id integer primary key, colour text not null) strict;
            create table pen_count(n integer not null) strict;
            insert into pen_count values (0);
            create trigger pen_counted after insert on pen begin
              update pen_count set n = n + 1;
            end;
            """;
    private static final String SECOND = "alter table pen add column nib text not null default 'fine';";

    protected SchemaContract(Opener opener) {
        super(opener);
    }

    private void install(String... scripts) {
        install(store, scripts);
    }

    private static void install(Store store, String... scripts) {
        StoreInternals.of(store).install(new Schema("pen", List.of(scripts)));
    }

    @Test
    void the_scripts_are_applied_in_their_order_and_once() {
        install(FIRST);
        store.execute("insert into pen(colour) values ('red')");
        install(FIRST);
        install(FIRST, SECOND);
        install(FIRST, SECOND);
        assertThat(store.query("select colour || nib || n from pen, pen_count", row -> row.getString(1)))
                .containsExactly("redfine1");
    }

    @Test
    void a_new_file_gets_all_versions_at_once() {
        install(FIRST, SECOND);
        store.execute("insert into pen(colour) values ('red')");
        assertThat(store.query("select nib from pen", row -> row.getString(1))).containsExactly("fine");
    }

    @Test
    void components_do_not_know_each_other() {
        install(FIRST);
        StoreInternals.of(store).install(new Schema("ink", List.of("create table ink(id integer primary key)")));
        install(FIRST, SECOND);
        StoreInternals.of(store).install(new Schema("nothing", List.of()));
        assertThat(store.query("select * from ink", row -> row.getLong(1))).isEmpty();
    }

    @Test
    void a_script_that_is_not_the_one_that_was_applied_is_refused() {
        install(FIRST);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> install(FIRST + " ", SECOND))
                .withMessageContaining("version 1 of component pen")
                .withMessageContaining("app.db");
        assertThat(store.query("select name from pragma_table_info('pen')", row -> row.getString(1)))
                .containsExactly("id", "colour");
    }

    @Test
    void the_line_ends_of_a_checkout_do_not_make_it_another() {
        install(FIRST);
        install(FIRST.replace("\n", "\r\n"), SECOND);
    }

    @Test
    void a_file_of_a_newer_release_is_refused_with_both_versions() {
        install(FIRST, SECOND);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> install(FIRST))
                .withMessageContaining("newer release")
                .withMessageContaining("component pen is at version 2")
                .withMessageContaining("knows up to 1");
    }

    @Test
    void a_statement_that_fails_leaves_nothing_of_all_versions_and_is_named_with_its_line() {
        String broken = "create table a(x);\n\ncreate table b(x);\n  create table a(x);";
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> install(FIRST, broken))
                    .withMessageContaining("version 2 of component pen")
                    .withMessageContaining("line 4")
                    .withMessageContaining("already exists")
                    .withMessageContaining("nothing was changed");
            assertThat(store.query(
                            "select name from sqlite_schema where name not like 'sqlite%'", row -> row.getString(1)))
                    .containsExactly("note");
        }
        install(FIRST, SECOND);
        assertThat(store.query("select * from pen", row -> row.getLong(1))).isEmpty();
    }

    @Test
    void a_script_with_more_statements_than_are_kept_works() {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            script.append("create table t")
                    .append(i)
                    .append("(x); insert into t")
                    .append(i)
                    .append(" values (1);\n");
        }
        install(script.toString());
        assertThat(store.queryFirst("select x from t399", row -> row.getInt(1))).contains(1);
        store.execute("insert into note(text) values ('a')");
    }

    @Test
    void a_script_may_hold_statements_that_return_rows() {
        install("create table t(x); insert into t values (1) returning x; pragma user_version = 7; select * from t;");
        store.execute("insert into note(text) values ('a')");
        assertThat(foreigner().number("pragma wal_checkpoint(truncate)")).isZero();
        assertThat(foreigner().number("pragma user_version")).isEqualTo(7);
    }

    @Test
    void many_threads_that_install_at_the_same_time_do_it_once() {
        CyclicBarrier start = new CyclicBarrier(8);
        List<Background<Void>> threads = new ArrayList<>(IntStream.range(0, 8)
                .mapToObj(i -> Background.run("installer " + i, () -> {
                    start.await();
                    install(FIRST, SECOND);
                }))
                .toList());
        threads.forEach(Background::result);
        store.execute("insert into pen(colour) values ('red')");
        assertThat(store.queryFirst("select n from pen_count", row -> row.getInt(1)))
                .contains(1);
    }

    @Test
    void scripts_are_read_from_the_resources_beside_a_class() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schema.load("pen", SchemaContract.class, "V001__none.sql"))
                .withMessageContaining("schema/V001__none.sql");
        Schema schema = Schema.load("pen", SchemaContract.class, "V001__pens.sql");
        StoreInternals.of(store).install(schema);
        store.execute("insert into pen(colour) values ('grün')");
        assertThat(store.query("select colour from pen", row -> row.getString(1)))
                .containsExactly("grün");
    }
}
