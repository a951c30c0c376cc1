package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreContract;
import io.litestack.core.StoreListener;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Foreigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Whoever listens hears of what may have been committed, and may hear more. */
public abstract class ChangeNotifierContract extends StoreContract {
    private static final long RED = 1;
    private static final long BLUE = 2;

    protected ChangeNotifierContract(Opener opener) {
        super(opener);
    }

    private ChangeNotifier changeNotifier() {
        return StoreInternals.of(store).changeNotifier();
    }

    /** Writes a note and signals the topics. */
    private void commit(long topics) {
        StoreInternals.of(store).commands().execute(signal(topics), Ack.DURABLE);
    }

    private static Command<Long> signal(long topics) {
        return statements -> {
            statements.signal(topics);
            return CommandContract.add("n").run(statements);
        };
    }

    private ChangeNotifier.Subscription listen(long topics, Runnable action) {
        return closeLater(changeNotifier().subscribe(topics, action));
    }

    @Test
    void who_hears_of_a_listener_that_throws_does_not_hold_the_writer() {
        CompletableFuture<Void> written = new CompletableFuture<>();
        AtomicReference<Store> own = new AtomicReference<>();
        StoreListener teller = new StoreListener() {
            @Override
            public void onHookFailure(Path file, Throwable cause) {
                try {
                    Background.run("writer", () -> own.get().useWrite(tx -> {})).result();
                    written.complete(null);
                } catch (Throwable e) {
                    written.completeExceptionally(e);
                }
            }
        };
        own.set(open("own.db", it -> it.listener(teller).waitTimeout(Duration.ofSeconds(1))));
        own.get().execute("create table note(id integer primary key, text text)");
        AtomicBoolean armed = new AtomicBoolean();
        closeLater(StoreInternals.of(own.get()).changeNotifier().subscribe(RED, () -> {
            if (armed.get()) {
                throw new IllegalStateException("mine");
            }
        }));
        armed.set(true);
        own.get().useWrite(tx -> run(tx, signal(RED)));
        assertThat(written).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void a_listener_is_called_once_right_away() {
        AtomicInteger calls = new AtomicInteger();
        listen(RED, calls::incrementAndGet);
        assertThat(calls).hasPositiveValue();
    }

    @Test
    void a_listener_hears_of_a_command_and_of_a_write_when_they_are_visible() {
        AtomicInteger seen = new AtomicInteger();
        listen(RED, () -> seen.set(notes().size()));
        commit(RED);
        Eventually.until("one is seen", () -> seen.get() == 1);
        store.useWrite(tx -> {
            run(tx, signal(RED));
            addNote(tx, "more");
        });
        Eventually.until("three are seen", () -> seen.get() == 3);
    }

    private static void run(Transaction tx, Command<?> command) {
        TransactionInternals.of(tx).run(command);
    }

    @Test
    void a_commit_of_this_process_is_notified_before_the_call_returns() {
        AtomicInteger calls = new AtomicInteger();
        listen(RED, calls::incrementAndGet);
        int before = calls.get();
        commit(RED);
        assertThat(calls).hasValueGreaterThan(before);
    }

    @Test
    void a_commit_of_a_program_that_knows_nothing_of_the_store_is_noticed_under_every_topic() {
        AtomicInteger red = new AtomicInteger();
        AtomicInteger blue = new AtomicInteger();
        Foreigner foreigner = foreigner();
        listen(RED, () -> red.set(notes().size()));
        listen(BLUE, () -> blue.set(notes().size()));
        for (int i = 1; i <= 20; i++) {
            int count = i;
            foreigner.execute("insert into note(text) values ('foreign')");
            Eventually.until("it is noticed by both", () -> red.get() == count && blue.get() == count);
        }
    }

    @Test
    void who_listens_to_others_is_seldom_called_for_what_this_process_commits() {
        AtomicInteger all = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        listen(RED, all::incrementAndGet);
        closeLater(changeNotifier().subscribeToOthers(RED, others::incrementAndGet));
        int commits = 20;
        long start = System.nanoTime();
        for (int i = 0; i < commits; i++) {
            int before = all.get();
            store.execute("insert into note(text) values ('own')");
            Eventually.until("the poller has seen it", () -> all.get() > before);
        }
        long quarters = Duration.ofNanos(System.nanoTime() - start).toMillis() / 250;
        // some may have been seen while the writer was at it still, so that it could not be asked
        assertThat(others.get()).isLessThan((int) (commits / 2 + quarters));
        int before = others.get();
        foreigner().execute("insert into note(text) values ('foreign')");
        Eventually.until("what others commit is noticed", () -> others.get() > before);
    }

    @Test
    void a_listener_that_throws_harms_neither_the_commit_nor_the_other_listeners() {
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean armed = new AtomicBoolean();
        listen(RED, () -> {
            if (armed.get()) {
                throw new IllegalStateException("mine");
            }
        });
        listen(RED, calls::incrementAndGet);
        armed.set(true);
        int before = calls.get();
        commit(RED);
        store.useWrite(tx -> run(tx, signal(RED)));
        assertThat(calls).hasValueGreaterThanOrEqualTo(before + 2);
        assertThat(notes()).hasSize(2);
        Eventually.until("it is reported", () -> listener.hookFailures.size() >= 2);
    }

    @Test
    void a_closed_subscription_hears_nothing_and_closing_it_twice_does_not_deafen_the_others() {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        ChangeNotifier.Subscription closed = listen(RED, first::incrementAndGet);
        listen(RED, () -> second.set(notes().size()));
        closed.close();
        closed.close();
        int before = first.get();
        commit(RED);
        foreigner().execute("insert into note(text) values ('foreign')");
        Eventually.until("the poller still works for the other", () -> second.get() == 2);
        assertThat(first).hasValue(before);
    }

    @Test
    void closing_the_store_ends_the_poller_though_somebody_listens() {
        listen(RED, () -> {});
        store.close();
    }
}
