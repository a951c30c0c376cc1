package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Foreigner;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Some errors make SQLite roll the whole transaction back. Work that swallows such an error and writes on must not find
 * itself writing outside of any transaction: nothing of it may be stored.
 */
public abstract class DeadTransactionContract extends StoreContract {
    /** Runs for hours, unless it is interrupted. */
    static final String ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n)";

    protected DeadTransactionContract(Opener opener) {
        super(opener);
    }

    @BeforeEach
    void makeTraps() {
        store.execute("insert into note(text) values ('first')");
        store.execute("create table child(note integer references note(id) deferrable initially deferred)");
        store.execute("create trigger trap before insert on note when new.text = 'trap' begin"
                + " select raise(rollback, 'sprung'); end");
    }

    @Test
    void on_conflict_rollback_ends_the_transaction() {
        swallowedEndOf(tx -> tx.execute("insert or rollback into note(id) values (1)"), "UNIQUE");
    }

    @Test
    void raise_rollback_in_a_trigger_ends_the_transaction() {
        swallowedEndOf(tx -> tx.execute("insert into note(text) values ('trap')"), "sprung");
    }

    @Test
    void raise_rollback_through_query_and_batch_and_insert_ends_it_as_well() {
        swallowedEndOf(
                tx -> tx.query("insert into note(text) values ('trap') returning id", row -> row.getLong(1)), "sprung");
        swallowedEndOf(tx -> tx.insert("insert into note(text) values ('trap')"), "sprung");
        swallowedEndOf(
                tx -> tx.batch(
                        "insert into note(text) values (?)", List.of(new Object[] {"good"}, new Object[] {"trap"})),
                "sprung");
    }

    @Test
    void an_error_through_the_raw_connection_ends_it_as_well() {
        swallowedEndOf(
                tx -> {
                    try (var statement = tx.connection().createStatement()) {
                        statement.executeUpdate("insert into note(text) values ('trap')");
                    }
                },
                "sprung");
    }

    /** The work swallows the error, goes on, and may do so in a nested write. */
    private void swallowedEndOf(Action<Transaction, Exception> killer, String reason) {
        List<String> hooks = new ArrayList<>();
        for (boolean isNested : new boolean[] {false, true}) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.useWrite(tx -> {
                        addNote(tx, "before");
                        tx.afterCommit(() -> hooks.add("committed"));
                        tx.afterRollback(() -> hooks.add("rolled back"));
                        if (isNested) {
                            assertThatThrownBy(() -> store.useWrite(killer::run));
                        } else {
                            assertThatThrownBy(() -> killer.run(tx)).hasMessageContaining(reason);
                        }
                        assertRefusesEverything(tx);
                    }))
                    .withMessageContaining(reason)
                    .withMessageContaining("nothing of it was stored");
            assertUnharmed();
        }
        assertThat(hooks).containsExactly("rolled back", "rolled back");
    }

    private void assertRefusesEverything(Transaction tx) {
        List<Action<Transaction, Exception>> uses = List.of(
                it -> addNote(it, "after"),
                it -> it.execute("insert into note(text) values ('after')"),
                it -> it.query("insert into note(text) values ('after') returning id", row -> row.getLong(1)),
                it -> it.queryFirst("select 1", row -> row.getLong(1)),
                it -> it.batch("insert into note(text) values (?)", List.<Object[]>of(new Object[] {"after"})),
                it -> it.connection(),
                it -> store.execute("insert into note(text) values ('after')"),
                it -> store.query("select 1", row -> row.getLong(1)),
                it -> store.useWrite(inner -> addNote(inner, "after")));
        for (Action<Transaction, Exception> use : uses) {
            assertThatThrownBy(() -> use.run(tx))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("ended by an earlier error");
        }
    }

    @Test
    void a_write_interrupted_at_its_limit_ends_the_transaction() {
        WriteOptions brief = WriteOptions.standard().withTransactionTimeout(Duration.ofMillis(100));
        assertThatExceptionOfType(TimeLimitException.class)
                .isThrownBy(() -> store.useWrite(brief, tx -> {
                    addNote(tx, "before");
                    assertThatExceptionOfType(TimeLimitException.class)
                            .isThrownBy(() -> tx.execute("insert into note(text) " + ENDLESS + " select i from n"));
                    assertThatExceptionOfType(TimeLimitException.class).isThrownBy(() -> addNote(tx, "after"));
                }));
        assertUnharmed();
    }

    @Test
    void a_broken_deferred_foreign_key_fails_the_commit_and_holds_nobody_up() {
        Foreigner foreigner = foreigner();
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.useWrite(tx -> {
                        addNote(tx, "before");
                        tx.execute("insert into child values (99)");
                    }))
                    .withMessageContaining("FOREIGN KEY")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(787));
            foreigner.execute("insert into note(text) values ('foreign')");
            foreigner.execute("delete from note where text = 'foreign'");
        }
        for (int i = 0; i < 1000; i++) {
            store.execute("insert into note(text) values ('good')");
        }
        foreigner.execute("delete from note where text = 'good'");
        assertUnharmed();
        assertThat(listener.writersReopened).isEmpty();
    }

    @Test
    void a_commit_with_an_open_cursor_of_the_raw_connection_succeeds_and_pins_nothing() throws SQLException {
        store.execute("insert into note(text) values ('second')");
        store.useWrite(tx -> {
            var rows = tx.connection().createStatement().executeQuery("select id from note");
            assertThat(rows.next()).isTrue();
            var inserted = tx.connection()
                    .prepareStatement("insert into note(text) values ('a'), ('b') returning id")
                    .executeQuery();
            assertThat(inserted.next()).isTrue();
        });
        assertThat(notes()).containsExactly("first", "second", "a", "b");
        assertThat(foreigner().number("pragma wal_checkpoint(truncate)")).isZero();
    }

    /** Nothing of the failed work is there, and everybody can write at once. */
    private void assertUnharmed() {
        assertThat(notes()).containsExactly("first");
        assertThat(store.queryFirst("select count(*) from child", row -> row.getInt(1)))
                .contains(0);
        Foreigner foreigner = foreigner();
        foreigner.execute("insert into note(text) values ('foreign')");
        Background.run("another", () -> store.execute("delete from note where text = 'foreign'"))
                .result();
        assertThat(notes()).containsExactly("first");
    }
}
