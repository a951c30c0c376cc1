package io.litestack.core.internal.maintenance;

import io.litestack.core.LitestackException;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.internal.write.MaintenanceWrites;
import io.litestack.core.internal.write.WriteConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives free pages back and keeps the planner's statistics fresh, in steps that are short whatever the file.
 *
 * <p>{@code PRAGMA optimize} would analyze all tables that need it in one transaction. So it is only asked which these are,
 * and they are analyzed one at a time, from a sample. SQLite counts the pages of an index even then; so an
 * analysis that takes too long is interrupted. It is tried again some times, since what it has read is likely to be in memory
 * the next time, and then left until the next round.
 *
 * <p>A table of few rows is not analyzed. Most tables begin empty, and statistics that say so would stand for an hour in which the
 * table may come to a million rows: SQLite would read all of a table of which it knows that it has one row, whatever index there is.
 * Of a table of which it knows nothing it takes that it is large.
 *
 * <p>Thread-safe; one thread at a time does the work.
 */
final class Optimizer {
    private static final long INTERVAL_NANOS = 60_000_000_000L;
    private static final long OPTIMIZE_INTERVAL_NANOS = 3_600_000_000_000L;
    private static final int VACUUM_PAGES = 256;
    private static final long VACUUM_NANOS = 5_000_000L;

    /** All tables, whether they were used or not, and only what would be done. */
    private static final String WHAT_TO_ANALYZE = "PRAGMA optimize(0x10003)";

    private static final long CLOSING_LOCK_WAIT_NANOS = 20_000_000L;
    private static final int SAMPLED_ROWS = 1000;

    /** With fewer rows a table has no statistics. */
    private static final int LEAST_ROWS = 1000;

    private static final String ANALYZE = "ANALYZE ";
    private static final int ATTEMPTS = 5;

    /** What is not analyzed by then is left for the next round. */
    private static final long ROUND_NANOS = 250_000_000L;

    /** One table's analysis, and how often it was interrupted. */
    private record Analysis(String sql, int interruptions) {}

    private final StoreContext store;
    private final MaintenanceWrites writes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Analysis> due = new ArrayDeque<>();
    private long last;
    private long lastOptimize;

    Optimizer(StoreContext store, MaintenanceWrites writes) {
        this.store = store;
        this.writes = writes;
        long now = store.ticks();
        last = now - INTERVAL_NANOS;
        lastOptimize = now - OPTIMIZE_INTERVAL_NANOS;
    }

    /** Does what is due. */
    void run(CachedConnection connection, long now) throws SQLException {
        if (now - last < INTERVAL_NANOS || !lock.tryLock()) {
            return;
        }
        try {
            last = now;
            runRound(connection, now);
        } catch (SQLException e) {
            if (SqliteErrors.primary(e) != SqliteErrors.INTERRUPT) {
                throw e;
            }
            // it took too long, as it may on a machine that has much else to do, and is left for later
        } finally {
            lock.unlock();
        }
    }

    private void runRound(CachedConnection connection, long now) throws SQLException {
        if (connection.single("PRAGMA freelist_count") > 0) {
            vacuum();
        }
        if (now - lastOptimize >= OPTIMIZE_INTERVAL_NANOS) {
            lastOptimize = now;
            findDue(MaintenanceWrites.LOCK_WAIT_NANOS);
        }
        analyzeDue(MaintenanceWrites.LOCK_WAIT_NANOS);
    }

    /** What a store that is open for a short time only would not come to; gives way to whoever writes. Never throws. */
    void runAtClose() {
        if (!isLockedSoon()) {
            return;
        }
        try {
            findDue(CLOSING_LOCK_WAIT_NANOS);
            analyzeDue(CLOSING_LOCK_WAIT_NANOS);
        } catch (SQLException | LitestackException e) {
            // busy, full or failing: it is done at the next opportunity
        } finally {
            lock.unlock();
        }
    }

    /** The loop may be at it just now. */
    private boolean isLockedSoon() {
        try {
            return lock.tryLock(ROUND_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void change(long lockWaitNanos, MaintenanceWrites.Change change) throws SQLException {
        writes.locked(lockWaitNanos, writer -> writes.change(change, MaintenanceWrites.BEGIN_WAIT_NANOS));
    }

    /** In steps, between which others write. */
    private void vacuum() throws SQLException {
        int[] pages = new int[1];
        for (int left = VACUUM_PAGES; left > 0; left -= pages[0]) {
            change(MaintenanceWrites.LOCK_WAIT_NANOS, connection -> pages[0] = vacuum(connection));
            if (pages[0] == 0) {
                return;
            }
        }
    }

    private int vacuum(CachedConnection connection) throws SQLException {
        long end = store.ticks() + VACUUM_NANOS;
        // a page a row, and what was done stays done if the statement is not run to its end
        return connection.drainWhile("PRAGMA incremental_vacuum(" + VACUUM_PAGES + ")", () -> store.ticks() - end < 0);
    }

    private void findDue(long lockWaitNanos) throws SQLException {
        List<String> statements = new ArrayList<>();
        // with several tables SQLite takes the write lock even to say what it would do
        writes.locked(lockWaitNanos, writer -> {
            writes.look(connection -> collectDue(connection, statements));
            return writer;
        });
        due.clear();
        statements.forEach(it -> due.add(new Analysis(it, 0)));
    }

    private static void collectDue(CachedConnection connection, List<String> statements) throws SQLException {
        try (var statement = connection.driver().createStatement();
                ResultSet rows = statement.executeQuery(WHAT_TO_ANALYZE)) {
            while (rows.next()) {
                statements.add(rows.getString(1));
            }
        }
    }

    private void analyzeDue(long lockWaitNanos) throws SQLException {
        long end = store.ticks() + ROUND_NANOS;
        for (int i = due.size(); i > 0 && store.ticks() - end < 0; i--) {
            Analysis next = due.remove();
            if (!isAnalyzed(lockWaitNanos, next.sql()) && next.interruptions() + 1 < ATTEMPTS) {
                due.add(new Analysis(next.sql(), next.interruptions() + 1));
            }
        }
    }

    /** Analyzes a table; false if that took too long. */
    private boolean isAnalyzed(long lockWaitNanos, String sql) throws SQLException {
        try {
            return writes.locked(lockWaitNanos, writer -> analyze(writer, sql));
        } catch (SQLException e) {
            if (SqliteErrors.primary(e) == SqliteErrors.INTERRUPT) {
                return false;
            }
            throw e;
        }
    }

    /** The sample's size is set inside the transaction, at whose begin the settings of the connection may be compared. */
    private boolean analyze(WriteConnection writer, String sql) throws SQLException {
        try {
            writes.change(connection -> analyze(connection, sql), MaintenanceWrites.BEGIN_WAIT_NANOS);
            return true;
        } finally {
            // not for the callers' own ANALYZE; the connection may be another one by now
            writer.current().runOnce("PRAGMA analysis_limit=0");
        }
    }

    private static void analyze(CachedConnection connection, String sql) throws SQLException {
        if (isLarge(connection, sql)) {
            connection.runOnce("PRAGMA analysis_limit=" + SAMPLED_ROWS);
            connection.runOnce(sql);
        }
    }

    /** What is to be analyzed is named as a query names it. */
    private static boolean isLarge(CachedConnection connection, String sql) throws SQLException {
        String table = sql.substring(ANALYZE.length());
        try (var statement = connection.driver().createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1 OFFSET " + (LEAST_ROWS - 1))) {
            return row.next();
        }
    }
}
