package io.litestack.core.internal.sqlite;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.RowMapper;
import io.litestack.core.Snapshot;
import io.litestack.core.TimeLimitException;
import io.litestack.core.spi.CompiledStatement;
import io.litestack.core.spi.StatementSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The part that read and write transactions share: statements on one connection, one at a time, as long as the transaction
 * lasts. The lock is held during each statement, so that nobody (another thread that was given the transaction, the
 * watchdog) touches the connection in the midst of one.
 */
public abstract class TransactionScope implements Snapshot, StatementSource {
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

    private static final long INTERRUPT_AGAIN_MILLIS = 10;

    public final Path file;
    public final ReentrantLock use = new ReentrantLock();
    private final SqlGuard guard;
    private @Nullable GuardedConnection guarded;

    /** What is lent to those who run it themselves. */
    private final List<PreparedSql> lent = new ArrayList<>(2);

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

    /** As {@link #began}, for one call of a statement that its borrower runs; what is interrupted then is told by the clock. */
    protected abstract void beganCall(PreparedSql statement);

    /** Called with the lock held when a statement is lent to who runs it, … */
    protected void lent(PreparedSql statement) {}

    /** … and when it is given back. */
    protected void returned() {}

    /** Since when calls run, and how they are interrupted. */
    protected abstract StatementClock clock();

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

    /** Closes what was opened through the raw connection, and what is lent still. */
    protected void closeGuarded() {
        if (guarded != null) {
            guarded.closeStatements();
        }
        for (int i = lent.size() - 1; i >= 0; i--) {
            cachedConnection().callers().discard(lent.get(i));
            returned();
        }
        lent.clear();
    }

    // Statements that their borrower runs.

    @Override
    public CompiledStatement lend(String sql) throws SQLException {
        return lend(sql, true);
    }

    @Override
    public CompiledStatement lendOnce(String sql) throws SQLException {
        return lend(sql, false);
    }

    private CompiledStatement lend(String sql, boolean isKept) throws SQLException {
        use.lock();
        try {
            refuseIfOver();
            CallerStatements callers = cachedConnection().callers();
            PreparedSql statement = isKept ? callers.lend(sql, guard) : callers.compileOnce(sql, guard);
            lent.add(statement);
            lent(statement);
            return statement;
        } catch (SQLException e) {
            LitestackException stopped = failure(e, sql);
            if (stopped != null) {
                throw stopped;
            }
            throw e;
        } finally {
            use.unlock();
        }
    }

    @Override
    public void enter(CompiledStatement statement) {
        use.lock();
        boolean isIn = false;
        try {
            refuseIfOver();
            beganCall((PreparedSql) statement);
            isIn = true;
        } finally {
            if (!isIn) {
                use.unlock();
            }
        }
    }

    @Override
    public void leave() {
        try {
            clock().stop();
        } finally {
            use.unlock();
        }
    }

    @Override
    public @Nullable LitestackException failure(SQLException e, String sql) {
        use.lock();
        try {
            LitestackException named = failed(e, sql);
            return named instanceof TimeLimitException || named instanceof ClosedException ? named : null;
        } finally {
            use.unlock();
        }
    }

    @Override
    public void giveBack(CompiledStatement statement) {
        use.lock();
        try {
            if (takeBack(statement)) {
                cachedConnection().callers().giveBack((PreparedSql) statement);
            }
        } finally {
            use.unlock();
        }
    }

    /** If another thread runs it that is interrupted, until it lets go. */
    @Override
    public void discard(CompiledStatement statement) {
        lockInterrupting(statement);
        try {
            if (takeBack(statement)) {
                cachedConnection().callers().discard((PreparedSql) statement);
            }
        } finally {
            use.unlock();
        }
    }

    private void lockInterrupting(CompiledStatement statement) {
        boolean wasInterrupted = false;
        while (!use.tryLock()) {
            try {
                if (use.tryLock(INTERRUPT_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
                interrupt(statement);
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is thrown for a call that lasted longer than it was limited to itself. */
    protected TimeLimitException overOwnLimit(SQLException e, String sql) {
        return new TimeLimitException(
                "a statement on " + file + " ran longer than the limit of " + clock().ownLimitNanos() / 1_000_000
                        + " ms that was set for it and was stopped: \"" + SqlGuard.abbreviate(sql) + '"',
                e);
    }

    private boolean takeBack(CompiledStatement statement) {
        for (int i = lent.size() - 1; i >= 0; i--) {
            if (lent.get(i) == statement) {
                lent.remove(i);
                returned();
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean interrupt(CompiledStatement statement) {
        return clock().interrupt(statement);
    }

    @Override
    public long changes() throws SQLException {
        return look(cachedConnection()::changes);
    }

    @Override
    public long lastInsertRowId() throws SQLException {
        return look(cachedConnection()::lastInsertRowId);
    }

    @Override
    public long totalChanges() throws SQLException {
        return look(cachedConnection()::totalChanges);
    }

    private long look(Use<Long> look) throws SQLException {
        use.lock();
        try {
            refuseIfOver();
            return look.run();
        } finally {
            use.unlock();
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
