package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.value.MemoryBlob;
import io.litestack.db.internal.jdbc.value.MemoryClob;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The settings of a connection, most of which a store has only one value for, and the large objects that it makes. */
abstract class ConnectionSettings implements Connection {
    private final Properties clientInfo = new Properties();
    private volatile int networkTimeout;
    private @Nullable SQLWarning warning;

    abstract void refuseIfClosed() throws SQLException;

    @Override
    public final int getTransactionIsolation() throws SQLException {
        refuseIfClosed();
        return TRANSACTION_SERIALIZABLE;
    }

    /** Every transaction is serializable, which is at least what is asked for. */
    @Override
    public final void setTransactionIsolation(int level) throws SQLException {
        refuseIfClosed();
        if (level != TRANSACTION_READ_UNCOMMITTED
                && level != TRANSACTION_READ_COMMITTED
                && level != TRANSACTION_REPEATABLE_READ
                && level != TRANSACTION_SERIALIZABLE) {
            throw Failure.BAD_ARGUMENT.of("transactions are always serializable; there is no isolation level " + level);
        }
    }

    @Override
    public final int getHoldability() throws SQLException {
        refuseIfClosed();
        return ResultSet.CLOSE_CURSORS_AT_COMMIT;
    }

    @Override
    public final void setHoldability(int holdability) throws SQLException {
        refuseIfClosed();
        if (holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
            warn("result sets are closed at commit; another holdability was asked for");
        }
    }

    @Override
    public final void setNetworkTimeout(@Nullable Executor executor, int milliseconds) throws SQLException {
        refuseIfClosed();
        if (milliseconds < 0) {
            throw Failure.BAD_ARGUMENT.of("a timeout must not be negative, but is " + milliseconds);
        }
        networkTimeout = milliseconds;
    }

    @Override
    public final int getNetworkTimeout() throws SQLException {
        refuseIfClosed();
        return networkTimeout;
    }

    /** How long a call may last; it is a limit of statements, since there is no network. */
    final long networkTimeoutNanos() {
        int limit = networkTimeout;
        return limit == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(limit);
    }

    @Override
    public final void setCatalog(@Nullable String catalog) throws SQLException {
        refuseIfClosed();
    }

    @Override
    public final @Nullable String getCatalog() throws SQLException {
        refuseIfClosed();
        return null;
    }

    @Override
    public final void setSchema(@Nullable String schema) throws SQLException {
        refuseIfClosed();
    }

    @Override
    public final @Nullable String getSchema() throws SQLException {
        refuseIfClosed();
        return null;
    }

    @Override
    public final Map<String, Class<?>> getTypeMap() throws SQLException {
        refuseIfClosed();
        return Map.of();
    }

    @Override
    public final void setTypeMap(@Nullable Map<String, Class<?>> map) throws SQLException {
        refuseIfClosed();
        if (map != null && !map.isEmpty()) {
            throw JdbcErrors.unsupported("a map of types");
        }
    }

    @Override
    public final void setClientInfo(@Nullable String name, @Nullable String value) throws SQLClientInfoException {
        refuseClientInfoIfClosed();
        if (name == null) {
            throw clientInfoFailure(Failure.BAD_ARGUMENT.of("the name of a client info is null"));
        } else if (value == null) {
            clientInfo.remove(name);
        } else {
            clientInfo.setProperty(name, value);
        }
    }

    @Override
    public final void setClientInfo(@Nullable Properties properties) throws SQLClientInfoException {
        refuseClientInfoIfClosed();
        clientInfo.clear();
        if (properties != null) {
            clientInfo.putAll(properties);
        }
    }

    @Override
    public final @Nullable String getClientInfo(@Nullable String name) throws SQLException {
        refuseIfClosed();
        return name == null ? null : clientInfo.getProperty(name);
    }

    @Override
    public final Properties getClientInfo() throws SQLException {
        refuseIfClosed();
        return (Properties) clientInfo.clone();
    }

    private void refuseClientInfoIfClosed() throws SQLClientInfoException {
        try {
            refuseIfClosed();
        } catch (SQLException e) {
            throw clientInfoFailure(e);
        }
    }

    /** Of the only class that JDBC allows there. */
    private static SQLClientInfoException clientInfoFailure(SQLException cause) {
        return new SQLClientInfoException(cause.getMessage(), cause.getSQLState(), Map.of(), cause);
    }

    final void warn(String message) {
        SQLWarning added = new SQLWarning(message);
        if (warning == null) {
            warning = added;
        } else {
            warning.setNextWarning(added);
        }
    }

    @Override
    public final @Nullable SQLWarning getWarnings() throws SQLException {
        refuseIfClosed();
        return warning;
    }

    @Override
    public final void clearWarnings() throws SQLException {
        refuseIfClosed();
        warning = null;
    }

    // What SQLite has no types for.

    @Override
    public final Clob createClob() throws SQLException {
        refuseIfClosed();
        return new MemoryClob("");
    }

    @Override
    public final Blob createBlob() throws SQLException {
        refuseIfClosed();
        return new MemoryBlob(new byte[0]);
    }

    @Override
    public final NClob createNClob() throws SQLException {
        refuseIfClosed();
        return new MemoryClob("");
    }

    @Override
    public final SQLXML createSQLXML() throws SQLException {
        throw JdbcErrors.unsupported("createSQLXML", "store XML as text");
    }

    @Override
    public final Array createArrayOf(String typeName, Object[] elements) throws SQLException {
        throw JdbcErrors.unsupported(
                "createArrayOf", "bind a JSON array as text and write: in (select value from json_each(?))");
    }

    @Override
    public final Struct createStruct(String typeName, Object[] attributes) throws SQLException {
        throw JdbcErrors.unsupported("createStruct", "store it as JSON, or in columns");
    }
}
