package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.StoreListener;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import io.litestack.internal.stack.Shutdown;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The end of a stack in which something hangs. What hangs here goes on until the test has seen that the close does not. */
@Timeout(120)
class CloseTest {
    private static final JobType<String> CALL = JobType.of("call", String.class);
    private static final Duration MOMENT = Duration.ofMillis(100);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path root;

    private Workplace work;
    private final Signal end = new Signal("what hangs may end");

    @BeforeEach
    void start() {
        work = new Workplace(root);
    }

    @AfterEach
    void letEnd() {
        end.give();
    }

    /** With little patience. */
    private Litestack open() {
        return work.builder()
                .eachStore(it -> it.closeTimeout(MOMENT))
                .closeTimeout(Duration.ofSeconds(3))
                .open();
    }

    /** The real parts, with little patience. */
    private LitestackBuilder real() {
        ProcessEnvironment process =
                new ProcessEnvironment(work.variables::get, work.properties::get, work.folder, work.temporary);
        return new LitestackBuilder(process, Providers.of(Litestack.class.getClassLoader()))
                .eachStore(it -> it.closeTimeout(MOMENT))
                .workers(it -> it.drainTimeout(Duration.ZERO).interruptTimeout(MOMENT))
                .closeTimeout(Duration.ofSeconds(20));
    }

    @Test
    void a_part_that_hangs_is_left_behind_and_the_others_are_closed() {
        work.secrets.waitingAt("close", end);
        Litestack stack = open();
        Store notes = stack.stores().get("notes");
        Store secrets = stack.stores().get("secrets");
        stack.close();
        assertThat(end.isGiven()).isFalse();
        Eventually.until("the others are closed", () -> isClosed(notes) && isClosed(secrets));
        assertThat(work.events).endsWith("close secrets", "close notes");
    }

    @Test
    void a_part_waits_for_the_one_before_it() {
        Litestack stack = work.open();
        Signal soon = new Signal("the first part goes on");
        work.secrets.waitingAt("close", soon);
        Background<Void> close = Background.run("closer", stack::close);
        Eventually.until("it is closed", () -> work.events.contains("close secrets"));
        assertThat(work.events).doesNotContain("close notes");
        soon.give();
        close.result();
        assertThat(work.events).endsWith("close secrets", "close notes");
    }

    @Test
    void a_second_call_waits_for_the_first_and_a_third_does_nothing() {
        work.notes.waitingAt("close", end);
        Litestack stack = work.open();
        Background<Void> first = Background.run("first", stack::close);
        Eventually.until("the first has begun", () -> work.events.contains("close notes"));
        Background<Void> second = Background.run("second", stack::close);
        Eventually.until("the second waits", () -> second.thread().getState() == Thread.State.BLOCKED);
        end.give();
        first.result();
        second.result();
        stack.close();
        assertThat(work.events).containsOnlyOnce("close notes");
    }

    @Test
    void a_second_call_waits_no_longer_than_the_first() {
        work.secrets.waitingAt("close", end);
        Litestack stack = open();
        Background<Void> first = Background.run("first", stack::close);
        Background<Void> second = Background.run("second", stack::close);
        first.result();
        second.result();
        stack.close();
        assertThat(end.isGiven()).isFalse();
    }

    @Test
    void an_interrupt_does_not_end_it_and_is_kept() {
        Litestack stack = work.open();
        Store notes = stack.stores().get("notes");
        Thread.currentThread().interrupt();
        stack.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(work.events).endsWith("close secrets", "close notes");
        assertIsClosed(notes);
    }

    @Test
    void a_start_that_hangs_does_not_hold_it_up_and_starts_nothing_afterwards() {
        work.notes.waitingAt("start", end);
        Litestack stack = open();
        Background<Void> start = Background.run("starter", stack::start);
        Eventually.until("it starts", () -> work.events.contains("start notes"));
        stack.close();
        Eventually.until("the others are closed", () -> work.events.contains("close notes"));
        assertThat(work.events).endsWith("start notes", "close secrets", "close notes");
        end.give();
        assertThat(start.failure()).isInstanceOf(ClosedException.class);
        assertThat(work.events).doesNotContain("start secrets");
    }

    @Test
    void inside_a_transaction_or_a_snapshot_nothing_is_closed() {
        try (Litestack stack = work.open()) {
            Store notes = stack.stores().get("notes");
            Runnable close = stack::close;
            assertThatIllegalStateException()
                    .isThrownBy(() -> notes.useWrite(tx -> close.run()))
                    .withMessageContaining("notes.sqlite3 cannot be closed from inside one of its own transactions");
            assertThatIllegalStateException().isThrownBy(() -> notes.useRead(snapshot -> close.run()));
            assertThat(work.events).containsExactly("open notes", "open secrets");
            stack.component(Notes.Secret.class).add("still open");
        }
    }

    @Test
    void what_follows_a_commit_may_close_everything() {
        Litestack stack = work.open();
        Store notes = stack.stores().get("notes");
        notes.useWrite(tx -> tx.afterCommit(stack::close));
        assertThat(work.events).endsWith("close secrets", "close notes");
        assertIsClosed(notes);
    }

    @Test
    void a_completion_may_close_everything() {
        Litestack stack = real().open();
        Store jobs = stack.stores().get("jobs");
        stack.jobs().enqueueAsync(CALL, "").thenRun(stack::close).join();
        assertIsClosed(jobs);
    }

    @Test
    void inside_a_transaction_or_a_snapshot_of_any_other_store_nothing_is_closed_either() {
        try (Store other = Store.open(root.resolve("other.db"))) {
            assertIsNotClosedInside(other, work.open());
            assertIsNotClosedInside(other, real().open());
        }
    }

    private static void assertIsNotClosedInside(Store other, Litestack stack) {
        Runnable close = stack::close;
        try (stack) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> other.useWrite(tx -> close.run()))
                    .withMessageContaining("cannot be closed from inside a read or write of a store");
            assertThatIllegalStateException().isThrownBy(() -> other.useRead(snapshot -> close.run()));
            assertThat(stack.stores().values()).noneMatch(CloseTest::isClosed);
        }
        other.useWrite(tx -> close.run()); // does nothing
    }

    @Test
    void a_transaction_that_another_thread_holds_is_rolled_back() {
        Litestack stack =
                work.builder().eachStore(it -> it.closeTimeout(MOMENT)).open();
        Store notes = stack.stores().get("notes");
        Background<Void> holder = holdWriter(notes);
        stack.close();
        end.give();
        assertThat(holder.failure()).isInstanceOf(ClosedException.class);
        try (Litestack again = work.open()) {
            assertThat(again.stores().get("notes").query("select * from notes", row -> row.getString(1)))
                    .isEmpty();
        }
    }

    /** Adds a note in a transaction that does not end. */
    private Background<Void> holdWriter(Store notes) {
        Signal inside = new Signal("the transaction holds the writer");
        Background<Void> holder = Background.run(
                "holder",
                () -> notes.useWrite(tx -> {
                    tx.execute("insert into notes values ('never')");
                    inside.give();
                    end.awaitUninterruptibly();
                }));
        inside.await();
        return holder;
    }

    @Test
    void a_listener_that_the_close_calls_may_close_as_well_and_waits_for_nothing() {
        CompletableFuture<Litestack> self = new CompletableFuture<>();
        Signal closed = new Signal("the listener has closed it");
        StoreListener closing = new StoreListener() {
            @Override
            public void onCloseTimeout(Path file, String what) {
                self.join().close();
                closed.give();
            }
        };
        Litestack stack = work.builder()
                .eachStore(it -> it.closeTimeout(MOMENT).listener(closing))
                .open();
        self.complete(stack);
        Background<Void> holder = holdWriter(stack.stores().get("notes"));
        stack.close();
        assertThat(closed.isGiven()).isTrue();
        end.give();
        holder.join();
    }

    @Test
    void a_handler_that_is_left_behind_may_close_what_is_closed() {
        Signal begun = new Signal("the handler has begun");
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Litestack stack = real().open();
        stack.jobs().handle(CALL, (text, context) -> {
            begun.give();
            end.awaitUninterruptibly();
            try {
                stack.close();
                closed.complete(true);
            } catch (RuntimeException e) {
                closed.completeExceptionally(e);
            }
        });
        stack.start();
        stack.jobs().enqueue(CALL, "");
        begun.await();
        stack.close();
        end.give();
        assertThat(closed.join()).isTrue();
    }

    @Test
    void a_handler_that_heeds_nothing_keeps_its_job() {
        Signal begun = new Signal("the handler has begun");
        Litestack stack = real().open();
        stack.jobs().handleWithOutcome(CALL, (text, context) -> {
            begun.give();
            end.awaitUninterruptibly();
            return Outcome.done();
        });
        stack.start();
        long id = stack.jobs().enqueue(CALL, "");
        begun.await();
        stack.close();
        try (Litestack again = real().open()) {
            assertThat(again.jobs().admin().find(id).orElseThrow().state()).isEqualTo(JobState.RUNNING);
            end.give();
            Eventually.until(
                    "it is done",
                    () -> again.jobs().admin().find(id).orElseThrow().state() == JobState.DONE);
        }
    }

    @Test
    void a_handler_cannot_close_what_it_runs_on() {
        CompletableFuture<Throwable> refusal = new CompletableFuture<>();
        try (Litestack stack = real().open()) {
            JobQueue jobs = stack.jobs();
            Runnable close = stack::close;
            jobs.handle(CALL, (text, context) -> {
                try {
                    close.run();
                    refusal.complete(new AssertionError("closed"));
                } catch (IllegalStateException e) {
                    refusal.complete(e);
                }
            });
            stack.start();
            long id = jobs.enqueue(CALL, "");
            assertThat(refusal.join())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("jobs.sqlite3 cannot be closed on the thread of a job of its own, job " + id)
                    .hasMessageContaining("Have another thread close it once the job is done");
            Eventually.until(
                    "it is done", () -> jobs.admin().find(id).orElseThrow().state() == JobState.DONE);
        }
    }

    @Test
    void the_log_says_how_long_it_took_if_that_was_more_than_a_second() {
        assertThat(Shutdown.after(999_999_999)).isEmpty();
        assertThat(Shutdown.after(1_500_000_000)).isEqualTo(", after 1500 ms");
    }

    private static void assertIsClosed(Store store) {
        assertThat(isClosed(store)).isTrue();
    }

    private static boolean isClosed(Store store) {
        try {
            store.query("select 1", row -> row.getLong(1));
            return false;
        } catch (ClosedException e) {
            return true;
        }
    }
}
