package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The events of commands run once their commit is made, one after the other and in its order, on whichever thread that is. */
public abstract class CommandEventContract extends CommandContract {
    private static final int THREADS = 8;
    private static final int EACH = 200;

    private final List<Long> ids = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

    protected CommandEventContract(Opener opener) {
        super(opener);
    }

    /** Inserts a note; its event notes the id, and the thread on which it runs. */
    private final class Noted implements Command<Long> {
        private final boolean isForAnyThread;
        private long id;

        Noted(boolean isForAnyThread) {
            this.isForAnyThread = isForAnyThread;
        }

        @Override
        public Long run(Statements statements) throws SQLException {
            id = add("text").run(statements);
            return id;
        }

        @Override
        public Runnable event() {
            return () -> {
                threads.add(Thread.currentThread());
                ids.add(id);
            };
        }

        @Override
        public boolean isEventForAnyThread() {
            return isForAnyThread;
        }
    }

    /** Inserts a note, and notes whether its batch is committed. */
    private static final class Told implements Command<Long> {
        private final Command<Long> insert;
        private volatile int told;

        Told(Command<Long> insert) {
            this.insert = insert;
        }

        @Override
        public Long run(Statements statements) throws SQLException {
            return insert.run(statements);
        }

        @Override
        public void batchCommitted() {
            told++;
            throw new IllegalStateException("as it was told");
        }
    }

    private void awaitEvents(int count) {
        Eventually.until(count + " events have run", () -> ids.size() >= count);
    }

    @Test
    void events_run_in_the_order_of_the_commits_whoever_runs_them() {
        List<Background<Boolean>> running = IntStream.range(0, THREADS)
                .mapToObj(i -> Background.call("thread " + i, () -> {
                    List<CompletableFuture<Long>> futures = new ArrayList<>();
                    for (int n = 0; n < EACH; n++) {
                        Noted command = new Noted(n % 3 != 0);
                        if (n % 10 == 0) {
                            futures.add(commands().submit(command, Ack.DURABLE));
                        } else {
                            commands().execute(command, Ack.DURABLE);
                        }
                    }
                    futures.forEach(CompletableFuture::join);
                    return true;
                }))
                .toList();
        running.forEach(Background::result);
        awaitEvents(THREADS * EACH);
        assertThat(ids).hasSize(THREADS * EACH).isSorted();
    }

    @Test
    void each_command_is_told_of_the_commit_before_anybody_goes_on_and_what_it_throws_harms_nobody() {
        List<Told> batch =
                IntStream.range(0, 4).mapToObj(i -> new Told(add("text " + i))).toList();
        List<CompletableFuture<Long>> futures = queueBehindAWrite(batch);
        Told last = new Told(add("last"));
        commands().execute(last, Ack.DURABLE);
        // those before it were committed before, or with it
        assertThat(batch).allMatch(it -> it.told == 1);
        assertThat(last.told).isEqualTo(1);
        futures.forEach(CompletableFuture::join);
        assertThat(store.query("select count(*) from note", row -> row.getLong(1)))
                .containsExactly(5L);
    }

    @Test
    void a_command_that_failed_is_told_nothing() {
        Told fails = new Told(statements -> {
            throw new SQLException("no");
        });
        Told other = new Told(add("text"));
        List<CompletableFuture<Long>> futures = queueBehindAWrite(List.of(other, fails));
        futures.get(0).join();
        assertThat(futures.get(1)).failsWithin(Duration.ofMinutes(1));
        assertThat(other.told).isEqualTo(1);
        assertThat(fails.told).isZero();
    }

    @Test
    void an_event_that_is_not_for_any_thread_runs_on_one_of_the_stores() {
        commands().execute(new Noted(false), Ack.DURABLE);
        awaitEvents(1);
        assertThat(threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void an_event_does_not_run_within_a_transaction_of_another_store() {
        Store other = open("other.db", builder -> {});
        other.useWrite(tx -> commands().execute(new Noted(true), Ack.DURABLE));
        awaitEvents(1);
        assertThat(threads).doesNotContain(Thread.currentThread());
    }
}
