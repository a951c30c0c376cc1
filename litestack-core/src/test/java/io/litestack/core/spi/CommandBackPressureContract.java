package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The queue is bounded: whoever submits more than it holds waits, but never one on whom the queue itself depends. */
public abstract class CommandBackPressureContract extends CommandContract {
    private static final int CAPACITY = 16;

    private final Signal goOn = new Signal("the completion may go on");

    protected CommandBackPressureContract(Opener opener) {
        super(opener);
    }

    @Override
    protected void configure(StoreConfig.Builder builder) {
        builder.commandQueueCapacity(CAPACITY);
    }

    @Test
    void who_submits_to_a_full_queue_waits_and_gives_up_at_the_deadline() {
        store = open("impatient.db", it -> it.commandQueueCapacity(CAPACITY).waitTimeout(Duration.ofMillis(300)));
        store.execute("create table note(id integer primary key, text text)");
        List<CompletableFuture<Long>> queued = fillTheQueue();
        long start = System.nanoTime();
        assertThatExceptionOfType(StoreBusyException.class)
                .isThrownBy(() -> commands().submit(add("never"), Ack.DURABLE))
                .withMessageContaining("300 ms")
                .withMessageContaining("16 commands are queued")
                .withMessageContaining("nothing was stored");
        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(300);
        goOn.give();
        queued.forEach(CompletableFuture::join);
        assertThat(notes()).hasSize(1 + CAPACITY);
        assertThat(commands().submit(add("after"), Ack.DURABLE).join()).isEqualTo(2 + CAPACITY);
    }

    @Test
    void who_waits_for_a_place_gets_it_when_one_becomes_free() {
        List<CompletableFuture<Long>> queued = fillTheQueue();
        Background<CompletableFuture<Long>> waiting =
                Background.call("waits", () -> commands().submit(add("in the end"), Ack.DURABLE));
        Eventually.until("it waits", () -> waiting.thread().getState() == Thread.State.TIMED_WAITING);
        goOn.give();
        assertThat(waiting.result().join()).isEqualTo(2 + CAPACITY);
        queued.forEach(CompletableFuture::join);
    }

    @Test
    void who_is_interrupted_while_waiting_for_a_place_gives_up() {
        fillTheQueue();
        Background<Boolean> waiting = Background.call("waits", () -> {
            assertThatExceptionOfType(StoreInterruptedException.class)
                    .isThrownBy(() -> commands().submit(add("never"), Ack.DURABLE));
            return Thread.interrupted();
        });
        Eventually.until("it waits", () -> waiting.thread().getState() == Thread.State.TIMED_WAITING);
        waiting.thread().interrupt();
        assertThat(waiting.result()).as("the flag is set again").isTrue();
        goOn.give();
    }

    @Test
    void a_completion_that_submits_never_waits() {
        List<CompletableFuture<Long>> more = new ArrayList<>();
        Signal blocked = new Signal("a completion blocks");
        CompletableFuture<Void> completion = whenFirstCompletes(() -> {
            blocked.give();
            goOn.await();
            for (int i = 0; i < 3 * CAPACITY; i++) {
                more.add(commands().submit(add("more"), Ack.DURABLE));
            }
        });
        blocked.await();
        for (int i = 0; i < CAPACITY; i++) {
            commands().submit(add("filler"), Ack.DURABLE);
        }
        goOn.give();
        completion.join();
        more.forEach(CompletableFuture::join);
        assertThat(notes()).hasSize(1 + 4 * CAPACITY);
        Eventually.until("all places are free", () -> store.stats().queuedCommands() == 0);
    }

    @Test
    void a_transaction_that_submits_never_waits() {
        List<CompletableFuture<Long>> futures = queueBehindAWrite(IntStream.range(0, 3 * CAPACITY)
                .<Command<Long>>mapToObj(i -> add("n"))
                .toList());
        futures.forEach(CompletableFuture::join);
        assertThat(notes()).hasSize(3 * CAPACITY);
        Eventually.until("all places are free", () -> store.stats().queuedCommands() == 0);
    }

    @Test
    void an_executed_command_needs_no_place() {
        fillTheQueue();
        assertThat(commands().execute(add("at once"), Ack.DURABLE)).isPositive();
        goOn.give();
    }

    /** One completion blocks the thread of the completions, and as many commands as there are places wait behind it. */
    private List<CompletableFuture<Long>> fillTheQueue() {
        Signal blocked = new Signal("a completion blocks");
        whenFirstCompletes(() -> {
            blocked.give();
            goOn.await();
        });
        blocked.await();
        return IntStream.range(0, CAPACITY)
                .mapToObj(i -> commands().submit(add("filler"), Ack.DURABLE))
                .toList();
    }

    /** Attached while the command cannot have run yet, or it would run on this thread. */
    private CompletableFuture<Void> whenFirstCompletes(Runnable completion) {
        return store.<CompletableFuture<Void>, RuntimeException>write(
                tx -> commands().submit(add("first"), Ack.DURABLE).thenRun(completion));
    }

    @Test
    void closing_leaves_no_command_in_the_dark() {
        for (int round = 0; round < 20; round++) {
            closeAmidstCommands("round" + round + ".db");
        }
    }

    private void closeAmidstCommands(String file) {
        store = open(file, it -> it.commandQueueCapacity(64));
        store.execute("create table note(id integer primary key, text text)");
        Commands commands = commands();
        Signal enough = new Signal("some hundred commands");
        List<Background<Integer>> threads = IntStream.range(0, 8)
                .mapToObj(i -> Background.call("submits " + i, () -> submitUntilClosed(commands, i % 2 == 0, enough)))
                .toList();
        enough.await();
        store.close();
        int acknowledged = threads.stream().mapToInt(Background::result).sum();
        store = open(file, it -> it.commandQueueCapacity(64));
        assertThat(notes().size()).as("stored, of those acknowledged").isEqualTo(acknowledged);
        store.close();
    }

    /** Returns how many of its commands were acknowledged; none may be left without an answer. */
    private static int submitUntilClosed(Commands commands, boolean isWaiting, Signal enough) {
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        int acknowledged = 0;
        try {
            while (true) {
                if (isWaiting) {
                    commands.execute(add("n"), Ack.DURABLE);
                    acknowledged++;
                } else {
                    futures.add(commands.submit(add("n"), Ack.DURABLE));
                }
                if (acknowledged + futures.size() == 100) {
                    enough.give();
                }
            }
        } catch (ClosedException e) {
            for (CompletableFuture<Long> future : futures) {
                acknowledged += future.handle((id, failure) -> failure == null ? 1 : refused(failure))
                        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                        .join();
            }
            return acknowledged;
        }
    }

    private static int refused(Throwable failure) {
        assertThat(failure).isInstanceOf(ClosedException.class).isInstanceOf(LitestackException.class);
        return 0;
    }
}
