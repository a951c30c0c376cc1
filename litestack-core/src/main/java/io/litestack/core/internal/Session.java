package io.litestack.core.internal;

import io.litestack.core.spi.SqlInsert;
import io.litestack.core.spi.SqlScript;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * One SQLite connection with its prepared statements, which the driver itself does not keep.
 *
 * <p>A session is used by one thread at a time; whoever owns it sees to that. Only {@link #interrupt} and {@link #refuse} may be called by any
 * thread.
 */
final class Session implements Statements, AutoCloseable {
    private static final String LAST_ROW_ID = "SELECT last_insert_rowid()";
    private static final String SCHEMA_VERSION = "PRAGMA schema_version";

    private final SQLiteConnection connection;

    /** Statements of callers' texts, which the guard has allowed; … */
    private final StatementCache lent = new StatementCache();

    /** … and those of the house, which may do what callers may not: a caller never gets one of these. */
    private final StatementCache own = new StatementCache();

    private final ConnectionSettings settings = new ConnectionSettings(this);

    /** How often the schema was changed on this connection. */
    private int schemaChanges;

    /** Whether a statement could not be closed, so that what runs is not known. */
    private boolean broken;

    private long pageBytes;
    private long signals;
    private volatile boolean refused;

    /** How many statements run, one from inside the mapper of another. Guarded by this. */
    private int running;

    /** When the outermost of them began. Guarded by this. */
    private long runningSince;

    /** Whether they were stopped because the outermost ran for too long. Guarded by this. */
    private boolean timedOut;

    /** Whether a snapshot is open on it. Guarded by this. */
    private boolean hasSnapshot;

    /** When the snapshot was begun. Guarded by this. */
    private long snapshotSince;

    /** Who has borrowed it, for messages. */
    private volatile @Nullable Thread borrower;

    /** Since when, for finding the oldest. */
    private volatile long borrowedAt;

    Session(SQLiteConnection connection) {
        this.connection = connection;
    }

    SQLiteConnection connection() {
        return connection;
    }

    /**
     * Lends a statement of a caller's text; {@link #giveBack} or {@link #discard} ends the loan.
     *
     * @throws IllegalArgumentException if the guard refuses the text
     */
    PreparedSql lend(String sql, SqlGuard guard) throws SQLException {
        PreparedSql cached = lent.get(sql);
        if (cached != null
                && cached.dependsOnColumns
                && !cached.inUse
                && cached.schemaVersion != single(SCHEMA_VERSION)) {
            forget(lent, cached);
            cached = null;
        }
        if (cached != null && !cached.inUse) {
            expect(cached.changesSchema, cached.mayChangeSettings);
            cached.inUse = true;
            return cached;
        }
        PreparedSql fresh = compile(sql, guard.one(sql));
        fresh.inUse = true;
        if (cached == null) {
            lent.keep(fresh).forEach(this::close);
        }
        return fresh;
    }

    private PreparedSql compile(String sql, SqlScript.Statement text) throws SQLException {
        expect(text);
        PreparedStatement jdbc = connection.prepareStatement(sql);
        boolean isKnown = false;
        try {
            PreparedSql fresh = new PreparedSql(jdbc, sql, text);
            if (fresh.dependsOnColumns) {
                fresh.schemaVersion = single(SCHEMA_VERSION);
            }
            isKnown = true;
            return fresh;
        } finally {
            if (!isKnown) {
                close(jdbc);
            }
        }
    }

    /** Called before a statement is compiled that a caller gave. */
    void expect(SqlScript.Statement text) throws SQLException {
        expect(PreparedSql.changesSchema(text), ConnectionSettings.mayChange(text));
    }

    private void expect(boolean changesSchema, boolean mayChangeSettings) throws SQLException {
        if (changesSchema) {
            schemaChanges++;
        }
        if (mayChangeSettings) {
            settings.watch();
        }
    }

    void giveBack(PreparedSql statement) {
        statement.inUse = false;
        if (!statement.kept) {
            close(statement.jdbc);
        }
    }

    /** After an error the driver may have finalised the statement: it is not used again. */
    void discard(PreparedSql statement) {
        statement.inUse = false;
        forget(lent, statement);
    }

    /** Whether each row that a statement changes is a new one with an id, so that the last id is that of the last row. */
    boolean tellsRowId(PreparedSql statement) throws SQLException {
        if (statement.tellsRowIdAsOf != schemaChanges) {
            SqlInsert insert = SqlInsert.of(statement.sql).orElse(null);
            statement.tellsRowId = insert != null && !insert.mayUpdate() && hasRowIds(insert);
            statement.tellsRowIdAsOf = schemaChanges;
        }
        return statement.tellsRowId;
    }

    private boolean hasRowIds(SqlInsert insert) throws SQLException {
        PreparedStatement statement = prepare(SqlInsert.HAS_ROW_IDS);
        statement.setString(1, insert.table());
        statement.setString(2, insert.schema());
        try (ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Override
    public PreparedStatement prepare(String sql) throws SQLException {
        PreparedSql kept = own.get(sql);
        if (kept == null || isFinalised(kept)) {
            if (kept != null) {
                own.remove(kept);
            }
            kept = new PreparedSql(connection.prepareStatement(sql), sql);
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
    long totalChanges() throws SQLException {
        return connection.getDatabase().total_changes();
    }

    @Override
    public long lastInsertRowId() throws SQLException {
        return single(LAST_ROW_ID);
    }

    @Override
    public void signal(long topics) {
        signals |= topics;
    }

    /** Returns the topics signalled since the last call. */
    long takeSignals() {
        long taken = signals;
        signals = 0;
        return taken;
    }

    /** Runs a kept statement and returns the first column of its first row as a number; 0 if there is no row. */
    long single(String sql) throws SQLException {
        PreparedStatement statement = prepare(sql);
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        } catch (SQLException e) {
            PreparedSql failed = own.get(sql);
            if (failed != null) {
                forget(own, failed);
            }
            throw e;
        }
    }

    /**
     * Runs a kept statement without parameters and rows, such as BEGIN: one step and one reset, which are half of the native
     * calls that JDBC makes, and an error leaves the statement as it was.
     */
    void run(String sql) throws SQLException {
        CoreStatement statement = (CoreStatement) prepare(sql);
        int code = statement.pointer.safeRunInt(Session::stepAndReset);
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
     * Runs a kept statement without parameters that does its work row by row, to its end or until told not to go on.
     *
     * @return how many rows it came to
     */
    int drainWhile(String sql, BooleanSupplier goesOn) throws SQLException {
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

    /** The file's page size. */
    long pageBytes() throws SQLException {
        if (pageBytes == 0) {
            pageBytes = single("PRAGMA page_size");
        }
        return pageBytes;
    }

    /** Runs a statement that is not worth keeping. */
    void runOnce(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a pragma that is not worth keeping and returns what it says, or null. */
    @Nullable
    String pragma(String pragma) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Whether a transaction is open. Costs an exception if so: only for after an error. */
    boolean isInTransaction() throws SQLException {
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
    void closeStatements() {
        lent.clear().forEach(this::close);
        closeOwn();
    }

    /** Forgets the statements that were not lent to anybody, closing them, and with them what they left open. */
    void closeOwn() {
        own.clear().forEach(this::close);
    }

    void markBroken() {
        broken = true;
    }

    /** Whether a statement could not be closed: the connection is to be replaced. */
    boolean isBroken() {
        return broken;
    }

    /** The statements that are kept of callers' texts. */
    StatementCache kept() {
        return lent;
    }

    ConnectionSettings settings() {
        return settings;
    }

    /** Marks the begin of a statement that {@link #interruptIfOver} may end. */
    synchronized void startClock(long now) {
        if (running++ == 0) {
            runningSince = now;
            timedOut = false;
        }
    }

    /** Marks its end: from here on it cannot be interrupted. */
    synchronized void stopClock() {
        running--;
    }

    /** How many statements run. */
    synchronized int running() {
        return running;
    }

    /** Whether {@link #interruptIfOver} has interrupted the statement that runs, or ran last. */
    synchronized boolean hasTimedOut() {
        return timedOut;
    }

    /** Interrupts the running statement if it began before {@code now - limitNanos}; any thread may ask. */
    synchronized boolean interruptIfOver(long now, long limitNanos) {
        if (running == 0 || now - runningSince < limitNanos) {
            return false;
        }
        timedOut = true;
        interrupt();
        return true;
    }

    synchronized void beganSnapshot(long now) {
        hasSnapshot = true;
        snapshotSince = now;
    }

    synchronized void endedSnapshot() {
        hasSnapshot = false;
    }

    /** Since when it has looked at one state of the file: that of its snapshot or of its running statement. */
    synchronized OptionalLong viewSince() {
        if (hasSnapshot) {
            return OptionalLong.of(snapshotSince);
        }
        return running > 0 ? OptionalLong.of(runningSince) : OptionalLong.empty();
    }

    /** The thread that has borrowed it, or null. */
    @Nullable
    Thread borrower() {
        return borrower;
    }

    /** When it was borrowed. */
    long borrowedAt() {
        return borrowedAt;
    }

    void borrowedBy(Thread thread, long now) {
        borrowedAt = now;
        borrower = thread;
    }

    void returned() {
        borrower = null;
    }

    /** From here on its borrower is refused; any thread may call it. */
    void refuse() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }

    /** Interrupts whatever statement runs; any thread may call it. */
    void interrupt() {
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

    private void forget(StatementCache cache, PreparedSql statement) {
        cache.remove(statement);
        close(statement.jdbc);
    }

    private void close(PreparedSql statement) {
        close(statement.jdbc);
    }

    private void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            // the driver has finalised it
        } catch (RuntimeException | Error e) {
            broken = true;
        }
    }
}
