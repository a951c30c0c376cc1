package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Background;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a write stores, what it returns, and what becomes of it when it throws. */
public abstract class WritingContract extends StoreContract {
    protected WritingContract(Opener opener) {
        super(opener);
    }

    @Test
    void a_write_returns_the_value_of_its_work() {
        assertThat(store.<String, RuntimeException>write(tx -> "value")).isEqualTo("value");
        assertThat(store.<String, RuntimeException>write(tx -> null)).isNull();
    }

    @Test
    void a_write_is_stored_as_a_whole() {
        store.useWrite(tx -> {
            addNote(tx, "a");
            addNote(tx, "b");
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void a_write_that_throws_stores_nothing_and_passes_the_exception_on_unchanged() {
        for (Throwable mine : List.of(new IOException("mine"), new IllegalStateException("mine"), new Error("mine"))) {
            assertThatThrownBy(() -> store.useWrite(tx -> {
                        addNote(tx, "a");
                        throwIt(mine);
                    }))
                    .isSameAs(mine);
            assertThat(mine.getSuppressed()).isEmpty();
        }
        assertThat(notes()).isEmpty();
        assertThat(listener.rollbacks).hasSize(3);
    }

    @Test
    void a_failed_statement_that_the_work_swallows_leaves_the_rest_as_it_is() {
        store.useWrite(tx -> {
            addNote(tx, "a");
            assertThatThrownBy(() -> tx.execute("insert into note(id, text) values (1, 'again')"))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(1555));
            addNote(tx, "b");
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void execute_counts_the_rows_it_changed() {
        store.useWrite(tx -> {
            assertThat(tx.execute("insert into note(text) values ('a'), ('b'), ('c')"))
                    .isEqualTo(3);
            assertThat(tx.execute("update note set text = 'x' where id > 1")).isEqualTo(2);
            assertThat(tx.execute("update note set text = 'x' where id > 9")).isZero();
            assertThat(tx.execute("replace into note(id, text) values (1, 'z')"))
                    .isEqualTo(1);
            assertThat(tx.execute("with one(n) as (select 1) delete from note where id in one"))
                    .isEqualTo(1);
            assertThat(tx.execute("delete from note")).isEqualTo(2);
        });
    }

    @Test
    void execute_counts_nothing_for_a_statement_that_changes_no_rows() {
        store.useWrite(tx -> {
            tx.execute("insert into note(text) values ('a'), ('b'), ('c')");
            assertThat(tx.execute("create table other(id integer primary key)")).isZero();
            assertThat(tx.execute("select 1")).isZero();
            assertThat(tx.execute("pragma user_version = 3")).isZero();
            assertThat(tx.execute("with one(n) as (select 1) select n from one"))
                    .isZero();
        });
    }

    @Test
    void execute_counts_no_rows_of_triggers() {
        store.execute("create table log(text text)");
        store.execute("create trigger note_log after insert on note begin"
                + " insert into log values (new.text); insert into log values (new.text); end");
        assertThat(store.execute("insert into note(text) values ('a')")).isEqualTo(1);
        assertThat(store.queryFirst("select count(*) from log", row -> row.getInt(1)))
                .contains(2);
    }

    @Test
    void returning_gives_rows_through_query_and_is_done_through_execute() {
        store.useWrite(tx -> {
            assertThat(tx.query(
                            "insert into note(text) values ('a'), ('b') returning text || id", row -> row.getString(1)))
                    .containsExactly("a1", "b2");
            assertThat(tx.queryFirst("insert into note(text) values ('c'), ('d') returning id", row -> row.getLong(1)))
                    .contains(3L);
            assertThat(tx.execute("update note set text = text || '!' returning id"))
                    .isEqualTo(4);
        });
        assertThat(notes()).containsExactly("a!", "b!", "c!", "d!");
    }

    @Test
    void a_returning_statement_left_by_a_mapper_that_throws_does_not_stop_the_commit() {
        store.useWrite(tx -> assertThatThrownBy(() ->
                        tx.query("insert into note(text) values ('a'), ('b') returning id", WritingContract::fail))
                .isInstanceOf(IllegalStateException.class));
        assertThat(notes()).containsExactly("a", "b");
    }

    private static Object fail(java.sql.ResultSet row) {
        throw new IllegalStateException("mine");
    }

    @Test
    void insert_tells_the_id_of_its_row() {
        store.useWrite(tx -> {
            assertThat(tx.insert("insert into note(text) values ('a')")).hasValue(1);
            assertThat(tx.insert("insert into note(text) values ('b'), ('c')")).hasValue(3);
            assertThat(tx.insert("insert into note(id, text) values (?, 'd')", 1L << 40))
                    .hasValue(1L << 40);
            assertThat(tx.insert("insert into note(text) values ('e') returning text"))
                    .hasValue((1L << 40) + 1);
        });
    }

    @Test
    void insert_is_empty_when_nothing_was_inserted() {
        store.useWrite(tx -> {
            addNote(tx, "a");
            assertThat(tx.insert("insert into note(id, text) values (1, 'x') on conflict do nothing"))
                    .isEmpty();
            assertThat(tx.insert("insert or ignore into note(id, text) values (1, 'x')"))
                    .isEmpty();
            assertThat(tx.insert("insert into note(text) select 'x' where 0")).isEmpty();
        });
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void insert_tells_its_own_rows_id_and_not_that_of_a_trigger() {
        store.execute("create table log(id integer primary key autoincrement, text text)");
        store.execute("insert into log(id, text) values (1000, 'first')");
        store.execute(
                "create trigger note_log after insert on note begin" + " insert into log(text) values (new.text); end");
        assertThat(store.<Long, RuntimeException>write(tx -> addNote(tx, "a"))).isEqualTo(1);
    }

    @Test
    void batch_runs_the_statement_for_each_row_and_reads_the_rows_once() {
        List<Object[]> rows =
                IntStream.range(0, 1000).mapToObj(i -> new Object[] {"n" + i}).toList();
        int[] asked = new int[1];
        Iterable<Object[]> once = () -> {
            asked[0]++;
            return rows.iterator();
        };
        store.useWrite(tx ->
                assertThat(tx.batch("insert into note(text) values (?)", once)).isEqualTo(1000));
        assertThat(asked[0]).isEqualTo(1);
        assertThat(notes()).hasSize(1000).startsWith("n0", "n1").endsWith("n999");
    }

    @Test
    void batch_of_nothing_changes_nothing() {
        store.useWrite(tx -> assertThat(tx.batch("insert into note(text) values (?)", List.of()))
                .isZero());
    }

    @Test
    void batch_that_meets_a_bad_row_leaves_those_before_it_to_the_transaction() {
        store.useWrite(tx -> assertThatThrownBy(() -> tx.batch(
                        "insert into note(id, text) values (?, ?)",
                        List.of(new Object[] {1, "a"}, new Object[] {1, "b"}, new Object[] {2, "c"})))
                .isInstanceOf(StoreException.class));
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void writes_of_many_threads_do_not_lose_one_another(Random random) {
        store.execute("create table counter(n integer)");
        store.execute("insert into counter values (0)");
        int[] shares = IntStream.range(0, 8).map(i -> 20 + random.nextInt(60)).toArray();
        List<Background<Void>> threads = new ArrayList<>();
        for (int share : shares) {
            threads.add(Background.run("adds " + share, () -> {
                for (int i = 0; i < share; i++) {
                    store.useWrite(tx -> {
                        long n = tx.queryFirst("select n from counter", row -> row.getLong(1))
                                .orElseThrow();
                        tx.execute("update counter set n = ?", n + 1);
                    });
                }
            }));
        }
        threads.forEach(Background::result);
        assertThat(store.queryFirst("select n from counter", row -> row.getInt(1)))
                .contains(IntStream.of(shares).sum());
    }

    @Test
    void a_transaction_cannot_be_used_after_its_end() {
        Transaction[] kept = new Transaction[1];
        store.useWrite(tx -> kept[0] = tx);
        Transaction over = kept[0];
        assertThatIllegalStateException().isThrownBy(() -> addNote(over, "late"));
        assertThatIllegalStateException().isThrownBy(() -> over.execute("delete from note"));
        assertThatIllegalStateException().isThrownBy(() -> over.query("select 1", row -> row.getLong(1)));
        assertThatIllegalStateException().isThrownBy(() -> over.connection());
        assertThatIllegalStateException().isThrownBy(() -> over.afterCommit(() -> {}));
        assertThatIllegalStateException().isThrownBy(() -> over.afterRollback(() -> {}));
        assertThat(notes()).isEmpty();
    }

    @Test
    void a_transaction_that_threw_cannot_be_used_either() {
        Transaction[] kept = new Transaction[1];
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    kept[0] = tx;
                    throw new IOException("mine");
                }))
                .isInstanceOf(IOException.class);
        assertThatIllegalStateException().isThrownBy(() -> addNote(kept[0], "late"));
    }

    @Test
    void an_interrupted_thread_can_write_when_it_need_not_wait() {
        Thread.currentThread().interrupt();
        store.execute("insert into note(text) values ('a')");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(notes()).containsExactly("a");
    }

    private static void throwIt(Throwable t) throws IOException {
        if (t instanceof IOException e) {
            throw e;
        } else if (t instanceof RuntimeException e) {
            throw e;
        }
        throw (Error) t;
    }
}
