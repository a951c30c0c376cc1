package io.litestack.core.internal.sqlite;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.TimeLimitException;
import io.litestack.core.spi.sql.SqlScript;
import io.litestack.core.spi.sql.SqlText;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC connection that a caller gets from a transaction: the driver's own, except that it cannot end the transaction,
 * cannot be closed, takes part in the transaction's rules for errors, and dies with the transaction.
 *
 * <p>Everything that JDBC hands out from it (statements, result sets, metadata) is wrapped in the same way, by dynamic
 * proxies: a few interfaces with some five hundred methods that need one rule.
 */
final class GuardedConnection {
    private static final Set<String> ENDS_TRANSACTION = Set.of(
            "commit",
            "rollback",
            "setAutoCommit",
            "setSavepoint",
            "releaseSavepoint",
            "setTransactionIsolation",
            "setReadOnly",
            "abort",
            "setCatalog",
            "setSchema",
            "setHoldability",
            "setNetworkTimeout");
    private static final String PLACEHOLDER = "the value of placeholder";
    private static final String CONNECTION_CLOSED = "08003";
    private static final Set<String> TAKES_SQL = Set.of(
            "prepareStatement",
            "prepareCall",
            "nativeSQL",
            "execute",
            "executeQuery",
            "executeUpdate",
            "executeLargeUpdate",
            "addBatch");

    /** Those of them that run all statements of a text, or none. */
    private static final Set<String> RUNS_ALL = Set.of("executeUpdate", "executeLargeUpdate", "nativeSQL");

    /** The two last ones are, in this driver, the result set and the statement themselves. */
    private static final Class<?>[] WRAPPED = {
        CallableStatement.class,
        PreparedStatement.class,
        Statement.class,
        ResultSet.class,
        DatabaseMetaData.class,
        ResultSetMetaData.class,
        ParameterMetaData.class
    };

    private final TransactionScope scope;
    private final CachedConnection cached;
    private final SqlGuard guard;
    private final Connection proxy;

    /** What must not outlive the transaction: statements, and the result sets of metadata, which hide theirs. */
    private final Set<AutoCloseable> open = Collections.newSetFromMap(new IdentityHashMap<>());

    GuardedConnection(TransactionScope scope, SqlGuard guard) {
        this.scope = scope;
        this.guard = guard;
        this.cached = scope.cachedConnection();
        this.proxy = (Connection) wrap(cached.driver(), Connection.class);
    }

    Connection proxy() {
        return proxy;
    }

    /** Closes all statements, and with them their cursors. */
    void closeStatements() {
        for (AutoCloseable resource : open) {
            try {
                resource.close();
            } catch (SQLException e) {
                // it was closed by the driver after an error
            } catch (Exception | Error e) {
                cached.markBroken();
            }
        }
        open.clear();
    }

    private Object wrap(Object target, Class<?> type) {
        InvocationHandler handler = (self, method, arguments) -> invoke(target, self, method, arguments);
        return Proxy.newProxyInstance(GuardedConnection.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private @Nullable Object invoke(Object target, Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (method.getDeclaringClass() == Object.class) {
            return switch (name) {
                case "equals" -> arguments != null && self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                default -> "guarded " + target;
            };
        }
        if (name.equals("unwrap") || name.equals("isWrapperFor")) {
            return unwrap(self, name, arguments);
        }
        scope.use.lock();
        try {
            if (target instanceof Connection) {
                if (name.equals("isClosed")) {
                    return isOver();
                }
                if (name.equals("getAutoCommit")) {
                    return false;
                }
                if (name.equals("close") || ENDS_TRANSACTION.contains(name)) {
                    throw new SQLException(
                            name + " is not allowed here: the transaction belongs to the store, which ends"
                                    + " it when the work returns or throws");
                }
            } else if (isOver() && name.equals("isClosed")) {
                return true;
            } else if (name.equals("close")) {
                return close(target, method);
            }
            if (name.equals("getConnection")) {
                return proxy;
            }
            refuseIfOver();
            if (name.equals("setQueryTimeout") && target instanceof Statement) {
                return null; // the driver would take it for the connection's busy timeout, and leave that changed
            }
            if (arguments != null) {
                check(target, name, arguments);
            }
            return wrapped(target, call(target, method, arguments), method.getReturnType());
        } finally {
            scope.use.unlock();
        }
    }

    private @Nullable Object close(Object target, Method method) throws Throwable {
        if (isOver()) {
            return null; // it ends, or has ended, with the transaction
        }
        open.remove(target);
        return call(target, method, null);
    }

    private Object unwrap(Object self, String name, @Nullable Object @Nullable [] arguments) throws SQLException {
        Class<?> type = (Class<?>) Objects.requireNonNull(arguments)[0];
        boolean fits = type != null && type.isInstance(self);
        if (name.equals("isWrapperFor")) {
            return fits;
        }
        if (!fits) {
            throw new SQLException("the driver's own objects are not given out: they could end the transaction");
        }
        return self;
    }

    private void check(Object target, String method, @Nullable Object[] arguments) throws SQLException {
        try {
            if (TAKES_SQL.contains(method) && arguments[0] instanceof String sql) {
                List<SqlScript.Statement> statements = guard.all(sql);
                refuseCut(method, statements);
                for (SqlScript.Statement statement : statements) {
                    cached.callers().expect(statement);
                }
            } else if (target instanceof PreparedStatement
                    && method.startsWith("set")
                    && arguments.length > 1
                    && arguments[0] instanceof Integer index) {
                arguments[1] = storable(index, arguments[1]);
            }
        } catch (IllegalArgumentException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** The driver compiles the first statement of a text, and drops the others without a word. */
    private static void refuseCut(String method, List<SqlScript.Statement> statements) {
        if (statements.size() > 1 && !RUNS_ALL.contains(method)) {
            throw new IllegalArgumentException("the text holds " + statements.size() + " statements, of which " + method
                    + " would run only the first; run them one by one: \""
                    + SqlGuard.abbreviate(statements.get(0).text())
                    + "; …\"");
        }
    }

    /** The value, unless SQLite would store another one. */
    private static @Nullable Object storable(int index, @Nullable Object value) throws SQLException {
        if (value instanceof CharSequence text) {
            SqlText.storable(text.toString(), PLACEHOLDER, index);
        } else if (value instanceof Double || value instanceof Float) {
            SqlText.storable(((Number) value).doubleValue(), PLACEHOLDER, index);
        } else if (value instanceof Reader reader) {
            return new StringReader(SqlText.storable(textOf(reader), PLACEHOLDER, index));
        }
        return value;
    }

    private static String textOf(Reader reader) throws SQLException {
        StringWriter text = new StringWriter();
        try {
            reader.transferTo(text);
        } catch (IOException e) {
            throw new SQLException("the text of a value cannot be read: " + e, e);
        }
        return text.toString();
    }

    private boolean isOver() {
        try {
            scope.refuseIfOver();
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }

    private void refuseIfOver() throws SQLException {
        try {
            scope.refuseIfOver();
        } catch (RuntimeException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        scope.began(false);
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw causeOf(e, target, method, arguments);
        } finally {
            scope.ended();
        }
    }

    private Throwable causeOf(
            InvocationTargetException e, Object target, Method method, @Nullable Object @Nullable [] arguments) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof SQLException sql) {
            LitestackException named = scope.failed(sql, method.getName());
            if (named instanceof TimeLimitException) {
                return new SQLTimeoutException(named.getMessage(), null, sql.getErrorCode(), named);
            }
            return named instanceof ClosedException
                    ? new SQLNonTransientConnectionException(named.getMessage(), CONNECTION_CLOSED, named)
                    : sql;
        }
        if (cause instanceof IndexOutOfBoundsException && target instanceof PreparedStatement && arguments != null) {
            return new SQLException("the statement has no parameter " + arguments[0], cause);
        }
        return cause;
    }

    private @Nullable Object wrapped(Object target, @Nullable Object value, Class<?> declared) {
        if (value == null || declared.isPrimitive()) {
            return value;
        }
        for (Class<?> type : WRAPPED) {
            if (type.isInstance(value) && declared.isAssignableFrom(type)) {
                if (value instanceof Statement || target instanceof DatabaseMetaData) {
                    open.add((AutoCloseable) value);
                }
                return wrap(value, type);
            }
        }
        return value;
    }
}
