package io.litestack.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.RowMapper;
import io.litestack.core.Snapshot;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Ticker;
import io.litestack.core.TimeLimitException;
import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.write.WriteTransaction;
import io.litestack.core.internal.write.WriterLock;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.ProgressHandler;

/** Whatever throws, and wherever, the reader and the writer come back with nothing running and nothing open. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class NothingLeftRunningTest {
    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n";
    private static final String INSERT = "insert into note(text) values (?)";
    private static final int MOST_CALLS = 200;

    /** What was meant to go wrong. */
    private static final class Injected extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class InjectedError extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The machine's clock, which fails at a chosen look of the test's own thread, but for those of the queue of writers. */
    private static final class FailingTicker implements Ticker {
        private final Thread tester = Thread.currentThread();
        private int looksLeft = Integer.MAX_VALUE;

        @Override
        public long nanos() {
            if (Thread.currentThread() == tester && looksLeft < MOST_CALLS && !isInQueue() && --looksLeft == 0) {
                throw new Injected();
            }
            return System.nanoTime();
        }

        private static boolean isInQueue() {
            return StackWalker.getInstance()
                    .walk(frames -> frames.anyMatch(it -> it.getClassName().equals(WriterLock.class.getName())));
        }
    }

    private record Shape(String sql) {
        @Override
        public String sql() {
            throw new Injected();
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        void on(T scope) throws Exception;
    }

    @TempDir
    Path folder;

    private final FailingTicker ticker = new FailingTicker();
    private StoreEngine engine;
    private StoreHandle store;
    private Foreigner foreigner;

    @BeforeEach
    void open() {
        StoreConfig config = StoreConfig.builder(folder.resolve("app.db"))
                .readers(1)
                .waitTimeout(Duration.ofSeconds(5))
                .queryTimeout(Duration.ofMillis(100))
                .ticker(ticker)
                .build();
        FileGuard.prepare(config.path());
        engine = new StoreEngine(config, null);
        store = new StoreHandle(engine, config);
        store.execute("create table note(id integer primary key, text text unique)");
        store.execute("insert into note(text) values ('a'), ('b'), ('c')");
        store.execute("create table undone(n integer)");
        store.execute("""
                create trigger no_undone before insert on undone begin select raise(rollback, 'undone'); end""");
        foreigner = new Foreigner(config.path());
    }

    @AfterEach
    void close() {
        foreigner.close();
        engine.close();
    }

    static Stream<Arguments> failures() {
        return Stream.concat(onBoth(), Stream.concat(throughJdbc(), onWriterOnly()));
    }

    private static Stream<Arguments> onBoth() {
        RowMapper<String> text = row -> row.getString(1);
        return Stream.of(
                failure("too many values", it -> it.query("select ?", text, 1, 2)),
                failure("too few values", it -> it.query("select ?, ?", text, 1)),
                failure("no values", it -> it.query("select ?", text, (Object[]) null)),
                failure("a value of a wrong type", it -> it.query("select ?", text, new Object())),
                failure("a value that cannot be stored", it -> it.query("select ?, ?", text, "a", Double.NaN)),
                failure("a text that cannot be stored", it -> it.queryFirst("select ?", text, "\uD800")),
                failure("a collection without json", it -> it.query("select ?", text, List.of(1))),
                failure("a collection of nonsense", it -> it.query("select json(?)", text, List.of(new Object()))),
                failure("names for a statement without", it -> it.query("select ?", text, Map.of("a", 1))),
                failure("a name that is missing", it -> it.query("select :a, :b", text, Map.of("a", 1))),
                failure("a record whose accessor throws", it -> it.query("select :sql", text, new Shape("a"))),
                failure("an optional of a wrong type", it -> it.query("select ?", text, Optional.of('c'))),
                failure("a wrong style of parameter", it -> it.query("select $a", text, Map.of("a", 1))),
                failure("no statement", it -> it.query("", text)),
                failure("no such table", it -> it.query("select * from nothing", text)),
                failure("a syntax error", it -> it.query("select from where", text)),
                failure("an error at the first row", it -> it.query("select abs(-9223372036854775808)", text)),
                failure("an error at a later row", it -> it.query("""
                        select json(text) from (select '1' as text union all select '{')""", text)),
                failure("no rows", it -> it.query("create temp table t(n)", text)),
                failure(
                        "a prepare of the mapper that throws",
                        it -> it.query("select 1", new RowMapper<String>() {
                            @Override
                            public String map(ResultSet row) {
                                return "";
                            }

                            @Override
                            public RowMapper<String> prepare(ResultSet rows) {
                                throw new Injected();
                            }
                        })),
                failure(
                        "a mapper that throws",
                        it -> it.query("select text from note", row -> {
                            throw new Injected();
                        })),
                failure(
                        "a mapper with an error",
                        it -> it.query("select text from note", row -> {
                            throw new InjectedError();
                        })),
                failure(
                        "a mapper with an SQL error",
                        it -> it.query("select text from note", row -> {
                            throw new SQLException("mine");
                        })),
                failure(
                        "a mapper with a checked exception",
                        it -> it.query("select text from note", row -> {
                            throw NothingLeftRunningTest.<RuntimeException>sneaky(new Exception("checked"));
                        })),
                failure(
                        "a mapper with an inner statement that fails",
                        it -> it.query("select text from note", row -> {
                            return it.queryFirst("select ?", text).orElseThrow();
                        })),
                failure("a refused text", it -> it.query("pragma query_only", text)),
                failure("work that throws", it -> {
                    it.query("select 1", text);
                    throw new InjectedError();
                }));
    }

    private static Stream<Arguments> throughJdbc() {
        return Stream.of(
                failure("a cursor left open", it -> {
                    it.connection()
                            .createStatement()
                            .executeQuery("select text from note")
                            .next();
                    throw new Injected();
                }),
                failure(
                        "a wrong index",
                        it -> it.connection().prepareStatement("select ?").setInt(2, 1)),
                failure(
                        "an empty text",
                        it -> it.connection().prepareStatement(" -- nothing").execute()),
                failure(
                        "an empty text to execute",
                        it -> it.connection().createStatement().execute("/* nothing */")),
                failure("a syntax error of JDBC", it -> it.connection().prepareStatement("select from")));
    }

    private static Stream<Arguments> onWriterOnly() {
        return Stream.of(
                write("too many values to write", it -> it.execute(INSERT, "x", "y")),
                write("a constraint", it -> it.execute(INSERT, "a")),
                write("a row of a batch", it -> it.batch(INSERT, List.of(new Object[] {"x"}, new Object[0]))),
                write(
                        "rows of a batch that throw",
                        it -> it.batch(INSERT, () -> {
                            throw new Injected();
                        })),
                write("an id of no insert", it -> it.insert("delete from note")),
                write("a rollback by SQLite", it -> it.execute("insert into undone values (1)")),
                write("a rollback in a conflict", it -> it.execute("insert or rollback into note(text) values ('a')")),
                write("a rollback in a returning clause", it -> it.query("""
                        insert or rollback into note(text) values ('z'), ('a') returning text""", row -> row.getString(1))),
                write("a command that throws", it -> ((TransactionInternals) it).run(leavingACursor())),
                write("a nested write that throws", it -> {
                    it.query("select text from note", row -> {
                        throw new Injected();
                    });
                }));
    }

    private static Arguments failure(String name, Use<Snapshot> use) {
        return Arguments.of(name, use, true);
    }

    private static Arguments write(String name, Use<Transaction> use) {
        return Arguments.of(name, (Use<Snapshot>) it -> use.on((Transaction) it), false);
    }

    private static Command<Void> leavingACursor() {
        return statements -> {
            PreparedStatement select = statements.prepare("select text from note");
            assertThat(select.executeQuery().next()).isTrue();
            throw new Injected();
        };
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneaky(Throwable e) throws X {
        throw (X) e;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void after_a_failure_nothing_runs(String name, Use<Snapshot> use, boolean isAlsoRead) {
        if (isAlsoRead) {
            assertThatThrownBy(() -> store.<Void, Exception>read(it -> run(use, it)))
                    .as(name)
                    .isNotInstanceOf(AssertionError.class);
            assertNothingRuns();
            assertThatThrownBy(() -> {
                        try (OpenSnapshot reader = engine.openReader()) {
                            run(use, reader.snapshot());
                        }
                    })
                    .as(name)
                    .isNotInstanceOf(AssertionError.class);
            assertNothingRuns();
        }
        assertThatThrownBy(() -> store.<Void, Exception>write(it -> run(use, it)))
                .as(name)
                .isNotInstanceOf(AssertionError.class);
        assertNothingRuns();
        assertThatThrownBy(() ->
                        store.<Void, Exception>write(outer -> store.<Void, Exception>write(inner -> run(use, inner))))
                .as(name)
                .isNotInstanceOf(AssertionError.class);
        assertNothingRuns();
        caught(use, isAlsoRead);
        assertNothingRuns();
    }

    @Test
    void after_all_failures_the_limits_hold() {
        onBoth().forEach(failure -> {
            @SuppressWarnings("unchecked")
            Use<Snapshot> use = (Use<Snapshot>) failure.get()[1];
            assertThatThrownBy(() -> store.<Void, Exception>read(it -> run(use, it)))
                    .isNotInstanceOf(AssertionError.class);
        });
        assertLimitsHold();
    }

    private static Void run(Use<Snapshot> use, Snapshot scope) throws Exception {
        use.on(scope);
        throw new AssertionError("should have thrown");
    }

    /** The work goes on after the failure, and ends well if it can. */
    private void caught(Use<Snapshot> use, boolean isAlsoRead) {
        if (isAlsoRead) {
            store.useRead(it -> {
                assertThatThrownBy(() -> use.on(it)).isNotNull();
                assertThat(it.query("select count(*) from note", row -> row.getLong(1)))
                        .containsExactly(3L);
            });
        }
        try {
            store.useWrite(it -> {
                assertThatThrownBy(() -> use.on(it)).isNotNull();
                it.execute("delete from note where text not in ('a', 'b', 'c')");
            });
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("ended by an earlier error");
        }
    }

    @Test
    void a_command_that_throws_leaves_no_cursor() {
        assertThatThrownBy(() -> engine.commands().execute(leavingACursor(), Ack.COMMITTED))
                .hasRootCauseInstanceOf(Injected.class);
        assertNothingRuns();
    }

    @Test
    void a_clock_that_fails_at_any_look_leaves_nothing_running() {
        List<Use<StoreHandle>> uses = List.of(
                it -> it.query("select text from note", row -> row.getString(1)),
                it -> it.useRead(snapshot -> snapshot.query("select text from note", row -> row.getString(1))),
                it -> it.useRead(
                        snapshot -> snapshot.connection().createStatement().close()),
                it -> it.execute("update note set text = text"),
                it -> it.write(tx -> tx.query("select text from note", row -> row.getString(1))),
                it -> engine.writeWithoutForeignKeys(
                        WriteOptions.standard(), tx -> tx.execute("update note set text = text")),
                it -> engine.begin(WriteOptions.standard()).close());
        for (Use<StoreHandle> use : uses) {
            for (int look = 1; throwsAt(look, use); look++) {
                assertThat(look).isLessThan(MOST_CALLS);
                assertNothingRuns();
            }
        }
        assertLimitsHold();
    }

    private boolean throwsAt(int look, Use<StoreHandle> use) {
        ticker.looksLeft = look;
        try {
            use.on(store);
            return false;
        } catch (Exception e) {
            assertThat(e).isInstanceOf(Injected.class);
            return true;
        } finally {
            ticker.looksLeft = Integer.MAX_VALUE;
        }
    }

    @Test
    void an_interrupt_at_any_step_of_a_statement_leaves_nothing_running() throws SQLException {
        String fill = "insert into note(text) select 'x' || i from (with recursive n(i) as"
                + " (select 1 union all select i + 1 from n limit 20) select i from n)";
        for (int step = 1; isInterruptedAt(step, it -> store.execute(fill)); step += 37) {
            assertNothingRuns();
        }
        store.execute("delete from note where text like 'x%'");
        for (int step = 1;
                isInterruptedAt(step, it -> store.query("select * from note order by text", row -> row.getString(2)));
                step += 37) {
            assertNothingRuns();
        }
        assertLimitsHold();
    }

    /** SQLite asks after so many steps of a statement, on the writer and on the reader, whether it should go on. */
    private boolean isInterruptedAt(int step, Use<Void> use) throws SQLException {
        AtomicInteger interrupts = new AtomicInteger();
        // the maintenance uses the writer too
        Thread user = Thread.currentThread();
        ProgressHandler once = new ProgressHandler() {
            @Override
            protected int progress() {
                return Thread.currentThread() == user && interrupts.incrementAndGet() == 1 ? 1 : 0;
            }
        };
        List<Connection> connections = List.of(writer().driver(), reader().driver());
        for (Connection connection : connections) {
            ProgressHandler.setHandler(connection, step, once);
        }
        try {
            use.on(null);
            assertThat(interrupts).hasValue(0);
            return false;
        } catch (Exception e) {
            assertThat(interrupts).as(e.toString()).hasPositiveValue();
            return true;
        } finally {
            for (Connection connection : connections) {
                ProgressHandler.clearHandler(connection);
            }
        }
    }

    private void assertNothingRuns() {
        assertThat(engine.parts().writerLock.holder() instanceof WriteTransaction)
                .as("whether a transaction holds the writer")
                .isFalse();
        assertThat(engine.parts().readers.active()).as("readers in use").isZero();
        engine.parts()
                .readers
                .all()
                .forEach(it -> assertThat(it.clock().running()).isZero());
        foreigner.execute("insert into note(text) values ('foreign')");
        foreigner.execute("delete from note where text = 'foreign'");
        Eventually.until(
                "nobody holds a view of the log", () -> foreigner.number("pragma wal_checkpoint(truncate)") == 0);
        assertThat(store.query("select count(*) from note", row -> row.getLong(1)))
                .containsExactly(3L);
        store.useWrite(
                tx -> assertThat(tx.execute("update note set text = text")).isEqualTo(3));
    }

    /** A statement is stopped at the limit, neither before nor never. */
    private void assertLimitsHold() {
        assertThatThrownBy(() -> store.query(ENDLESS, row -> row.getLong(1))).isInstanceOf(TimeLimitException.class);
        assertThat(store.query("select count(*) from note", row -> row.getLong(1)))
                .containsExactly(3L);
    }

    private CachedConnection writer() {
        return engine.parts().writes.onConnection(connection -> connection);
    }

    private CachedConnection reader() {
        store.query("select 1", row -> row.getLong(1));
        return engine.parts().readers.all().iterator().next().connection();
    }
}
