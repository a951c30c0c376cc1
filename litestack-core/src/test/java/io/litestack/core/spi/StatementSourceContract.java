package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreContract;
import io.litestack.core.TimeLimitException;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements that their borrower runs himself, on an open transaction or a reader. */
public abstract class StatementSourceContract extends StoreContract {
    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    protected StatementSourceContract(Opener opener) {
        super(opener);
    }

    private StoreInternals internals() {
        return StoreInternals.of(store);
    }

    private static int number(StatementSource source, String sql) throws SQLException {
        CompiledStatement statement = source.lend(sql);
        source.enter(statement);
        try (ResultSet row = statement.jdbc().executeQuery()) {
            row.next();
            return row.getInt(1);
        } finally {
            source.leave();
            source.giveBack(statement);
        }
    }

    @Test
    void a_statement_is_compiled_once_and_lent_again() throws SQLException {
        try (OpenTransaction open = internals().begin(WriteOptions.standard())) {
            StatementSource source = open.statements();
            CompiledStatement first = source.lend("insert into note(text) values (?)");
            assertThat(first.parameterCount()).isEqualTo(1);
            CompiledStatement second = source.lend("insert into note(text) values (?)");
            assertThat(second).isNotSameAs(first);
            source.giveBack(second);
            source.giveBack(first);
            assertThat(source.lend("insert into note(text) values (?)")).isSameAs(first);
            CompiledStatement once = source.lendOnce("select 7");
            source.giveBack(once);
            assertThat(source.lend("select 7")).isNotSameAs(once);
            first.jdbc().setString(1, "a");
            source.enter(first);
            try {
                assertThat(first.jdbc().execute()).isFalse();
            } finally {
                source.leave();
            }
            assertThat(source.changes()).isEqualTo(1);
            assertThat(source.lastInsertRowId()).isEqualTo(1);
            open.commit();
        }
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void what_is_lent_ends_with_what_it_was_lent_from() throws SQLException {
        store.execute("insert into note(text) values ('a'), ('b')");
        OpenTransaction write = internals().begin(WriteOptions.standard());
        OpenSnapshot reader = internals().openReader();
        OpenSnapshot snapshot = internals().openSnapshot();
        List<CompiledStatement> lent = new ArrayList<>();
        List<ResultSet> results = new ArrayList<>();
        List<StatementSource> sources = List.of(write.statements(), reader.statements(), snapshot.statements());
        for (StatementSource source : sources) {
            CompiledStatement statement = source.lend("select text from note");
            source.enter(statement);
            try {
                results.add(statement.jdbc().executeQuery());
                assertThat(results.get(results.size() - 1).next()).isTrue();
            } finally {
                source.leave();
            }
            lent.add(statement);
        }
        write.commit();
        reader.close();
        snapshot.close();
        for (int i = 0; i < sources.size(); i++) {
            StatementSource source = sources.get(i);
            CompiledStatement statement = lent.get(i);
            ResultSet rows = results.get(i);
            assertThatIllegalStateException().isThrownBy(() -> source.enter(statement));
            assertThatIllegalStateException().isThrownBy(() -> source.lend("select 1"));
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> rows.getString(1));
            source.giveBack(statement);
            source.discard(statement);
            assertThat(source.interrupt(statement)).isFalse();
        }
        store.execute("insert into note(text) values ('c')");
        assertThat(foreigner().number("pragma wal_checkpoint(truncate)")).isZero();
    }

    @Test
    void what_the_store_refuses_is_refused_here() throws SQLException {
        try (OpenTransaction open = internals().begin(WriteOptions.standard());
                OpenSnapshot reader = internals().openReader()) {
            for (StatementSource source : List.of(open.statements(), reader.statements())) {
                for (String sql :
                        List.of("commit", "pragma synchronous = off", "attach 'x' as y", "", "select 1; select 2")) {
                    assertThatIllegalArgumentException().isThrownBy(() -> source.lend(sql));
                }
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> source.lend("select a from nowhere"))
                        .withMessageContaining("nowhere");
                assertThat(number(source, "select 5")).isEqualTo(5);
            }
        }
    }

    @Test
    void another_thread_interrupts_the_call_that_runs_and_no_other() throws SQLException {
        try (OpenTransaction open = internals().begin(WriteOptions.standard());
                OpenSnapshot reader = internals().openReader()) {
            for (StatementSource source : List.of(open.statements(), reader.statements())) {
                CompiledStatement idle = source.lend("select 1");
                CompiledStatement endless = source.lend(ENDLESS);
                assertThat(source.interrupt(endless)).isFalse();
                Background<LitestackException> running = Background.call("runner", () -> failure(source, endless));
                Eventually.until("it is interrupted", () -> {
                    assertThat(source.interrupt(idle)).isFalse();
                    return source.interrupt(endless) || running.isDone();
                });
                assertThat(running.result()).isNull();
                source.giveBack(idle);
                source.discard(endless);
                assertThat(number(source, "select 6")).isEqualTo(6);
            }
        }
    }

    @Test
    void an_interrupt_is_not_lost_that_comes_before_SQLite_begins_to_work() throws SQLException {
        try (OpenTransaction open = internals().begin(WriteOptions.standard());
                OpenSnapshot reader = internals().openReader()) {
            for (StatementSource source : List.of(open.statements(), reader.statements())) {
                CompiledStatement endless = source.lend(ENDLESS);
                source.enter(endless);
                assertThat(source.interrupt(endless)).isTrue();
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> endless.jdbc().executeQuery())
                        .withMessageContaining("interrupted");
                source.leave();
                source.discard(endless);
                assertThat(number(source, "select 6")).isEqualTo(6);
            }
        }
    }

    /** Runs it until it fails; what the store makes of that. */
    private static LitestackException failure(StatementSource source, CompiledStatement statement) {
        source.enter(statement);
        try (ResultSet row = statement.jdbc().executeQuery()) {
            throw new AssertionError("it has ended: " + row);
        } catch (SQLException e) {
            return source.failure(e, ENDLESS);
        } finally {
            source.leave();
        }
    }

    @Test
    void a_call_ends_at_its_own_limit() throws SQLException {
        try (OpenTransaction open = internals().begin(WriteOptions.standard());
                OpenSnapshot reader = internals().openReader()) {
            for (StatementSource source : List.of(open.statements(), reader.statements())) {
                CompiledStatement endless = source.lend(ENDLESS);
                endless.limit(Duration.ofMillis(20).toNanos());
                assertThat(failure(source, endless))
                        .isInstanceOf(TimeLimitException.class)
                        .hasMessageContaining("20 ms");
                source.discard(endless);
                assertThat(number(source, "select 6")).isEqualTo(6);
            }
        }
    }

    @Test
    void savepoints_undo_what_came_after_them_with_its_hooks() {
        List<String> heard = new ArrayList<>();
        try (OpenTransaction open = internals().begin(WriteOptions.standard())) {
            addNote(open.transaction(), "a");
            int outer = open.setSavepoint();
            addNote(open.transaction(), "b");
            open.transaction().afterCommit(() -> heard.add("undone"));
            int inner = open.setSavepoint();
            addNote(open.transaction(), "c");
            open.rollbackTo(inner);
            open.release(inner);
            assertThatIllegalArgumentException().isThrownBy(() -> open.rollbackTo(inner));
            open.rollbackTo(outer);
            addNote(open.transaction(), "d");
            open.transaction().afterCommit(() -> heard.add("kept"));
            open.release(outer);
            open.commit();
        }
        assertThat(notes()).containsExactly("a", "d");
        assertThat(heard).containsExactly("kept");
    }

    @Test
    void readers_that_are_kept_do_not_keep_others_from_reading_until_there_are_too_many() throws SQLException {
        List<OpenSnapshot> kept = new ArrayList<>();
        try {
            for (int i = 0; i < 128; i++) {
                OpenSnapshot reader = internals().openSnapshot();
                kept.add(reader);
                assertThat(number(reader.statements(), "select count(*) from note"))
                        .isZero();
            }
            assertThatExceptionOfType(StoreBusyException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 64; i++) {
                            kept.add(internals().openSnapshot());
                        }
                    })
                    .withMessageContaining("128 more");
        } finally {
            kept.forEach(OpenSnapshot::close);
        }
        assertThat(store.stats().readersActive()).isZero();
        store.execute("insert into note(text) values ('a')");
        try (OpenSnapshot reader = internals().openSnapshot()) {
            assertThat(number(reader.statements(), "select count(*) from note")).isEqualTo(1);
        }
    }

    @Test
    void vacuum_gives_free_pages_back_and_the_log_is_looked_at() {
        store.execute("insert into note(text) select hex(randomblob(4000)) from json_each('[1,2,3,4,5,6,7,8,9]')");
        store.execute("delete from note");
        internals().vacuum();
        assertThat(store.queryFirst("select freelist_count from pragma_freelist_count", row -> row.getLong(1)))
                .contains(0L);
        assertThat(internals().checkpointSoon()).hasSize(2);
        store.useWrite(tx ->
                assertThatIllegalStateException().isThrownBy(() -> internals().vacuum()));
    }
}
