package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A write inside a write is a savepoint. */
public abstract class NestedWriteContract extends StoreContract {
    protected NestedWriteContract(Opener opener) {
        super(opener);
    }

    @Test
    void a_nested_write_is_stored_with_the_outer_one() {
        store.useWrite(outer -> {
            addNote(outer, "outer");
            store.useWrite(inner -> addNote(inner, "inner"));
        });
        assertThat(notes()).containsExactly("outer", "inner");
        assertThat(listener.commits).as("the create table and this").hasValue(2);
    }

    @Test
    void a_nested_write_that_throws_is_undone_alone() {
        store.useWrite(outer -> {
            addNote(outer, "before");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> store.useWrite(inner -> {
                        addNote(inner, "undone");
                        throw new IOException("mine");
                    }));
            addNote(outer, "after");
        });
        assertThat(notes()).containsExactly("before", "after");
    }

    @Test
    void a_nested_write_goes_down_with_the_outer_one() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.useWrite(outer -> {
                    store.useWrite(inner -> addNote(inner, "inner"));
                    throw new IOException("mine");
                }));
        assertThat(notes()).isEmpty();
    }

    @Test
    void deep_nesting_undoes_exactly_the_levels_that_threw() {
        int depth = 60;
        store.useWrite(tx -> nest(tx, depth));
        List<String> expected = new ArrayList<>();
        for (int level = depth; level > depth / 2; level--) {
            expected.add("level " + level);
        }
        assertThat(notes()).isEqualTo(expected);
    }

    /** Half of the way down the nested part throws, and everything below it is gone. */
    private void nest(Transaction tx, int level) {
        addNote(tx, "level " + level);
        if (level == 1) {
            throw new IllegalStateException("bottom");
        }
        if (level == 31) {
            assertThatThrownBy(() -> store.useWrite(inner -> nest(inner, level - 1)))
                    .hasMessage("bottom");
        } else {
            store.useWrite(inner -> nest(inner, level - 1));
        }
    }

    @Test
    void the_hooks_of_a_nested_write_run_at_the_outer_commit() {
        List<String> calls = new ArrayList<>();
        store.useWrite(outer -> {
            outer.afterCommit(() -> calls.add("outer 1"));
            store.useWrite(inner -> inner.afterCommit(() -> calls.add("inner")));
            calls.add("nested write returned");
            outer.afterCommit(() -> calls.add("outer 2"));
        });
        assertThat(calls).containsExactly("nested write returned", "outer 1", "inner", "outer 2");
    }

    @Test
    void an_undone_nested_write_takes_its_commit_hooks_with_it_and_runs_its_rollback_hooks_at_the_outer_end() {
        List<String> calls = new ArrayList<>();
        store.useWrite(outer -> {
            outer.afterCommit(() -> calls.add("outer committed"));
            outer.afterRollback(() -> calls.add("outer rolled back"));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> store.useWrite(inner -> {
                        inner.afterCommit(() -> calls.add("inner committed"));
                        inner.afterRollback(() -> calls.add("inner rolled back"));
                        throw new IOException("mine");
                    }));
            calls.add("still inside");
        });
        assertThat(calls).containsExactly("still inside", "outer committed", "inner rolled back");
    }

    @Test
    void an_undone_nested_write_runs_its_rollback_hooks_once_when_the_outer_one_is_rolled_back_too() {
        List<String> calls = new ArrayList<>();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.useWrite(outer -> {
                    outer.afterRollback(() -> calls.add("outer"));
                    assertThatExceptionOfType(IOException.class)
                            .isThrownBy(() -> store.useWrite(inner -> {
                                inner.afterRollback(() -> calls.add("inner"));
                                throw new IOException("inner");
                            }));
                    throw new IOException("outer");
                }));
        assertThat(calls).containsExactly("outer", "inner");
    }

    @Test
    void a_nested_write_swallows_no_failed_statement() {
        store.useWrite(outer -> {
            addNote(outer, "a");
            store.useWrite(inner -> {
                assertThatThrownBy(() -> inner.execute("insert into note(id) values (1)"))
                        .isInstanceOf(StoreException.class);
                addNote(inner, "b");
            });
        });
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void a_nested_execute_of_the_store_belongs_to_the_open_transaction() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.useWrite(outer -> {
                    assertThat(store.execute("insert into note(text) values ('a')"))
                            .isEqualTo(1);
                    throw new IOException("mine");
                }));
        assertThat(notes()).isEmpty();
    }
}
