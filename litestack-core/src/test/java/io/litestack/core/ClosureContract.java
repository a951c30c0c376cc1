package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of work that does what it should not. */
public abstract class ClosureContract extends StoreContract {
    protected ClosureContract(Opener opener) {
        super(opener);
    }

    @Test
    void work_whose_thread_is_interrupted_goes_on_and_is_committed() {
        store.useWrite(tx -> {
            addNote(tx, "a");
            Thread.currentThread().interrupt();
            addNote(tx, "b");
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(notes()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @EnumSource(names = {"NORMAL", "FULL"})
    void an_interrupt_harms_no_flush(Sync sync) {
        Store other = open("other.db", it -> it.sync(sync));
        other.execute("create table t(n)");
        other.useWrite(WriteOptions.synced(), tx -> {
            tx.execute("insert into t values (1)");
            Thread.currentThread().interrupt();
        });
        other.sync();
        assertThat(Thread.interrupted()).isTrue();
        other.execute("insert into t values (2)");
        assertThat(other.queryFirst("select count(*) from t", row -> row.getInt(1)))
                .contains(2);
        assertThat(listener.syncFailures).isEmpty();
    }

    @Test
    void a_thread_interrupted_while_it_waits_for_the_writer_gives_up_and_leaves_the_queue_in_order() {
        Signal end = new Signal("the holder may end");
        Background<Void> holder = Background.run("holder", () -> store.useWrite(tx -> end.await()));
        Eventually.until("held", () -> holder.thread().getState() == Thread.State.TIMED_WAITING);
        Background<Boolean> first = Background.call("first", () -> {
            assertThatExceptionOfType(StoreInterruptedException.class)
                    .isThrownBy(() -> store.useWrite(tx -> addNote(tx, "never")))
                    .withMessageContaining("nothing was stored");
            return Thread.interrupted();
        });
        Eventually.until("the first waits", () -> store.stats().waiting() == 1);
        Background<Void> second = Background.run("second", () -> store.useWrite(tx -> addNote(tx, "second")));
        Eventually.until("the second waits", () -> store.stats().waiting() == 2);
        first.thread().interrupt();
        assertThat(first.result()).as("the flag is set again").isTrue();
        end.give();
        second.result();
        holder.result();
        assertThat(notes()).containsExactly("second");
    }

    @Test
    void work_that_waits_for_a_thread_that_wants_the_writer_goes_on_when_that_one_gives_up() {
        store.useWrite(tx -> {
            addNote(tx, "a");
            WriteOptions impatient = WriteOptions.standard().withWaitTimeout(Duration.ofMillis(100));
            Background<Void> other =
                    Background.run("other", () -> store.useWrite(impatient, inner -> addNote(inner, "never")));
            assertThat(other.failure())
                    .isInstanceOf(StoreBusyException.class)
                    .hasMessageContaining(Thread.currentThread().getName());
            addNote(tx, "b");
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void work_may_wait_for_what_its_predecessor_does_after_its_write_has_returned(Sync sync) {
        Store other = open("other.db", it -> it.sync(sync));
        other.execute("create table t(n)");
        for (int i = 0; i < 20; i++) {
            Signal returned = new Signal("the predecessor's write has returned");
            Signal begun = new Signal("the predecessor has begun");
            Background<Void> predecessor = Background.run("predecessor", () -> {
                other.useWrite(tx -> {
                    tx.execute("insert into t values (1)");
                    begun.give();
                });
                returned.give();
            });
            begun.await();
            other.useWrite(tx -> {
                returned.await();
                tx.execute("insert into t values (2)");
            });
            predecessor.result();
        }
        assertThat(other.queryFirst("select count(*) from t", row -> row.getInt(1)))
                .contains(40);
    }

    @Test
    void a_transaction_handed_to_other_threads_takes_their_statements_one_at_a_time() {
        int threads = 4;
        int each = 200;
        CyclicBarrier start = new CyclicBarrier(threads);
        store.useWrite(tx -> {
            List<Background<Void>> helpers = IntStream.range(0, threads)
                    .mapToObj(thread -> Background.run("helper " + thread, () -> {
                        start.await();
                        for (int i = 0; i < each; i++) {
                            String text = thread + "-" + i;
                            long id = addNote(tx, text);
                            assertThat(tx.queryFirst("select text from note where id = ?", row -> row.getString(1), id))
                                    .contains(text);
                        }
                    }))
                    .toList();
            helpers.forEach(Background::result);
        });
        assertThat(notes()).hasSize(threads * each).doesNotHaveDuplicates();
    }

    @Test
    void a_transaction_leaked_to_another_thread_is_refused_there_after_its_end() {
        Signal over = new Signal("the write has returned");
        Transaction[] leaked = new Transaction[1];
        store.useWrite(tx -> {
            addNote(tx, "a");
            leaked[0] = tx;
        });
        Background<Void> late = Background.run("late", () -> {
            over.await();
            assertThatIllegalStateException()
                    .isThrownBy(() -> addNote(leaked[0], "late"))
                    .withMessageContaining("has ended");
        });
        store.useWrite(tx -> {
            over.give();
            late.result();
            addNote(tx, "b");
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void a_thread_that_was_lent_a_transaction_and_opens_a_write_of_its_own_waits_for_the_writer() {
        store.useWrite(tx -> {
            Background<Void> helper = Background.run("helper", () -> {
                addNote(tx, "through the transaction");
                store.useWrite(
                        WriteOptions.standard().withWaitTimeout(Duration.ofMillis(50)), own -> addNote(own, "never"));
            });
            assertThat(helper.failure()).isInstanceOf(StoreBusyException.class);
        });
        assertThat(notes()).containsExactly("through the transaction");
    }

    @Test
    void of_two_that_take_two_stores_in_opposite_order_one_fails_at_once_with_both_named() {
        Store left = open("left.db", it -> it.waitTimeout(Duration.ofSeconds(20)));
        Store right = open("right.db", it -> it.waitTimeout(Duration.ofSeconds(20)));
        left.execute("create table t(n)");
        right.execute("create table t(n)");
        CyclicBarrier bothHold = new CyclicBarrier(2);
        Background<String> one = Background.call("left-then-right", () -> crosswise(left, right, bothHold));
        Background<String> two = Background.call("right-then-left", () -> crosswise(right, left, bothHold));
        List<String> outcomes = List.of(one.result(), two.result());
        assertThat(outcomes).containsOnlyOnce("committed");
        String refusal = outcomes.stream()
                .filter(it -> !it.equals("committed"))
                .findFirst()
                .orElseThrow();
        assertThat(refusal)
                .startsWith("deadlock")
                .contains("\"left-then-right\"", "\"right-then-left\"", "left.db", "right.db")
                .contains("ClosureContract.crosswise");
        assertThat(left.queryFirst("select count(*) from t", row -> row.getInt(1)))
                .contains(1);
        assertThat(right.queryFirst("select count(*) from t", row -> row.getInt(1)))
                .contains(1);
    }

    private static String crosswise(Store first, Store second, CyclicBarrier bothHold) throws Exception {
        try {
            first.<Exception>useWrite(outer -> {
                outer.execute("insert into t values (1)");
                bothHold.await();
                second.useWrite(inner -> inner.execute("insert into t values (1)"));
            });
            return "committed";
        } catch (StoreBusyException e) {
            return e.getMessage();
        }
    }

    @Test
    void one_transaction_may_hold_two_stores() {
        Store other = open("other.db", it -> {});
        other.execute("create table t(n)");
        store.useWrite(outer -> {
            addNote(outer, "a");
            other.execute("insert into t values (1)");
        });
        assertThat(notes()).containsExactly("a");
        assertThat(other.queryFirst("select count(*) from t", row -> row.getInt(1)))
                .contains(1);
    }
}
