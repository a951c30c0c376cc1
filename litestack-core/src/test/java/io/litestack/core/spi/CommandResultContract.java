package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What commands return, when they are acknowledged, and how they join a transaction. */
public abstract class CommandResultContract extends CommandContract {
    protected CommandResultContract(Opener opener) {
        super(opener);
    }

    @Test
    void an_executed_command_returns_its_result_once_everybody_sees_it() {
        assertThat(commands().execute(add("a"), Ack.DURABLE)).isEqualTo(1);
        assertThat(commands().execute(add("b"), Ack.COMMITTED)).isEqualTo(2);
        assertThat(commands().execute(add(9, "c"), Ack.DURABLE)).isEqualTo(1);
        assertThat(commands().<Object>execute(statements -> null, Ack.DURABLE)).isNull();
        assertThat(notes()).containsExactly("a", "b", "c");
    }

    @Test
    void a_submitted_command_completes_with_its_result_once_everybody_sees_it() throws Exception {
        assertThat(commands().submit(add("a"), Ack.DURABLE).get(10, TimeUnit.SECONDS))
                .isEqualTo(1);
        assertThat(notes()).containsExactly("a");
        assertThat(commands().submit(statements -> null, Ack.COMMITTED).get(10, TimeUnit.SECONDS))
                .isNull();
    }

    @Test
    void many_commands_in_the_queue_are_one_transaction() {
        long before = store.stats().commits();
        List<CompletableFuture<Long>> futures = queueBehindAWrite(IntStream.range(0, 100)
                .<Command<Long>>mapToObj(i -> add("n" + i))
                .toList());
        futures.forEach(CompletableFuture::join);
        assertThat(notes()).hasSize(100).startsWith("n0", "n1").endsWith("n99");
        assertThat(store.stats().commits() - before).isLessThan(10);
        assertThat(store.stats().commands()).isGreaterThanOrEqualTo(100);
        Eventually.until("all places are free", () -> store.stats().queuedCommands() == 0);
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void futures_complete_in_the_order_of_their_submission_and_never_on_a_thread_that_holds_the_writer(Sync sync) {
        store = open("other.db", it -> it.sync(sync));
        store.execute("create table note(id integer primary key, text text)");
        List<Integer> completed = Collections.synchronizedList(new ArrayList<>());
        Thread submitter = Thread.currentThread();
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        Signal hold = new Signal("all are submitted");
        Signal held = new Signal("the writer is held");
        Background<Void> holder = Background.run(
                "holder",
                () -> store.useWrite(tx -> {
                    held.give();
                    hold.await();
                }));
        held.await();
        for (int i = 0; i < 300; i++) {
            int number = i;
            futures.add(commands().submit(add("n" + i), Ack.DURABLE).thenAccept(id -> {
                completed.add(number);
                assertThat(Thread.currentThread()).isNotSameAs(submitter);
                if (number % 100 == 0) {
                    // by another thread, and waited for: this one cannot be holding the writer
                    Background.run("writes", () -> store.execute("update note set text = text || '!' where id = 1"))
                            .result();
                }
            }));
        }
        hold.give();
        futures.forEach(CompletableFuture::join);
        assertThat(completed).isEqualTo(IntStream.range(0, 300).boxed().toList());
        holder.result();
    }

    @Test
    void an_executed_command_inside_a_write_is_part_of_it() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    addNote(tx, "a");
                    assertThat(commands().execute(add("b"), Ack.DURABLE)).isEqualTo(2);
                    assertThat(TransactionInternals.of(tx).run(add("c"))).isEqualTo(3);
                    assertThat(commands().execute(CommandContract::count, Ack.DURABLE))
                            .isEqualTo(3);
                    throw new IOException("mine");
                }));
        assertThat(notes()).isEmpty();
        store.useWrite(tx -> {
            commands().execute(add("b"), Ack.DURABLE);
            addNote(tx, "c");
        });
        assertThat(notes()).containsExactly("b", "c");
    }

    @Test
    void a_command_that_fails_inside_a_write_is_undone_alone() {
        Command<Long> twoOfWhichOneFails = statements -> {
            add("half").run(statements);
            return add(1, "again").run(statements);
        };
        store.useWrite(tx -> {
            addNote(tx, "a");
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> TransactionInternals.of(tx).run(twoOfWhichOneFails))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(1555));
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> commands().execute(CommandResultContract::breaks, Ack.DURABLE))
                        .withMessageContaining("mine");
            }
            commands().execute(add("b"), Ack.DURABLE);
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    private static Long breaks(Statements statements) throws java.sql.SQLException {
        add("half").run(statements);
        throw new IllegalStateException("mine");
    }

    @Test
    void a_command_inside_the_mapper_of_a_query_does_not_disturb_it() {
        store.execute("insert into note(text) values ('a'), ('b'), ('c')");
        store.useWrite(tx -> {
            List<String> texts = tx.query("select text from note where id < 9 order by id", row -> {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> TransactionInternals.of(tx).run(add(1, "again")));
                TransactionInternals.of(tx).run(add(10 + row.getRow(), "copy"));
                return row.getString(1);
            });
            assertThat(texts).containsExactly("a", "b", "c");
        });
        assertThat(notes()).hasSize(6);
    }

    @Test
    void events_of_transactions_run_in_commit_order_and_are_dropped_at_a_rollback() {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Signal last = new Signal("the last event ran");
        List<Background<Void>> writers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            writers.add(Background.run("writer " + thread, () -> {
                for (int i = 0; i < 50; i++) {
                    store.useWrite(tx -> {
                        long id = addNote(tx, "n");
                        event(tx, () -> events.add("n" + id));
                    });
                }
            }));
        }
        writers.forEach(Background::result);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    event(tx, () -> events.add("dropped"));
                    throw new IOException("mine");
                }));
        store.useWrite(tx -> {
            addNote(tx, "last");
            event(tx, last::give);
        });
        last.await();
        assertThat(events)
                .isEqualTo(IntStream.rangeClosed(1, 200).mapToObj(i -> "n" + i).toList());
    }

    private static void event(Transaction tx, Runnable event) {
        TransactionInternals.of(tx).afterCommitInOrder(event);
    }

    @Test
    void at_full_a_durable_command_is_acknowledged_after_a_flush_of_its_own() {
        store = open("full.db", it -> it.sync(Sync.FULL));
        store.execute("create table note(id integer primary key, text text)");
        long before = store.stats().syncs();
        commands().execute(add("a"), Ack.COMMITTED);
        commands().submit(add("b"), Ack.COMMITTED).join();
        commands().execute(add("c"), Ack.DURABLE);
        assertThat(store.stats().syncs()).isGreaterThan(before);
        long between = store.stats().syncs();
        commands().submit(add("d"), Ack.DURABLE).join();
        assertThat(store.stats().syncs()).isGreaterThan(between);
    }
}
