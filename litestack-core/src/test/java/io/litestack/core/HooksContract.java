package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When, where and in which order the hooks of a transaction run. */
public abstract class HooksContract extends StoreContract {
    protected HooksContract(Opener opener) {
        super(opener);
    }

    @Test
    void commit_hooks_run_in_their_order_on_the_calling_thread_once_everybody_sees_the_commit() {
        List<String> calls = new ArrayList<>();
        store.useWrite(tx -> {
            addNote(tx, "a");
            tx.afterCommit(() -> calls.add("1 " + Thread.currentThread().getName()));
            tx.afterCommit(() -> calls.add("2 sees " + notes()));
            tx.afterRollback(() -> calls.add("never"));
        });
        assertThat(calls).containsExactly("1 " + Thread.currentThread().getName(), "2 sees [a]");
    }

    @Test
    void rollback_hooks_run_in_their_order_on_the_calling_thread_when_nothing_is_left() {
        List<String> calls = new ArrayList<>();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    addNote(tx, "a");
                    tx.afterRollback(
                            () -> calls.add("1 " + Thread.currentThread().getName()));
                    tx.afterRollback(() -> calls.add("2 sees " + notes()));
                    tx.afterCommit(() -> calls.add("never"));
                    throw new IOException("mine");
                }));
        assertThat(calls).containsExactly("1 " + Thread.currentThread().getName(), "2 sees []");
    }

    @Test
    @SuppressWarnings("NullAway") // that is the mistake
    void a_hook_that_is_null_is_refused_where_it_is_given() {
        store.useWrite(tx -> {
            assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> tx.afterCommit(null));
            assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> tx.afterRollback(null));
        });
    }

    @Test
    void while_a_hook_runs_the_writer_is_free_for_others() {
        store.useWrite(tx -> {
            addNote(tx, "a");
            tx.afterCommit(() -> Background.run("another", () -> store.execute("insert into note(text) values ('b')"))
                    .result());
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void a_hook_may_write_and_have_hooks_of_its_own() {
        List<String> calls = new ArrayList<>();
        store.useWrite(tx -> {
            addNote(tx, "a");
            tx.afterCommit(() -> store.useWrite(next -> {
                addNote(next, "b");
                next.afterCommit(() -> calls.add("inner"));
            }));
            tx.afterCommit(() -> calls.add("outer"));
        });
        assertThat(notes()).containsExactly("a", "b");
        assertThat(calls).containsExactly("inner", "outer");
    }

    @Test
    void a_hook_after_a_rollback_may_write() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    addNote(tx, "a");
                    tx.afterRollback(() -> store.execute("insert into note(text) values ('instead')"));
                    throw new IOException("mine");
                }));
        assertThat(notes()).containsExactly("instead");
    }

    @Test
    void a_hook_that_throws_is_reported_and_harms_nobody() {
        List<String> calls = new ArrayList<>();
        RuntimeException first = new IllegalStateException("first");
        Error second = new AssertionError("second");
        store.useWrite(tx -> {
            addNote(tx, "a");
            tx.afterCommit(() -> {
                throw first;
            });
            tx.afterCommit(() -> {
                throw second;
            });
            tx.afterCommit(() -> calls.add("third"));
        });
        assertThat(notes()).containsExactly("a");
        assertThat(calls).containsExactly("third");
        assertThat(listener.hookFailures).containsExactly(first, second);
    }

    @Test
    void a_hook_cannot_use_the_transaction_that_has_ended() {
        store.useWrite(tx -> {
            tx.afterCommit(() -> addNote(tx, "late"));
            tx.afterCommit(() -> tx.afterCommit(() -> {}));
        });
        assertThat(listener.hookFailures).hasSize(2).allMatch(IllegalStateException.class::isInstance);
        assertThat(notes()).isEmpty();
    }

    @Test
    void a_refused_commit_runs_the_rollback_hooks() {
        List<String> calls = new ArrayList<>();
        store.execute("create table child(note integer references note(id) deferrable initially deferred)");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    tx.execute("insert into child values (99)");
                    tx.afterCommit(() -> calls.add("committed"));
                    tx.afterRollback(() -> calls.add("rolled back"));
                }));
        assertThat(calls).containsExactly("rolled back");
    }

    @Test
    void hooks_registered_by_a_helping_thread_run_on_the_thread_that_called_write() {
        List<String> calls = new ArrayList<>();
        Signal registered = new Signal("registered");
        store.useWrite(tx -> {
            Background.run("helper", () -> {
                tx.afterCommit(() -> calls.add(Thread.currentThread().getName()));
                registered.give();
            });
            registered.await();
        });
        assertThat(calls).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void a_listener_that_throws_harms_nobody() {
        Store other = open(
                "other.db",
                it -> it.listener(new StoreListener() {
                    @Override
                    public void onCommit(long waitNanos, long heldNanos, long syncNanos) {
                        throw new IllegalStateException("mine");
                    }

                    @Override
                    public void onRollback(Throwable cause) {
                        throw new AssertionError("mine");
                    }
                }));
        other.execute("create table t(n)");
        IOException mine = new IOException("mine");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> other.useWrite(tx -> {
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(other.execute("insert into t values (1)")).isEqualTo(1);
    }
}
