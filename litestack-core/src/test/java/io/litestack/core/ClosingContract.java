package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Closing is bounded and idempotent, and lets nobody lose what was promised. */
public abstract class ClosingContract extends StoreContract {
    private static final long CLOSE_TIMEOUT_MILLIS = 300;

    protected ClosingContract(Opener opener) {
        super(opener);
    }

    @Override
    protected void configure(StoreConfig.Builder builder) {
        builder.closeTimeout(Duration.ofMillis(CLOSE_TIMEOUT_MILLIS));
    }

    @Test
    void what_was_written_is_there_when_the_store_is_opened_again() {
        store.execute("insert into note(text) values ('a')");
        store.close();
        store = open("app.db", this::configure);
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void a_closed_store_refuses_everything_but_its_figures_and_another_close() {
        store.query("select 1", row -> row.getLong(1));
        store.close();
        List<Consumer<Store>> uses = List.of(
                it -> it.execute("insert into note(text) values ('late')"),
                it -> it.write(tx -> "value"),
                it -> it.useWrite(WriteOptions.synced(), tx -> {}),
                it -> it.query("select 1", row -> row.getLong(1)),
                it -> it.queryFirst("select 1", row -> row.getLong(1)),
                it -> it.useRead(snapshot -> {}),
                Store::sync);
        for (Consumer<Store> use : uses) {
            assertThatExceptionOfType(ClosedException.class)
                    .isThrownBy(() -> use.accept(store))
                    .withMessageContaining("app.db");
        }
        assertThat(store.config().path()).isEqualTo(folder.resolve("app.db"));
        assertThat(store.stats().commits()).isPositive();
        store.close();
    }

    @Test
    void several_threads_may_close_it_at_the_same_time() {
        IntStream.range(0, 8)
                .mapToObj(i -> Background.run("closer " + i, store::close))
                .toList()
                .forEach(Background::result);
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> store.execute("select 1"));
    }

    @Test
    void the_file_closes_with_the_last_of_those_who_opened_it() {
        Store second = open("app.db", this::configure);
        store.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> store.execute("select 1"));
        second.execute("insert into note(text) values ('a')");
        assertThat(second.query("select text from note", row -> row.getString(1)))
                .containsExactly("a");
    }

    /** Opens it anew with a close that waits for as long as a busy machine may need. */
    private void closePatiently() {
        store.close();
        store = open("app.db", it -> it.closeTimeout(Duration.ofMinutes(1)));
    }

    @Test
    void a_transaction_that_runs_may_end_and_new_work_is_refused_meanwhile() {
        closePatiently();
        Signal begun = new Signal("begun");
        Signal end = new Signal("may end");
        Background<Void> running = Background.run(
                "running",
                () -> store.useWrite(tx -> {
                    addNote(tx, "a");
                    begun.give();
                    end.await();
                    addNote(tx, "b");
                }));
        begun.await();
        Background<Void> waiting = Background.run("waiting", () -> store.useWrite(tx -> addNote(tx, "never")));
        Eventually.until("one waits", () -> standsIn(waiting.thread(), "WriterLock"));
        Background<Void> closing = Background.run("closing", store::close);
        assertThat(waiting.failure()).isInstanceOf(ClosedException.class).hasMessageContaining("nothing was stored");
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> store.useWrite(tx -> addNote(tx, "never")));
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> store.query("select 1", row -> row.getLong(1)));
        end.give();
        running.result();
        closing.result();
        assertThat(listener.closeTimeouts).isEmpty();
        store = open("app.db", this::configure);
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void a_transaction_that_does_not_end_is_rolled_back_and_named() {
        Signal closed = new Signal("closed");
        Signal begun = new Signal("begun");
        List<String> hooks = new ArrayList<>();
        Background<Void> running = Background.run(
                "stubborn",
                () -> store.useWrite(tx -> {
                    addNote(tx, "never");
                    tx.afterRollback(() -> hooks.add("rolled back"));
                    begun.give();
                    closed.await();
                    assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> addNote(tx, "late"));
                }));
        begun.await();
        long start = System.nanoTime();
        store.close();
        long millis = (System.nanoTime() - start) / 1_000_000;
        closed.give();
        assertThat(running.failure()).isInstanceOf(ClosedException.class);
        assertThat(hooks).containsExactly("rolled back");
        assertThat(millis).isBetween(CLOSE_TIMEOUT_MILLIS, CLOSE_TIMEOUT_MILLIS + 5_000);
        assertThat(listener.closeTimeouts).hasSize(1).first().asString().contains("stubborn");
        store = open("app.db", this::configure);
        assertThat(notes()).isEmpty();
    }

    @Test
    void a_statement_that_does_not_end_is_stopped() {
        Background<Void> endless = Background.run(
                "endless",
                () -> store.useWrite(tx ->
                        tx.execute("insert into note(text) " + DeadTransactionContract.ENDLESS + " select i from n")));
        Eventually.until("it runs", () -> standsIn(endless.thread(), "NativeDB"));
        store.close();
        assertThat(endless.failure()).isInstanceOf(ClosedException.class);
        store = open("app.db", this::configure);
        assertThat(notes()).isEmpty();
    }

    @Test
    void a_query_that_does_not_end_is_stopped() {
        Background<Long> endless = Background.call(
                "endless",
                () -> store.queryFirst(DeadTransactionContract.ENDLESS + " select max(i) from n", row -> row.getLong(1))
                        .orElseThrow());
        Eventually.until("it runs", () -> standsIn(endless.thread(), "NativeDB"));
        long start = System.nanoTime();
        store.close();
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(CLOSE_TIMEOUT_MILLIS + 5_000);
        assertThat(endless.failure()).isInstanceOf(ClosedException.class);
    }

    @Test
    void a_read_that_does_not_end_holds_the_close_up_no_longer_than_its_limit() {
        Signal begun = new Signal("begun");
        Signal closed = new Signal("closed");
        Background<Void> running = Background.run(
                "stubborn",
                () -> store.useRead(snapshot -> {
                    snapshot.query("select * from note", row -> row.getLong(1));
                    begun.give();
                    closed.await();
                    assertThatExceptionOfType(RuntimeException.class)
                            .isThrownBy(() -> snapshot.query("select * from note", row -> row.getLong(1)));
                }));
        begun.await();
        long start = System.nanoTime();
        store.close();
        assertThat((System.nanoTime() - start) / 1_000_000)
                .isBetween(CLOSE_TIMEOUT_MILLIS, CLOSE_TIMEOUT_MILLIS + 5_000);
        closed.give();
        running.join();
        assertThat(listener.closeTimeouts).hasSize(1).first().asString().contains("stubborn");
    }

    @Test
    void a_thread_that_waits_for_a_reader_is_refused_at_once() {
        Store small = open(
                "small.db",
                it -> it.readers(1).closeTimeout(Duration.ofSeconds(20)).waitTimeout(Duration.ofSeconds(20)));
        small.execute("create table t(n)");
        Signal begun = new Signal("begun");
        Signal end = new Signal("may end");
        Background<Void> reading = Background.run(
                "reading",
                () -> small.useRead(snapshot -> {
                    begun.give();
                    end.await();
                }));
        begun.await();
        Background<Void> waiting =
                Background.run("waiting", () -> small.query("select n from t", row -> row.getLong(1)));
        Eventually.until("it waits", () -> standsIn(waiting.thread(), "ConcurrentBag"));
        Background<Void> closing = Background.run("closing", small::close);
        assertThat(waiting.failure()).isInstanceOf(ClosedException.class);
        assertThat(reading.isDone()).isFalse();
        end.give();
        reading.result();
        closing.result();
    }

    @Test
    void a_read_that_ends_in_time_ends_well() {
        closePatiently();
        store.execute("insert into note(text) values ('a')");
        Signal begun = new Signal("begun");
        Signal end = new Signal("may end");
        Background<List<String>> reading = Background.call(
                "reading",
                () -> store.read(snapshot -> {
                    begun.give();
                    end.await();
                    return snapshot.query("select text from note", row -> row.getString(1));
                }));
        begun.await();
        Background<Void> closing = Background.run("closing", store::close);
        Eventually.until("it closes", () -> standsIn(closing.thread(), "ReaderPool") || closing.isDone());
        end.give();
        assertThat(reading.result()).containsExactly("a");
        closing.result();
        assertThat(listener.closeTimeouts).isEmpty();
    }

    private static boolean standsIn(Thread thread, String className) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().contains(className)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void a_store_cannot_be_closed_from_inside_its_own_transaction_and_stays_open() {
        store.useWrite(tx -> assertThatIllegalStateException().isThrownBy(store::close));
        store.useRead(snapshot -> assertThatIllegalStateException().isThrownBy(store::close));
        store.execute("insert into note(text) values ('a')");
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void a_hook_may_close_the_store() {
        store.useWrite(tx -> {
            addNote(tx, "a");
            tx.afterCommit(store::close);
        });
        assertThat(listener.hookFailures).isEmpty();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> store.execute("select 1"));
    }

    @Test
    void opening_another_store_does_not_wait_for_one_that_is_being_closed() {
        closePatiently();
        Signal begun = new Signal("begun");
        Signal end = new Signal("may end");
        Background<Void> running = Background.run(
                "running",
                () -> store.useWrite(tx -> {
                    begun.give();
                    end.await();
                }));
        begun.await();
        Background<Void> closing = Background.run("closing", store::close);
        Eventually.until("it closes", () -> standsIn(closing.thread(), "WriterLock") || closing.isDone());
        open("other.db", it -> {}).execute("create table t(n)");
        assertThat(closing.isDone()).isFalse();
        end.give();
        running.result();
        closing.result();
    }

    @Test
    void a_closed_file_stands_alone_and_one_with_an_external_checkpoint_keeps_its_log() {
        store.execute("insert into note(text) values ('a')");
        store.close();
        assertThat(folder.resolve("app.db-wal")).doesNotExist();
        assertThat(folder.resolve("app.db-shm")).doesNotExist();

        Store replicated = open("replicated.db", it -> it.checkpoint(Checkpoint.EXTERNAL));
        replicated.execute("create table t(n)");
        replicated.query("select * from t", row -> row.getLong(1));
        replicated.close();
        assertThat(folder.resolve("replicated.db-wal")).isNotEmptyFile();
        assertThat(Files.exists(folder.resolve("replicated.db"))).isTrue();
    }
}
