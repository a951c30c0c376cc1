package io.litestack.db.internal.jdbc;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.StoreInternals;
import io.litestack.db.DateStorage;
import io.litestack.db.TransactionBegin;
import io.litestack.db.internal.jdbc.value.ValueCodec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private final boolean beginsEagerly;

    /** The session whose transaction has the writer, if one has. */
    private volatile @Nullable Session writing;

    private volatile boolean hasSeenIsolatedWork;
    private final Queue<TemporaryTables> orphans = new ConcurrentLinkedQueue<>();
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
        this.beginsEagerly = begin == TransactionBegin.EAGER;
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

    boolean beginsEagerly() {
        return beginsEagerly;
    }

    @Nullable
    Session writing() {
        return writing;
    }

    void writing(Session session) {
        writing = session;
    }

    void notWriting(Session session) {
        if (writing == session) {
            writing = null;
        }
    }

    boolean hasSeenIsolatedWork() {
        return hasSeenIsolatedWork;
    }

    void seenIsolatedWork() {
        if (!hasSeenIsolatedWork) {
            hasSeenIsolatedWork = true;
        }
    }

    /** Drops the temporary tables of a connection that is closed, now or, if the writer cannot be had, with the next ones. */
    void drop(TemporaryTables tables) {
        orphans.add(tables);
        try {
            List<TemporaryTables> all = List.copyOf(orphans);
            store.store().useWrite(tx -> all.forEach(it -> it.drop(tx)));
            orphans.removeAll(all);
        } catch (LitestackException e) {
            // whoever closes the next one drops these too; else they go with the writer's connection
        }
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
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("not a wrapper for " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public String toString() {
        return "DataSource[" + file + "]";
    }
}
