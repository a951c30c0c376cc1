package io.litestack.core.internal.sqlite;

import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * One SQLite connection with its prepared statements, which the driver itself does not keep.
 *
 * <p>It is used by one thread at a time; whoever owns it sees to that. Only {@link #interrupt} may be called by any thread.
 */
public final class CachedConnection implements Statements, AutoCloseable {
    private static final String LAST_ROW_ID = "SELECT last_insert_rowid()";

    private final SQLiteConnection connection;

    /** Statements of callers' texts; … */
    private final CallerStatements callers = new CallerStatements(this);

    /** … and those of the store and the modules, which may do what callers may not: a caller never gets one of these. */
    private final StatementCache own = new StatementCache();

    private final ConnectionSettings settings = new ConnectionSettings(this);

    /** Whether a statement could not be closed, so that what runs is not known. */
    private boolean broken;

    private long pageBytes;
    private long signals;

    CachedConnection(SQLiteConnection connection) {
        this.connection = connection;
    }

    public SQLiteConnection driver() {
        return connection;
    }

    @Override
    public PreparedStatement prepare(String sql) throws SQLException {
        PreparedSql kept = own.get(sql);
        if (kept == null || isFinalised(kept)) {
            if (kept != null) {
                own.remove(kept);
            }
            kept = new PreparedSql(new KeptStatement(connection, sql), sql);
            own.keepAnyLength(kept).forEach(this::close);
        }
        return kept.jdbc;
    }

    /** The driver finalises a statement that failed, and leaves the object. */
    private static boolean isFinalised(PreparedSql statement) {
        return ((CoreStatement) statement.jdbc).pointer.isClosed();
    }

    @Override
    public long changes() throws SQLException {
        return connection.getDatabase().changes();
    }

    /** Returns how many rows were changed on this connection so far, those by triggers among them. */
    public long totalChanges() throws SQLException {
        return connection.getDatabase().total_changes();
    }

    @Override
    public long lastInsertRowId() throws SQLException {
        return ((CoreStatement) prepare(LAST_ROW_ID)).pointer.safeRunLong(CachedConnection::firstColumn);
    }

    /** One step, one column and one reset, where the driver would make more native calls. */
    private static long firstColumn(DB database, long statement) throws SQLException {
        database.step(statement);
        long value = database.column_long(statement, 0);
        database.reset(statement);
        return value;
    }

    @Override
    public void signal(long topics) {
        signals |= topics;
    }

    /** Returns the topics signalled since the last call. */
    public long takeSignals() {
        long taken = signals;
        signals = 0;
        return taken;
    }

    /** Runs a kept statement and returns the first column of its first row as a number; 0 if there is no row. */
    public long single(String sql) throws SQLException {
        PreparedStatement statement = prepare(sql);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            PreparedSql failed = own.get(sql);
            if (failed != null) {
                own.remove(failed);
                close(failed);
            }
            throw e;
        }
    }

    /**
     * Runs a kept statement without parameters and rows, such as BEGIN: one step and one reset, which are half of the native
     * calls that JDBC makes, and an error leaves the statement as it was.
     */
    public void run(String sql) throws SQLException {
        CoreStatement statement = (CoreStatement) prepare(sql);
        int code = statement.pointer.safeRunInt(CachedConnection::stepAndReset);
        if (code != Codes.SQLITE_DONE) {
            connection.getDatabase().throwex(code);
        }
    }

    private static int stepAndReset(DB database, long statement) throws SQLException {
        int code = database.step(statement);
        database.reset(statement);
        return code;
    }

    /**
     * Runs a kept statement without parameters that does its work row by row, to its end or as long as it may go on.
     *
     * @return how many rows it came to
     */
    public int drainWhile(String sql, BooleanSupplier goesOn) throws SQLException {
        CoreStatement statement = (CoreStatement) prepare(sql);
        int[] rows = new int[1];
        int code = statement.pointer.safeRunInt((database, pointer) -> {
            int last = database.step(pointer);
            while (last == Codes.SQLITE_ROW) {
                rows[0]++;
                last = goesOn.getAsBoolean() ? database.step(pointer) : Codes.SQLITE_DONE;
            }
            database.reset(pointer);
            return last;
        });
        if (code != Codes.SQLITE_DONE) {
            connection.getDatabase().throwex(code);
        }
        return rows[0];
    }

    /** Runs a kept statement to its first row and leaves it there, so that what it looks at stays, until {@link #reset}. */
    public void standOnFirstRow(String sql) throws SQLException {
        CoreStatement statement = (CoreStatement) prepare(sql);
        int code = statement.pointer.safeRunInt(DB::step);
        if (code != Codes.SQLITE_ROW) {
            int unused = statement.pointer.safeRunInt(DB::reset);
            connection.getDatabase().throwex(code);
        }
    }

    /** Ends a kept statement that stands on a row. */
    public void reset(String sql) throws SQLException {
        CoreStatement statement = (CoreStatement) prepare(sql);
        int unused = statement.pointer.safeRunInt(DB::reset);
    }

    /** The file's page size. */
    long pageBytes() throws SQLException {
        if (pageBytes == 0) {
            pageBytes = single("PRAGMA page_size");
        }
        return pageBytes;
    }

    /** Runs a statement that is not worth keeping. */
    public void runOnce(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a pragma that is not worth keeping and returns what it says, or null. */
    @Nullable
    public String pragma(String pragma) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Whether a transaction is open. Costs an exception if so: only for after an error. */
    public boolean isInTransaction() throws SQLException {
        try {
            runOnce("BEGIN");
        } catch (SQLException e) {
            if (SqliteErrors.primary(e) == 1) {
                return true;
            }
            throw e;
        }
        runOnce("ROLLBACK");
        return false;
    }

    /** Forgets all statements, closing them. */
    public void closeStatements() {
        callers.close();
        closeOwn();
    }

    /** Forgets the statements that were not lent to anybody, closing them, and with them what they left open. */
    public void closeOwn() {
        own.clear().forEach(this::close);
    }

    public void markBroken() {
        broken = true;
    }

    /** Whether a statement could not be closed: the connection is to be replaced. */
    public boolean isBroken() {
        return broken;
    }

    /** The statements of callers' texts. */
    public CallerStatements callers() {
        return callers;
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /** Interrupts whatever statement runs; any thread may call it. */
    public void interrupt() {
        try {
            connection.getDatabase().interrupt();
        } catch (SQLException e) {
            // closed meanwhile: nothing runs any more
        }
    }

    @Override
    public void close() throws SQLException {
        closeStatements();
        connection.close();
    }

    void close(PreparedSql statement) {
        close(statement.jdbc);
    }

    void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            // the driver has finalised it
        } catch (RuntimeException | Error e) {
            broken = true;
        }
    }
}
