package io.litestack.db.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Transaction;
import io.litestack.core.spi.CompiledStatement;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.db.DateStorage;
import io.litestack.db.TransactionBegin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.hibernate.IsolationDelegate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever call of the driver fails, a connection that was closed holds neither a reader nor the writer. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class JdbcFaultsTest {
    private static final String INSERT = "insert into note(text) values (?)";
    private static final String SELECT = "select id, text from note";
    private static final List<Class<?>> FAULTY = List.of(
            PreparedStatement.class, Statement.class, ResultSet.class, DatabaseMetaData.class, Connection.class);
    private static final List<Class<?>> SOUND = List.of(
            OpenTransaction.class,
            OpenSnapshot.class,
            StatementSource.class,
            CompiledStatement.class,
            Transaction.class,
            io.litestack.core.Snapshot.class);

    /** Of what is sound, the calls that may fail and leave things as they were. */
    private static final Set<String> MAY_FAIL = Set.of(
            "begin",
            "beginWithoutForeignKeys",
            "openReader",
            "openSnapshot",
            "lend",
            "lendOnce",
            "changes",
            "lastInsertRowId",
            "setSavepoint",
            "rollbackTo",
            "release",
            "query",
            "execute");

    /** What stands behind the proxies. */
    private final Map<Object, Object> targets = new IdentityHashMap<>();

    private static final int MOST_CALLS = 2_000;

    @FunctionalInterface
    private interface Use {
        void on(Connection connection) throws SQLException;
    }

    @TempDir
    Path folder;

    private Store store;
    private DataSource sources;
    private int callsLeft = Integer.MAX_VALUE;
    private Exception failure = new SQLException("none");

    @BeforeEach
    void open() {
        store = Store.open(StoreConfig.builder(folder.resolve("app.db"))
                .readers(1)
                .waitTimeout(Duration.ofSeconds(2))
                .build());
        store.execute("create table note(id integer primary key, text text)");
        store.execute("insert into note(text) values ('a'), ('b')");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Map<String, Use> uses() {
        Map<String, Use> uses = new LinkedHashMap<>();
        uses.put("an insert", it -> insert(it, "c"));
        uses.put("a query", it -> {
            try (Statement statement = it.createStatement();
                    ResultSet rows = statement.executeQuery(SELECT)) {
                while (rows.next()) {
                    rows.getString(2);
                }
            }
        });
        uses.put("two results at once", it -> {
            ResultSet first = it.createStatement().executeQuery(SELECT);
            ResultSet second = it.createStatement().executeQuery(SELECT);
            first.next();
            second.next();
            first.close();
            second.close();
        });
        uses.put("rows of an insert, not all of them read", it -> {
            try (PreparedStatement statement =
                    it.prepareStatement("insert into note(text) values ('x'), ('y') returning id")) {
                statement.executeQuery().next();
            }
        });
        uses.put("a count of returned rows", it -> it.createStatement().executeUpdate("delete from note returning id"));
        uses.put("a batch", it -> {
            try (PreparedStatement statement = it.prepareStatement(INSERT)) {
                for (String text : List.of("c", "d")) {
                    statement.setString(1, text);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
        uses.put("generated keys", it -> {
            try (PreparedStatement statement = it.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
                statement.setString(1, "c");
                statement.executeUpdate();
                statement.getGeneratedKeys().next();
            }
        });
        uses.put("metadata", it -> {
            try (ResultSet tables = it.getMetaData().getTables(null, null, "%", null)) {
                tables.next();
            }
        });
        uses.put("a transaction", it -> {
            it.setAutoCommit(false);
            insert(it, "c");
            it.createStatement().executeQuery(SELECT).next();
            it.commit();
        });
        uses.put("a transaction that is rolled back", it -> {
            it.setAutoCommit(false);
            insert(it, "c");
            it.createStatement().executeQuery(SELECT).next();
            it.rollback();
        });
        uses.put("savepoints", it -> {
            it.setAutoCommit(false);
            insert(it, "c");
            Savepoint savepoint = it.setSavepoint("s");
            insert(it, "d");
            it.rollback(savepoint);
            it.releaseSavepoint(savepoint);
            it.commit();
        });
        uses.put("a transaction as text", it -> {
            try (Statement statement = it.createStatement()) {
                statement.execute("begin immediate");
                statement.execute("insert into note(text) values ('c')");
                statement.execute("savepoint s");
                statement.execute("release s");
                statement.execute("commit");
                statement.execute("savepoint t");
                statement.execute("insert into note(text) values ('d')");
                statement.execute("release t");
            }
        });
        uses.put("keys of several columns and rows", it -> {
            try (PreparedStatement statement =
                    it.prepareStatement("insert into note(text) values ('x'), ('y')", new String[] {"id", "text"})) {
                statement.executeUpdate();
                statement.getGeneratedKeys().next();
            }
        });
        uses.put("a batch with keys", it -> {
            try (PreparedStatement statement = it.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
                for (String text : List.of("c", "d")) {
                    statement.setString(1, text);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
        uses.put("a batch in a transaction", it -> {
            it.setAutoCommit(false);
            try (PreparedStatement statement = it.prepareStatement(INSERT)) {
                for (int i = 0; i < 300; i++) {
                    statement.setString(1, "n" + i);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            it.commit();
        });
        uses.put("a temporary table", it -> {
            try (Statement statement = it.createStatement()) {
                statement.execute("create temp table picked(id integer)");
                statement.execute("insert into picked select id from note");
                statement.executeQuery("select * from picked").next();
            }
        });
        uses.put("a temporary table in a transaction", it -> {
            it.setAutoCommit(false);
            try (Statement statement = it.createStatement()) {
                statement.execute("create temp table picked(id integer)");
                it.commit();
                statement.executeQuery("select * from picked").next();
                it.rollback();
            }
        });
        uses.put("pragmas", it -> {
            try (Statement statement = it.createStatement()) {
                statement.executeQuery("pragma table_info(note)").next();
                statement.execute("pragma user_version = 3");
                statement.execute("pragma foreign_keys = off");
                statement.execute("delete from note");
            }
        });
        uses.put("the id of a row", it -> {
            insert(it, "c");
            try (Statement statement = it.createStatement()) {
                statement.executeQuery("select last_insert_rowid()").next();
                statement
                        .executeQuery("select text from note where id = last_insert_rowid()")
                        .next();
            }
        });
        uses.put("isolated work that outlives a rollback", it -> {
            it.setAutoCommit(false);
            insert(it, "c");
            IsolationDelegate.call(() -> {
                try (Connection inner = sources.getConnection()) {
                    inner.setAutoCommit(false);
                    insert(inner, "isolated");
                    inner.commit();
                }
                return true;
            });
            it.rollback();
        });
        uses.put("a transaction that only reads", it -> {
            it.setReadOnly(true);
            it.setAutoCommit(false);
            it.createStatement().executeQuery(SELECT).next();
            it.setAutoCommit(true);
        });
        return uses;
    }

    private static void insert(Connection connection, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, text);
            statement.executeUpdate();
        }
    }

    @Test
    void after_a_failure_of_any_call_nothing_is_held() {
        uses().forEach((name, use) -> {
            int call = 1;
            while (failsAt(call, use, true)) {
                assertThatNothingIsHeld(name + ", call " + call);
                failsAt(call, use, false);
                assertThatNothingIsHeld(name + ", call " + call + ", unchecked");
                assertThat(++call).isLessThan(MOST_CALLS);
            }
            assertThat(call).as(name).isGreaterThan(2);
            assertThatNothingIsHeld(name);
        });
    }

    /** Whether there was such a call. */
    private boolean failsAt(int call, Use use, boolean isChecked) {
        targets.clear();
        callsLeft = call;
        failure = isChecked ? new SQLException("injected") : new StoreException("injected", null);
        sources = new StoreDataSource(faulty(), folder, DateStorage.TEXT, TransactionBegin.LAZY);
        try (Connection connection = sources.getConnection()) {
            use.on(connection);
        } catch (SQLException | StoreException e) {
            assertThat(e).hasStackTraceContaining("injected");
        }
        boolean hasFailed = callsLeft <= 0;
        callsLeft = Integer.MAX_VALUE;
        return hasFailed;
    }

    private void assertThatNothingIsHeld(String when) {
        Eventually.until("no reader is held after " + when, () -> store.stats().readersActive() == 0);
        assertThat(store.query("select 1", row -> row.getInt(1))).as(when).containsExactly(1);
        assertThat(store.execute("update note set text = text")).as(when).isNotNegative();
        assertThat(store.<List<String>, RuntimeException>write(
                        tx -> tx.query("select name from temp.sqlite_schema", row -> row.getString(1))))
                .as("temporary tables left after " + when)
                .isEmpty();
        store.execute("delete from note");
        store.execute("insert into note(text) values ('a'), ('b')");
    }

    private StoreInternals faulty() {
        StoreInternals internals = StoreInternals.of(store);
        return (StoreInternals) wrap(internals, StoreInternals.class, false);
    }

    private Object wrap(Object target, Class<?> type, boolean isFaulty) {
        Object proxy = Proxy.newProxyInstance(
                JdbcFaultsTest.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> pass(target, method, arguments, isFaulty));
        targets.put(proxy, target);
        return proxy;
    }

    private Object pass(Object target, Method method, Object[] arguments, boolean isFaulty) throws Throwable {
        if ((isFaulty || MAY_FAIL.contains(method.getName())) && --callsLeft == 0) {
            boolean isAllowed = List.of(method.getExceptionTypes()).contains(SQLException.class);
            throw isAllowed ? failure : new StoreException("injected", null);
        }
        for (int i = 0; arguments != null && i < arguments.length; i++) {
            arguments[i] = targets.getOrDefault(arguments[i], arguments[i]);
        }
        try {
            return wrapped(method.invoke(target, arguments), method.getReturnType());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object wrapped(Object value, Class<?> declared) {
        for (Class<?> type : FAULTY) {
            if (type.isInstance(value) && declared.isAssignableFrom(type)) {
                return wrap(value, type, true);
            }
        }
        for (Class<?> type : SOUND) {
            if (type.isInstance(value) && declared.isAssignableFrom(type)) {
                return wrap(value, type, false);
            }
        }
        return value;
    }
}
