package io.litestack.core.internal;

import io.litestack.core.spi.SqlParameters;
import io.litestack.core.spi.SqlScript;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
    private static final int CACHED_STATEMENTS = 256;
    private static final Set<String> CHANGES_ROWS = Set.of("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH");
    private static final Set<String> ONLY_READS = Set.of("SELECT", "VALUES", "EXPLAIN");
    private static final Pattern DO_UPDATE = Pattern.compile("\\bDO\\s+UPDATE\\b", Pattern.CASE_INSENSITIVE);
    private static final String LAST_ROW_ID = "SELECT last_insert_rowid()";
    private static final String SCHEMA_VERSION = "PRAGMA schema_version";

    /** A prepared statement and what is known of it. */
    static final class Prepared {
        final PreparedStatement jdbc;
        final String sql;
        final int parameters;
        final boolean changesRows;

        /** Whether each row it changes is a new one, so that the last rowid is that of the last row. */
        final boolean tellsRowId;

        /** Whether its first word does not tell if it changes rows or only reads. */
        final boolean mayOnlyRead;

        /** Whether its columns may become others when somebody changes a table; the driver would not notice. */
        final boolean dependsOnColumns;

        private long schemaVersion;
        final boolean onlyReads;
        private boolean inUse;
        private boolean kept;
        private @Nullable List<String> names;

        Prepared(PreparedStatement jdbc, String sql, String keyword) throws SQLException {
            this.jdbc = jdbc;
            this.sql = sql;
            this.parameters = jdbc.getParameterMetaData().getParameterCount();
            this.changesRows = CHANGES_ROWS.contains(keyword);
            this.tellsRowId = (keyword.equals("INSERT") || keyword.equals("REPLACE"))
                    && !DO_UPDATE.matcher(sql).find();
            this.mayOnlyRead = keyword.equals("WITH");
            this.dependsOnColumns = sql.replace("(*)", "").indexOf('*') >= 0;
            this.onlyReads = ONLY_READS.contains(keyword);
        }

        /** The names of its parameters, in their order. */
        List<String> names() {
            List<String> known = names;
            if (known == null) {
                known = SqlParameters.names(sql);
                names = known;
            }
            return known;
        }
    }

    private final SQLiteConnection connection;

    /** Statements of callers' texts, which the guard has allowed; … */
    private final Map<String, Prepared> lent = new LinkedHashMap<>(64, 0.75f, true);

    /** … and those of the house, which may do what callers may not: a caller never gets one of these. */
    private final Map<String, Prepared> own = new LinkedHashMap<>(64, 0.75f, true);

    private long signals;
    private volatile boolean refused;

    /** How many statements run, one from inside the mapper of another. Guarded by this. */
    private int running;

    /** When the outermost of them began. Guarded by this. */
    private long runningSince;

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
    Prepared lend(String sql, SqlGuard guard) throws SQLException {
        Prepared cached = lent.get(sql);
        if (cached != null
                && cached.dependsOnColumns
                && !cached.inUse
                && cached.schemaVersion != single(SCHEMA_VERSION)) {
            forget(lent, sql);
            cached = null;
        }
        if (cached != null && !cached.inUse) {
            cached.inUse = true;
            return cached;
        }
        SqlScript.Statement statement = guard.one(sql);
        Prepared fresh = new Prepared(connection.prepareStatement(sql), sql, statement.keyword());
        fresh.inUse = true;
        if (fresh.dependsOnColumns) {
            fresh.schemaVersion = single(SCHEMA_VERSION);
        }
        if (cached == null) {
            keep(lent, fresh);
        }
        return fresh;
    }

    void giveBack(Prepared statement) {
        statement.inUse = false;
        if (!statement.kept) {
            closeQuietly(statement.jdbc);
        }
    }

    /** After an error the driver may have finalised the statement: it is not used again. */
    void discard(Prepared statement) {
        statement.inUse = false;
        if (statement.kept) {
            lent.remove(statement.sql, statement);
        }
        closeQuietly(statement.jdbc);
    }

    @Override
    public PreparedStatement prepare(String sql) throws SQLException {
        Prepared kept = own.get(sql);
        if (kept == null || isFinalised(kept)) {
            kept = new Prepared(connection.prepareStatement(sql), sql, "");
            keep(own, kept);
        }
        return kept.jdbc;
    }

    /** The driver finalises a statement that failed, and leaves the object. */
    private static boolean isFinalised(Prepared statement) {
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
            forget(own, sql);
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

    /** Runs a kept statement without parameters to its end, whatever rows it returns: some do their work row by row. */
    void drain(String sql) throws SQLException {
        CoreStatement statement = (CoreStatement) prepare(sql);
        int code = statement.pointer.safeRunInt(Session::stepToEnd);
        if (code != Codes.SQLITE_DONE) {
            connection.getDatabase().throwex(code);
        }
    }

    private static int stepToEnd(DB database, long statement) throws SQLException {
        int code = database.step(statement);
        while (code == Codes.SQLITE_ROW) {
            code = database.step(statement);
        }
        database.reset(statement);
        return code;
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
        List<Prepared> all = new ArrayList<>(lent.values());
        all.addAll(own.values());
        lent.clear();
        own.clear();
        for (Prepared statement : all) {
            statement.kept = false;
            closeQuietly(statement.jdbc);
        }
    }

    /** Marks the begin of a statement that {@link #interruptIfOver} may end. */
    synchronized void startClock(long now) {
        if (running++ == 0) {
            runningSince = now;
        }
    }

    /** Marks its end: from here on it cannot be interrupted. */
    synchronized void stopClock() {
        running--;
    }

    /** Interrupts the running statement if it began before {@code now - limitNanos}; any thread may ask. */
    synchronized boolean interruptIfOver(long now, long limitNanos) {
        if (running == 0 || now - runningSince < limitNanos) {
            return false;
        }
        interrupt();
        return true;
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

    private static void keep(Map<String, Prepared> cache, Prepared statement) {
        statement.kept = true;
        cache.put(statement.sql, statement);
        if (cache.size() > CACHED_STATEMENTS) {
            var eldest = cache.values().iterator();
            Prepared out = eldest.next();
            eldest.remove();
            out.kept = false;
            if (!out.inUse) {
                closeQuietly(out.jdbc);
            }
        }
    }

    private static void forget(Map<String, Prepared> cache, String sql) {
        Prepared statement = cache.remove(sql);
        if (statement != null) {
            closeQuietly(statement.jdbc);
        }
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // nothing depends on it: the connection goes on, or is about to be closed itself
        }
    }
}
