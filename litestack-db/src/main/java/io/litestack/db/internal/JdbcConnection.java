package io.litestack.db.internal;

import io.litestack.core.Snapshot;
import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StoreInternals;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC connection that holds nothing of the store until a statement needs it.
 *
 * <p>Three things it may hold: the <em>transaction</em>, without autocommit, from the first statement to commit or rollback (a
 * write transaction, or a snapshot if the connection is read-only); the <em>reader</em> that its autocommitted SELECTs share
 * while one of their results is open; and, per statement, the <em>write of its own</em> of an autocommitted statement, which
 * ends when its results are used up.
 *
 * <p>It is used by one thread at a time, but by different ones over time; so every call holds its monitor. The store ends a
 * transaction that is left open at its transaction timeout; after that every statement, and commit, fail until rollback.
 */
final class JdbcConnection extends JdbcProxy<Connection> {
    private final StoreInternals store;
    private final Path file;
    private final JdbcKeys keys;
    private final Set<JdbcStatement> statements = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean autoCommit = true;
    private boolean readOnly;
    private boolean closed;
    private int networkTimeout;

    private @Nullable OpenTransaction write;
    private @Nullable OpenSnapshot view;
    private @Nullable OpenSnapshot reader;
    private int readings;

    JdbcConnection(StoreInternals store, Path file, JdbcKeys keys) {
        super(Connection.class);
        this.store = store;
        this.file = file;
        this.keys = keys;
    }

    /** What is known of the ids of tables. */
    JdbcKeys keys() {
        return keys;
    }

    @Override
    @Nullable
    synchronized Object call(Method method, @Nullable Object[] arguments) throws Throwable {
        String name = method.getName();
        switch (name) {
            case "close" -> {
                close();
                return null;
            }
            case "isClosed" -> {
                return closed;
            }
            case "isValid" -> {
                return !closed;
            }
            case "abort" -> {
                ((Executor) Objects.requireNonNull(arguments[0])).execute(this::close);
                return null;
            }
            default -> refuseIfClosed();
        }
        return switch (name) {
            case "createStatement" -> newStatement(null, null);
            case "prepareStatement" -> newStatement((String) arguments[0], JdbcKeys.namesAskedFor(arguments));
            case "commit" -> end(true);
            case "rollback" -> rollback(arguments);
            case "setAutoCommit" -> setAutoCommit(Boolean.TRUE.equals(arguments[0]));
            case "getAutoCommit" -> autoCommit;
            case "setReadOnly" -> setReadOnly(Boolean.TRUE.equals(arguments[0]));
            case "isReadOnly" -> readOnly;
            case "getMetaData" -> new JdbcMetaData(this).proxy();
            case "nativeSQL" -> arguments[0];
            default -> setting(name, arguments);
        };
    }

    /** What a store has only one value for, or none. */
    private @Nullable Object setting(String name, @Nullable Object[] arguments) throws SQLException {
        return switch (name) {
            case "getTransactionIsolation" -> Connection.TRANSACTION_SERIALIZABLE;
            case "setTransactionIsolation" -> isolated((Integer) arguments[0]);
            case "getHoldability" -> ResultSet.CLOSE_CURSORS_AT_COMMIT;
            case "setNetworkTimeout" -> networkTimeout((Integer) arguments[1]);
            case "getNetworkTimeout" -> networkTimeout;
            case "getTypeMap" -> Map.of();
            case "getClientInfo" -> arguments.length == 0 ? new Properties() : null;
            case "getCatalog",
                    "getSchema",
                    "getWarnings",
                    "clearWarnings",
                    "setCatalog",
                    "setSchema",
                    "setClientInfo",
                    "setHoldability",
                    "setTypeMap",
                    "beginRequest",
                    "endRequest" -> null;
            default -> throw JdbcErrors.unsupported(name);
        };
    }

    /** Every transaction is serializable, which is at least what is asked for. */
    private static @Nullable Object isolated(@Nullable Integer level) throws SQLException {
        if (level == null || level == Connection.TRANSACTION_NONE) {
            throw new SQLException("transactions are always serializable; there is no isolation level " + level);
        }
        return null;
    }

    private @Nullable Object networkTimeout(@Nullable Integer millis) {
        networkTimeout = millis == null ? 0 : millis;
        return null;
    }

    private Object newStatement(@Nullable String sql, @Nullable List<String> keys) {
        JdbcStatement statement = new JdbcStatement(this, sql, keys);
        statements.add(statement);
        return statement.proxy();
    }

    void forget(JdbcStatement statement) {
        statements.remove(statement);
    }

    // What statements run in.

    /** What the next execution runs in. */
    JdbcLease lease(boolean onlyReads) throws SQLException {
        refuseIfClosed();
        if (!autoCommit) {
            return new InTransaction(transactionConnection());
        }
        return onlyReads || readOnly ? shareReader() : new OwnWrite(store.begin(WriteOptions.standard()));
    }

    /** What a look at the metadata runs in: it begins no transaction. */
    JdbcLease metaDataLease() throws SQLException {
        refuseIfClosed();
        return write == null && view == null ? shareReader() : new InTransaction(transactionConnection());
    }

    private Snapshot transaction() {
        if (write == null && view == null) {
            if (readOnly) {
                view = store.openSnapshot();
            } else {
                write = store.begin(WriteOptions.standard());
            }
        }
        return write != null
                ? write.transaction()
                : Objects.requireNonNull(view).snapshot();
    }

    private Connection transactionConnection() {
        return transaction().connection();
    }

    private JdbcLease shareReader() {
        OpenSnapshot current = reader == null ? store.openReader() : reader;
        reader = current;
        readings++;
        boolean isShared = false;
        try {
            JdbcLease lease = new SharedReader(current.snapshot().connection());
            isShared = true;
            return lease;
        } finally {
            if (!isShared) {
                giveReaderBack();
            }
        }
    }

    private void giveReaderBack() {
        if (--readings == 0) {
            closeReader();
        }
    }

    private void closeReader() {
        OpenSnapshot current = reader;
        reader = null;
        if (current != null) {
            current.close();
        }
    }

    /** The transaction goes on. */
    private record InTransaction(Connection connection) implements JdbcLease {
        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public void done() {
            // commit or rollback end it
        }

        @Override
        public void failed() {
            // as done
        }
    }

    /** A transaction for one statement. */
    private record OwnWrite(OpenTransaction open) implements JdbcLease {
        @Override
        public Connection connection() {
            return open.transaction().connection();
        }

        @Override
        public boolean isOwn() {
            return true;
        }

        @Override
        public void done() {
            open.commit();
        }

        @Override
        public void failed() {
            open.rollback();
        }
    }

    /** A reader for as long as one of those who share it needs it. */
    private final class SharedReader implements JdbcLease {
        private final Connection connection;
        private boolean isGivenBack;

        SharedReader(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public void done() {
            if (!isGivenBack) {
                isGivenBack = true;
                giveReaderBack();
            }
        }

        @Override
        public void failed() {
            done();
        }
    }

    // The transaction's end.

    private @Nullable Object rollback(@Nullable Object[] arguments) throws SQLException {
        if (arguments.length > 0) {
            throw JdbcErrors.unsupported("a savepoint");
        }
        return end(false);
    }

    private @Nullable Object end(boolean isCommit) throws SQLException {
        if (autoCommit) {
            throw new SQLException((isCommit ? "commit" : "rollback") + " is not allowed in autocommit mode");
        }
        endTransaction(isCommit);
        return null;
    }

    private void endTransaction(boolean isCommit) throws SQLException {
        OpenTransaction open = write;
        OpenSnapshot closing = view;
        write = null;
        view = null;
        boolean areResultsClosed = false;
        try {
            closeResults();
            areResultsClosed = true;
        } finally {
            try {
                if (closing != null) {
                    closing.close();
                }
            } finally {
                end(open, isCommit && areResultsClosed);
            }
        }
    }

    private static void end(@Nullable OpenTransaction open, boolean isCommit) {
        if (open != null && isCommit) {
            open.commit();
        } else if (open != null) {
            open.rollback();
        }
    }

    /** Closes the results of all statements; one that fails keeps no other from being closed. */
    private void closeResults() throws SQLException {
        JdbcSteps steps = new JdbcSteps();
        for (JdbcStatement statement : new ArrayList<>(statements)) {
            steps.run(statement::endExecution);
        }
        steps.throwFirst();
    }

    private @Nullable Object setAutoCommit(boolean value) throws SQLException {
        if (value != autoCommit) {
            if (autoCommit) {
                closeResults();
            } else {
                endTransaction(true);
            }
            autoCommit = value;
        }
        return null;
    }

    private @Nullable Object setReadOnly(boolean value) throws SQLException {
        if (value != readOnly && (write != null || view != null)) {
            throw new SQLException("readOnly cannot be changed inside a transaction; commit or roll back first");
        }
        readOnly = value;
        return null;
    }

    private synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        JdbcSteps steps = new JdbcSteps();
        for (JdbcStatement statement : new ArrayList<>(statements)) {
            steps.run(statement::abandon);
        }
        steps.run(() -> endTransaction(false));
        steps.run(this::closeReader);
        try {
            steps.throwFirst();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void refuseIfClosed() throws SQLException {
        if (closed) {
            throw JdbcErrors.closed("connection");
        }
    }

    @Override
    boolean isWrapperFor(@Nullable Class<?> type) {
        return type == Transaction.class || super.isWrapperFor(type);
    }

    /** A connection without autocommit is also the store's transaction, for what accepts one. */
    @Override
    @Nullable
    synchronized Object unwrap(@Nullable Class<?> type) throws SQLException {
        if (type != Transaction.class) {
            return super.unwrap(type);
        }
        refuseIfClosed();
        if (autoCommit || readOnly) {
            throw new SQLException("there is no write transaction: switch autocommit and readOnly off first");
        }
        return transaction();
    }

    @Override
    public String toString() {
        return "Connection[" + file + "]";
    }
}
