package io.litestack.core.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the store's own statements and the callers' meet on one connection. */
@Timeout(120)
class OwnAndCallersStatementsTest {
    private static final String INSERT = "insert into t(v) values (json(?))";

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(
                StoreConfig.builder(folder.resolve("app.db")).readers(2).build());
        store.execute("create table t(id integer primary key, v text unique)");
        store.execute("create table other(id integer primary key)");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMMIT", "ROLLBACK", "BEGIN IMMEDIATE", "SAVEPOINT s1", "RELEASE s1", "ROLLBACK TO s1"})
    void what_the_store_has_prepared_is_refused_to_callers_all_the_same(String sql) {
        store.useWrite(tx -> store.useWrite(inner -> inner.execute("insert into other values (1)")));

        assertThatThrownBy(() -> store.useWrite(tx -> {
                    tx.execute("insert into other values (2)");
                    tx.execute(sql);
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not allowed");
        assertThat(store.query("select id from other", row -> row.getInt(1))).containsExactly(1);
    }

    @Test
    void a_text_that_a_module_has_prepared_counts_its_rows_for_a_caller_as_well() {
        StoreInternals.of(store).commands().execute(command("1"), Ack.COMMITTED);

        store.useWrite(tx -> {
            assertThat(tx.execute(INSERT, "2")).isEqualTo(1);
            assertThat(tx.insert(INSERT, "3")).hasValue(3);
        });
    }

    @Test
    void one_command_that_fails_harms_neither_the_others_of_its_batch_nor_later_ones() throws Exception {
        List<CompletableFuture<Boolean>> futures = new ArrayList<>();
        CountDownLatch filled = new CountDownLatch(1);
        Thread holder = holdWriterUntil(filled);
        for (String json : List.of("1", "2", "3", "broken", "5", "6")) {
            futures.add(StoreInternals.of(store).commands().submit(command(json), Ack.DURABLE));
        }
        filled.countDown();
        holder.join();

        for (int i = 0; i < futures.size(); i++) {
            CompletableFuture<Boolean> future = futures.get(i);
            if (i == 3) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(future::get)
                        .withCauseInstanceOf(StoreException.class)
                        .withMessageContaining("malformed JSON");
            } else {
                assertThat(future.get()).isTrue();
            }
        }
        assertThat(store.query("select v from t order by v", row -> row.getString(1)))
                .containsExactly("1", "2", "3", "5", "6");
    }

    @Test
    void a_command_that_fails_inside_a_transaction_is_undone_alone_and_can_be_run_again() {
        Command<Boolean> two = statements -> {
            statements.prepare("insert into other default values").execute();
            return command("broken").run(statements);
        };
        store.useWrite(tx -> {
            TransactionInternals inner = TransactionInternals.of(tx);
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> inner.run(two));
            assertThat(inner.run(command("7"))).isTrue();
        });

        assertThat(store.query("select count(*) from other", row -> row.getInt(1)))
                .containsExactly(0);
        assertThat(store.query("select v from t", row -> row.getString(1))).containsExactly("7");
    }

    @Test
    void an_id_is_given_only_where_sqlite_knows_it() {
        store.useWrite(tx -> {
            tx.insert("insert into other values (999)");
            tx.execute("insert into t values (1, 'a')");
            assertThatThrownBy(() -> tx.insert("insert into t(v) values ('a') on conflict (v) do update set v = 'b'"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("RETURNING");
            assertThatThrownBy(() -> tx.insert("update t set v = 'c'")).isInstanceOf(IllegalArgumentException.class);
            assertThat(tx.insert("insert into t(v) values ('a') on conflict (v) do nothing"))
                    .isEmpty();
        });
    }

    @Test
    void a_query_inside_the_mapper_of_a_query_takes_no_second_reader() throws Exception {
        store.execute("insert into t(v) values ('x'), ('y')");
        List<Thread> threads = new ArrayList<>();
        List<Integer> counts = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch both = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> counts.addAll(store.query("select id from t", row -> {
                both.countDown();
                awaitUnchecked(both);
                return store.read(snapshot -> snapshot.query("select 1", it -> it.getInt(1)))
                        .size();
            }))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(counts).containsExactly(1, 1, 1, 1);
    }

    @Test
    void events_keep_the_order_of_the_commits_also_when_some_are_synced() throws Exception {
        List<Integer> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            int number = i;
            WriteOptions options = i % 2 == 0 ? WriteOptions.synced() : WriteOptions.standard();
            store.useWrite(options, tx -> {
                tx.execute("insert into other default values");
                TransactionInternals.of(tx).afterCommitInOrder(() -> {
                    seen.add(number);
                    all.countDown();
                });
            });
        }
        all.await();

        assertThat(seen).isSorted().hasSize(200);
    }

    @Test
    void a_hook_that_throws_what_the_compiler_would_not_let_it_harms_no_commit_and_no_other_hook() {
        List<String> hooks = new ArrayList<>();
        store.useWrite(tx -> {
            tx.execute("insert into other values (1)");
            tx.afterCommit(
                    () -> OwnAndCallersStatementsTest.<RuntimeException>sneakyThrow(new java.io.IOException("sneaky")));
            tx.afterCommit(() -> hooks.add("second"));
        });

        assertThat(hooks).containsExactly("second");
    }

    @Test
    void a_synced_write_on_a_store_that_never_syncs_is_refused_nested_as_well() {
        try (Store off = Store.open(
                StoreConfig.builder(folder.resolve("off.db")).sync(Sync.OFF).build())) {
            assertThatThrownBy(() -> off.useWrite(tx -> off.useWrite(WriteOptions.synced(), inner -> {})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("OFF");
        }
    }

    private static Command<Boolean> command(String json) {
        return statements -> {
            PreparedStatement insert = statements.prepare(INSERT);
            insert.setString(1, json);
            insert.execute();
            return true;
        };
    }

    private Thread holdWriterUntil(CountDownLatch end) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = new Thread(() -> store.useWrite(tx -> {
            held.countDown();
            awaitUnchecked(end);
        }));
        holder.start();
        held.await();
        return holder;
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneakyThrow(Throwable cause) throws X {
        throw (X) cause;
    }
}
