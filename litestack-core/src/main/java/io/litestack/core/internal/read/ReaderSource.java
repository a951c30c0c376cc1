package io.litestack.core.internal.read;

import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** What Hikari opens connections with; each is entered among the readers. */
final class ReaderSource implements DataSource {
    private final ConnectionFactory connections;
    private final Map<SQLiteConnection, PooledReader> readers;

    /** Not used to open a file; but Hikari takes it for its patience with its own threads. */
    private int loginTimeout = 5;

    ReaderSource(ConnectionFactory connections, Map<SQLiteConnection, PooledReader> readers) {
        this.connections = connections;
        this.readers = readers;
    }

    @Override
    public Connection getConnection() throws SQLException {
        readers.keySet().removeIf(ReaderSource::isClosed);
        CachedConnection connection = connections.openReader();
        readers.put(connection.driver(), new PooledReader(connection));
        return connection.driver();
    }

    /** Whether Hikari has closed a connection on its own account. */
    private static boolean isClosed(SQLiteConnection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // the driver logs nothing
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeout = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeout;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
