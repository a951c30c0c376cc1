package io.litestack.core.internal.sqlite;

import io.litestack.core.LitestackException;
import io.litestack.core.RowMapper;
import io.litestack.core.Snapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The part that read and write transactions share: statements on one connection, one at a time, as long as the transaction
 * lasts. The lock is held during each statement, so that nobody (another thread that was given the transaction, the
 * watchdog) touches the connection in the midst of one.
 */
public abstract class TransactionScope implements Snapshot {
    /** What a statement does with its connection. */
    @FunctionalInterface
    interface Use<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    /** What is done with a prepared statement whose values are bound. */
    @FunctionalInterface
    public interface Bound<T extends @Nullable Object> {
        T run(PreparedSql statement) throws SQLException;
    }

    public final Path file;
    public final ReentrantLock use = new ReentrantLock();
    private final SqlGuard guard;
    private @Nullable GuardedConnection guarded;

    public TransactionScope(Path file, SqlGuard guard) {
        this.file = file;
        this.guard = guard;
    }

    /** The connection underneath. */
    public abstract CachedConnection cachedConnection();

    /** Throws if the transaction has ended or must not go on. Called with the lock held. */
    public abstract void refuseIfOver();

    /** Called with the lock held after SQLite refused something; returns the exception to throw. */
    public abstract LitestackException failed(SQLException e, String sql);

    /** Called with the lock held when a statement begins. Unless it throws, {@link #ended} is called, whatever becomes of it. */
    public void began(boolean onlyReads) {}

    /** Called with the lock held when the raw connection is given out. */
    public void exposed() {}

    /** Called with the lock held when a statement has ended. */
    public void ended() {}

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return run(sql, parameters, statement -> {
            List<T> result = new ArrayList<>();
            try (ResultSet rows = rows(statement)) {
                RowMapper<T> prepared = mapper.prepare(rows);
                while (rows.next()) {
                    result.add(prepared.map(rows));
                }
            }
            return result;
        });
    }

    @Override
    public <T> Optional<T> queryFirst(
            String sql, RowMapper<? extends @Nullable T> mapper, @Nullable Object... parameters) {
        return this.<Optional<T>>run(sql, parameters, statement -> {
            try (ResultSet rows = rows(statement)) {
                RowMapper<? extends @Nullable T> prepared = mapper.prepare(rows);
                return rows.next() ? Optional.ofNullable(prepared.map(rows)) : Optional.empty();
            }
        });
    }

    @Override
    public Connection connection() {
        use.lock();
        try {
            refuseIfOver();
            exposed();
            if (guarded == null) {
                guarded = new GuardedConnection(this, guard);
            }
            return guarded.proxy();
        } finally {
            use.unlock();
        }
    }

    /** Whether somebody was given the raw connection, so that its state is not known. */
    protected boolean isExposed() {
        return guarded != null;
    }

    /** Closes what was opened through the raw connection. */
    protected void closeGuarded() {
        if (guarded != null) {
            guarded.closeStatements();
        }
    }

    /** Prepares, binds and runs one statement. */
    protected <T extends @Nullable Object> T run(String sql, @Nullable Object[] parameters, Bound<T> body) {
        use.lock();
        try {
            refuseIfOver();
            CachedConnection connection = cachedConnection();
            PreparedSql statement = lend(connection, sql);
            boolean isSound = false;
            try {
                boolean hasLongValue = Parameters.bind(statement, parameters);
                T result = runBound(statement, body);
                if (hasLongValue) {
                    statement.jdbc.clearParameters();
                }
                isSound = true;
                return result;
            } catch (SQLException e) {
                connection.callers().discard(statement);
                throw failed(e, sql);
            } finally {
                if (isSound) {
                    connection.callers().giveBack(statement);
                } else {
                    connection.callers().discard(statement);
                }
            }
        } finally {
            use.unlock();
        }
    }

    private <T extends @Nullable Object> T runBound(PreparedSql statement, Bound<T> body) throws SQLException {
        began(statement.onlyReads);
        try {
            return body.run(statement);
        } finally {
            ended();
        }
    }

    private PreparedSql lend(CachedConnection connection, String sql) {
        try {
            return connection.callers().lend(sql, guard);
        } catch (SQLException e) {
            throw failed(e, sql);
        }
    }

    private static ResultSet rows(PreparedSql statement) throws SQLException {
        if (!statement.jdbc.execute()) {
            throw new IllegalArgumentException(
                    "the statement returns no rows; use execute: \"" + SqlGuard.abbreviate(statement.sql) + '"');
        }
        return statement.jdbc.getResultSet();
    }
}
