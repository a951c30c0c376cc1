package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a store is read: one statement alone, several on one view, and from within each other. */
public abstract class ReadingContract extends StoreContract {
    protected ReadingContract(Opener opener) {
        super(opener);
    }

    @Override
    protected void configure(StoreConfig.Builder builder) {
        builder.readers(2);
    }

    @BeforeEach
    void addThreeNotes() {
        store.execute("insert into note(text) values ('a'), ('b'), ('c')");
    }

    @Test
    void query_maps_all_rows_in_their_order() {
        assertThat(store.query("select text from note order by id desc", row -> row.getString(1)))
                .containsExactly("c", "b", "a");
    }

    @Test
    void query_returns_a_list_of_the_callers_own() {
        List<String> list = store.query("select text from note where 0", row -> row.getString(1));
        list.add("mine");
        assertThat(store.query("select text from note where 0", row -> row.getString(1)))
                .isEmpty();
    }

    @Test
    void query_may_map_to_null() {
        assertThat(store.query("select null", row -> row.getString(1))).containsExactly((String) null);
    }

    @Test
    void query_first_returns_the_first_row() {
        assertThat(store.queryFirst("select text from note order by id", row -> row.getString(1)))
                .contains("a");
    }

    @Test
    void query_first_is_empty_without_a_row_and_with_a_null() {
        assertThat(store.queryFirst("select text from note where id = 99", row -> row.getString(1)))
                .isEmpty();
        assertThat(store.queryFirst("select null", row -> row.getString(1))).isEmpty();
    }

    @Test
    void query_first_reads_no_further_row() {
        List<String> mapped = new ArrayList<>();
        store.queryFirst("select text from note", row -> {
            mapped.add(row.getString(1));
            return row.getString(1);
        });
        assertThat(mapped).hasSize(1);
    }

    @Test
    void a_query_sees_what_was_written_before_it() {
        for (int i = 0; i < 50; i++) {
            store.execute("insert into note(text) values (?)", i);
            assertThat(count()).isEqualTo(4L + i);
        }
    }

    @Test
    void a_read_sees_one_unchanging_view() {
        store.useRead(snapshot -> {
            assertThat(count(snapshot)).isEqualTo(3);
            Background.run("writes meanwhile", () -> store.execute("delete from note"))
                    .result();
            assertThat(count(snapshot)).isEqualTo(3);
        });
        assertThat(count()).isZero();
    }

    @Test
    void a_query_inside_a_read_sees_its_view() {
        store.useRead(snapshot -> {
            assertThat(count(snapshot)).isEqualTo(3);
            Background.run("writes meanwhile", () -> store.execute("delete from note"))
                    .result();
            assertThat(count()).isEqualTo(3);
            assertThat(store.queryFirst("select text from note", row -> row.getString(1)))
                    .isPresent();
        });
    }

    @Test
    void a_read_inside_a_read_joins_its_view() {
        store.useRead(outer -> {
            assertThat(count(outer)).isEqualTo(3);
            Background.run("writes meanwhile", () -> store.execute("delete from note"))
                    .result();
            store.useRead(inner -> assertThat(count(inner)).isEqualTo(3));
            assertThat(count(outer)).isEqualTo(3);
        });
    }

    @Test
    void a_read_inside_a_write_sees_what_the_write_has_done() {
        store.useWrite(tx -> {
            tx.execute("delete from note");
            assertThat(count()).isZero();
            store.useRead(snapshot -> assertThat(count(snapshot)).isZero());
        });
    }

    @Test
    void a_write_inside_a_read_does_not_change_the_view() {
        store.useRead(snapshot -> {
            assertThat(count(snapshot)).isEqualTo(3);
            store.execute("delete from note");
            assertThat(count(snapshot)).isEqualTo(3);
        });
        assertThat(count()).isZero();
    }

    @Test
    void a_read_does_not_see_what_is_not_yet_committed() {
        Signal written = new Signal("written, not committed");
        Signal seen = new Signal("looked");
        Background<Void> writer = Background.run(
                "writer",
                () -> store.useWrite(tx -> {
                    tx.execute("delete from note");
                    written.give();
                    seen.await();
                }));
        written.await();
        assertThat(count()).isEqualTo(3);
        seen.give();
        writer.result();
        assertThat(count()).isZero();
    }

    @Test
    void a_checked_exception_passes_through_a_read_unchanged() {
        IOException mine = new IOException("mine");
        assertThatThrownBy(() -> store.useRead(snapshot -> {
                    count(snapshot);
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void a_mapper_that_throws_harms_nobody() {
        for (int i = 0; i < 10; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> store.query("select text from note", row -> {
                        throw new IllegalStateException("mine");
                    }));
        }
        assertThat(notes()).hasSize(3);
    }

    @Test
    void a_mapper_may_run_the_same_statement_again() {
        List<Long> depths = store.read(snapshot -> countDown(snapshot, 5));
        assertThat(depths).containsExactly(5L, 4L, 3L, 2L, 1L, 0L);
    }

    private static List<Long> countDown(Snapshot snapshot, long from) {
        List<Long> result = new ArrayList<>();
        snapshot.query(
                "select ?",
                row -> {
                    result.add(row.getLong(1));
                    if (from > 0) {
                        result.addAll(countDown(snapshot, from - 1));
                    }
                    return row.getLong(1);
                },
                from);
        return result;
    }

    @Test
    void a_query_inside_the_mapper_of_a_query_works() {
        List<String> pairs = store.query(
                "select id, text from note order by id",
                row -> row.getString(2)
                        + store.queryFirst("select text from note where id = ?", it -> it.getString(1), row.getLong(1))
                                .orElseThrow());
        assertThat(pairs).containsExactly("aa", "bb", "cc");
    }

    @Test
    void a_reader_cannot_write() {
        assertThatThrownBy(() -> store.query("insert into note(text) values ('x') returning id", row -> row.getLong(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("write");
        assertThatThrownBy(() -> store.useRead(
                        snapshot -> snapshot.query("delete from note returning id", row -> row.getLong(1))))
                .isInstanceOf(StoreException.class);
        assertThat(notes()).hasSize(3);
    }

    @Test
    void a_statement_without_rows_is_refused_by_query() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.useWrite(tx -> tx.query("delete from note", row -> row.getLong(1))))
                .withMessageContaining("execute");
    }

    @Test
    void a_wrong_statement_names_file_and_text() {
        assertThatThrownBy(() -> store.query("select x from nowhere", row -> row.getLong(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("app.db")
                .hasMessageContaining("select x from nowhere")
                .hasMessageContaining("no such table");
    }

    @Test
    void a_snapshot_cannot_be_used_after_its_read() {
        Snapshot[] kept = new Snapshot[1];
        store.useRead(snapshot -> kept[0] = snapshot);
        assertThatIllegalStateException()
                .isThrownBy(() -> kept[0].query("select 1", row -> row.getLong(1)))
                .withMessageContaining("ended");
        assertThatIllegalStateException().isThrownBy(() -> kept[0].queryFirst("select 1", row -> row.getLong(1)));
        assertThatIllegalStateException().isThrownBy(() -> kept[0].connection());
    }

    @Test
    void a_snapshot_may_be_used_by_another_thread_while_its_read_lasts() {
        store.useRead(snapshot -> {
            assertThat(count(snapshot)).isEqualTo(3);
            store.execute("delete from note");
            assertThat(Background.call("helps", () -> count(snapshot)).result()).isEqualTo(3);
        });
    }

    @Test
    void select_star_shows_a_column_that_another_program_has_added() {
        String sql = "select * from note where id = 1";
        assertThat(columns(sql)).isEqualTo(2);
        Foreigner foreigner = foreigner();
        foreigner.execute("alter table note add column mood text default 'good'");
        for (int i = 0; i < 4; i++) {
            assertThat(columns(sql)).isEqualTo(3);
        }
        assertThat(store.<Integer, RuntimeException>read(
                        snapshot -> snapshot.query(sql, row -> row.getMetaData().getColumnCount())
                                .get(0)))
                .isEqualTo(3);
        assertThat(store.<Integer, RuntimeException>write(tx ->
                        tx.query(sql, row -> row.getMetaData().getColumnCount()).get(0)))
                .isEqualTo(3);
    }

    private int columns(String sql) {
        return store.queryFirst(sql, row -> row.getMetaData().getColumnCount()).orElseThrow();
    }

    @Test
    void more_different_statements_than_are_kept_all_work() {
        store.useRead(snapshot -> {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 600; i++) {
                    assertThat(snapshot.queryFirst("select " + i, row -> row.getInt(1)))
                            .contains(i);
                }
            }
        });
    }

    @Test
    void a_statement_survives_that_its_mapper_runs_more_statements_than_are_kept() {
        List<String> texts = store.<List<String>, RuntimeException>read(snapshot ->
                snapshot.query("select text from note order by id", row -> {
                    String text = row.getString(1);
                    for (int i = 0; i < 300; i++) {
                        snapshot.queryFirst("select '" + text + i + "'", it -> it.getString(1));
                    }
                    return text;
                }));
        assertThat(texts).containsExactly("a", "b", "c");
        assertThat(notes()).hasSize(3);
    }

    @Test
    void reads_run_beside_each_other_and_the_next_waits_for_a_reader() {
        Signal end = new Signal("the reads may end");
        List<Background<Long>> reads = IntStream.range(0, 2)
                .mapToObj(i -> Background.call(
                        "reader " + i,
                        () -> store.<Long, RuntimeException>read(snapshot -> {
                            long count = count(snapshot);
                            end.await();
                            return count;
                        })))
                .toList();
        Eventually.until("both readers are in use", () -> store.stats().readersActive() == 2);
        Background<Long> third = Background.call("third", this::count);
        end.give();
        reads.forEach(it -> assertThat(it.result()).isEqualTo(3));
        assertThat(third.result()).isEqualTo(3);
    }

    private long count() {
        return store.queryFirst("select count(*) from note", row -> row.getLong(1))
                .orElseThrow();
    }

    private static long count(Snapshot snapshot) {
        return snapshot.queryFirst("select count(*) from note", row -> row.getLong(1))
                .orElseThrow();
    }
}
