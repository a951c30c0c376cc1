package io.litestack.db.internal.jdbc;

import io.litestack.core.spi.StoreInternals;
import io.litestack.db.DateStorage;
import io.litestack.db.TransactionBegin;
import io.litestack.db.internal.jdbc.error.Wrappers;
import io.litestack.db.internal.jdbc.session.ParsedSql;
import io.litestack.db.internal.jdbc.session.SharedWriter;
import io.litestack.db.internal.jdbc.value.ValueCodec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Gives connections to a store, which cost nothing until they are used. */
public final class StoreDataSource implements DataSource {
    private final StoreInternals store;
    private final Path file;
    private final ValueCodec values;
    private final JdbcKeys keys = new JdbcKeys();
    private final ParsedSql.Cache texts = new ParsedSql.Cache();
    private final SharedWriter writer;
    private volatile @Nullable PrintWriter logWriter;
    private volatile int loginTimeout;

    /**
     * Makes a data source.
     *
     * @param dates the form in which moments are stored
     * @param begin when a transaction takes the writer
     */
    public StoreDataSource(StoreInternals store, Path file, DateStorage dates, TransactionBegin begin) {
        this.store = store;
        this.file = file;
        this.values = ValueCodec.of(dates);
        this.writer = new SharedWriter(store, begin);
    }

    StoreInternals store() {
        return store;
    }

    Path file() {
        return file;
    }

    ValueCodec values() {
        return values;
    }

    JdbcKeys keys() {
        return keys;
    }

    ParsedSql.Cache texts() {
        return texts;
    }

    /** What its connections share. */
    SharedWriter writer() {
        return writer;
    }

    @Override
    public Connection getConnection() {
        return getConnection(ConnectionOptions.NONE);
    }

    /** A connection that differs from the usual one. */
    public Connection getConnection(ConnectionOptions options) {
        return new JdbcConnection(this, options);
    }

    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
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
        throw new SQLFeatureNotSupportedException("Litestack logs through slf4j");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Wrappers.unwrap(this, type);
    }

    @Override
    public boolean isWrapperFor(@Nullable Class<?> type) {
        return type != null && type.isInstance(this);
    }

    @Override
    public String toString() {
        return "DataSource[" + file + "]";
    }
}
