package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Foreigner;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A command that fails fails alone, whatever it does to the transaction that it shares. */
public abstract class CommandFailureContract extends CommandContract {
    protected CommandFailureContract(Opener opener) {
        super(opener);
    }

    @Override
    protected void configure(StoreConfig.Builder builder) {
        builder.waitTimeout(Duration.ofMillis(500));
    }

    @BeforeEach
    void makeTraps() {
        store.execute("create table child(note integer references note(id) deferrable initially deferred)");
        store.execute("create trigger trap before insert on note when new.text = 'trap' begin"
                + " select raise(rollback, 'sprung'); end");
    }

    @Test
    void a_broken_constraint_fails_its_command_alone() {
        failsAlone(add(1, "taken"), "UNIQUE", 1555);
    }

    @Test
    void a_wrong_statement_fails_its_command_alone() {
        failsAlone(statements -> statements.prepare("insert into nowhere values (1)"), "no such table", 1);
    }

    @Test
    void an_exception_of_java_fails_its_command_alone() {
        failsAlone(
                statements -> {
                    throw new IllegalStateException("mine");
                },
                "mine",
                0);
        failsAlone(
                statements -> {
                    throw new AssertionError("mine");
                },
                "mine",
                0);
    }

    @Test
    void a_command_that_ends_the_whole_transaction_fails_alone() {
        failsAlone(add("trap"), "sprung", 1811);
    }

    @Test
    void a_command_whose_deferred_constraint_breaks_the_commit_fails_alone() {
        failsAlone(
                statements -> {
                    statements.prepare("insert into child values (99)").execute();
                    return null;
                },
                "FOREIGN KEY",
                787);
    }

    @Test
    void an_event_follows_the_commit_of_its_command_and_no_failure() {
        List<String> events = new CopyOnWriteArrayList<>();
        Command<Object> orphan = any(statements ->
                statements.prepare("insert into child values (99)").execute());
        List<CompletableFuture<Object>> futures = queueBehindAWrite(List.of(
                new WithEvent(any(add("a")), () -> events.add("a")),
                new WithEvent(orphan, () -> events.add("orphan")),
                new WithEvent(any(add(500, "b")), () -> events.add("b")),
                new WithEvent(any(add(500, "taken")), () -> events.add("taken"))));
        futures.forEach(it -> it.exceptionally(failure -> 0).join());
        assertThat(futures.get(1)).isCompletedExceptionally();
        assertThat(futures.get(3)).isCompletedExceptionally();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> commands().execute(new WithEvent(orphan, () -> events.add("orphan")), Ack.DURABLE));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    TransactionInternals.of(tx).run(new WithEvent(any(add("c")), () -> events.add("rolled back")));
                    throw new IllegalStateException("no");
                }));
        commands().execute(new WithEvent(any(add("d")), () -> events.add("d")), Ack.COMMITTED);
        Eventually.until("the last one has come", () -> events.contains("d"));
        assertThat(events).containsExactly("a", "b", "d");
    }

    /** A command with something that is to follow it. */
    private record WithEvent(Command<Object> command, Runnable event) implements Command<Object> {
        @Override
        public Object run(Statements statements) throws SQLException {
            return command.run(statements);
        }
    }

    @Test
    void what_a_failing_command_has_done_before_is_undone() {
        failsAlone(
                statements -> {
                    add("half").run(statements);
                    return add(1, "taken").run(statements);
                },
                "UNIQUE",
                1555);
    }

    @Test
    void a_command_that_leaves_a_cursor_open_harms_nobody() {
        store.execute("insert into note(id, text) values (500, 'x'), (501, 'y')");
        Command<Boolean> leaves = statements ->
                statements.prepare("select id from note").executeQuery().next();
        List<CompletableFuture<Object>> futures = queueBehindAWrite(List.of(any(leaves), any(add("a")), any(leaves)));
        futures.forEach(CompletableFuture::join);
        commands().execute(leaves, Ack.DURABLE);
        assertThat(notes()).hasSize(3);
        Background.run("another", () -> store.execute("insert into note(text) values ('b')"))
                .result();
    }

    /** Puts it between good ones, and many of it; once in a queue, once executed, and executed by several at once. */
    private void failsAlone(Command<?> bad, String reason, int code) {
        store.execute("delete from note");
        store.execute("insert into note(id, text) values (1, 'first')");
        List<Command<Object>> batch = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            batch.add(any(i % 4 == 2 ? bad : add(100 + i, "good")));
        }
        List<CompletableFuture<Object>> futures = queueBehindAWrite(batch);
        for (int i = 0; i < 40; i++) {
            CompletableFuture<Object> future = futures.get(i);
            if (i % 4 == 2) {
                assertThatExceptionOfType(CompletionException.class)
                        .isThrownBy(future::join)
                        .withCauseInstanceOf(StoreException.class)
                        .withMessageContaining(reason)
                        .satisfies(e -> assertThat(((StoreException) e.getCause()).code())
                                .isEqualTo(code));
            } else {
                assertThat(future.join()).isEqualTo(1L);
            }
        }
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> commands().execute(bad, Ack.DURABLE))
                .withMessageContaining(reason);
        List<Background<Object>> threads = IntStream.range(0, 8)
                .mapToObj(i -> Background.call(
                        "executes " + i,
                        () -> commands().execute(any(i % 2 == 0 ? bad : add(200 + i, "good")), Ack.DURABLE)))
                .toList();
        for (int i = 0; i < 8; i++) {
            if (i % 2 == 0) {
                assertThat(threads.get(i).failure())
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(reason);
            } else {
                assertThat(threads.get(i).result()).isEqualTo(1L);
            }
        }
        assertThat(notes()).hasSize(1 + 30 + 4).containsOnly("first", "good");
        assertThat(store.queryFirst("select count(*) from child", row -> row.getInt(1)))
                .contains(0);
        Eventually.until("all places are free", () -> store.stats().queuedCommands() == 0);
        assertThat(listener.writersReopened).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static Command<Object> any(Command<?> command) {
        return (Command<Object>) command;
    }

    @Test
    void a_full_file_fails_the_whole_batch_and_each_place_in_the_queue_is_given_back_once() {
        Command<Long> big = statements -> {
            var insert = statements.prepare("insert into note(text) values (?)");
            insert.setString(1, "x".repeat(1 << 20));
            insert.execute();
            return statements.changes();
        };
        long pages = store.queryFirst("select page_count from pragma_page_count()", row -> row.getLong(1))
                .orElseThrow();
        limitPages(pages + 10);
        AtomicInteger runs = new AtomicInteger();
        Command<Long> failsWhenRunAgain = statements -> {
            if (runs.incrementAndGet() == 2) {
                throw new SQLException("mine");
            }
            return 1L;
        };
        List<CompletableFuture<Object>> futures =
                queueBehindAWrite(List.of(any(add("a")), any(failsWhenRunAgain), any(big), any(add("b"))));
        assertFailed(futures.get(0), StorageFullException.class);
        assertFailed(futures.get(1), StoreException.class);
        assertFailed(futures.get(2), StorageFullException.class);
        assertThat(futures.get(3).join()).isEqualTo(1L);
        assertThat(notes()).containsExactly("b");
        Eventually.until("all places are free", () -> store.stats().queuedCommands() == 0);
        limitPages(1 << 20);
        commands().execute(big, Ack.DURABLE);
        assertThat(notes()).hasSize(2);
    }

    private static void assertFailed(CompletableFuture<?> future, Class<? extends StoreException> type) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(future::join)
                .withCauseInstanceOf(type);
    }

    private void limitPages(long pages) {
        commands()
                .execute(
                        statements -> statements
                                .prepare("pragma max_page_count = " + pages)
                                .execute(),
                        Ack.DURABLE);
    }

    @Test
    void commands_that_cannot_be_run_in_time_fail_as_busy_and_nothing_of_them_is_stored() {
        Foreigner foreigner = foreigner();
        foreigner.execute("begin immediate");
        CompletableFuture<Long> queued = commands().submit(add("never"), Ack.DURABLE);
        assertThatExceptionOfType(StoreBusyException.class)
                .isThrownBy(() -> commands().execute(add("never"), Ack.DURABLE));
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(queued::join)
                .withCauseInstanceOf(StoreBusyException.class);
        foreigner.execute("commit");
        assertThat(commands().execute(add("a"), Ack.DURABLE)).isEqualTo(1);
        assertThat(notes()).containsExactly("a");
    }
}
