package io.litestack.db.internal.jdbc;

import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import io.litestack.db.internal.jdbc.session.Execution;
import io.litestack.db.internal.jdbc.session.Lease;
import io.litestack.db.internal.jdbc.session.ParsedSql;
import io.litestack.db.internal.jdbc.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch under way: its entries in one transaction, which is one of its own in autocommit. Rows of values for one statement go
 * to SQLite many in one call, which costs a third of one call each; unless their keys are wanted, or they return rows. If one of
 * many fails, SQLite does not say which: they are undone and run once more, one by one.
 */
final class Batch {
    /** One entry: its text, and values for it, which are its own. */
    static final class Entry {
        final ParsedSql text;
        final @Nullable Object[] values;

        Entry(ParsedSql text, @Nullable Object[] values) {
            this.text = text;
            this.values = values;
        }
    }

    /** So many rows go to SQLite in one call; other threads, the watchdog among them, wait that long at most. */
    private static final int MOST_ROWS = 128;

    private final ExecutingStatement statement;
    private final Session session;
    private final List<Entry> entries;
    private final long[] counts;
    private final List<@Nullable Object[]> keys = new ArrayList<>();
    private @Nullable List<String> keyLabels;
    private int done;

    Batch(ExecutingStatement statement, List<Entry> entries) {
        this.statement = statement;
        this.session = statement.session;
        this.entries = entries;
        this.counts = new long[entries.size()];
    }

    /** Runs all entries; returns how many rows each has changed. */
    long[] run() throws SQLException {
        Lease lease = session.lease(false, statement.limitNanos());
        boolean isDone = false;
        try {
            while (done < counts.length) {
                int end = endOfRun();
                if (end - done > 1) {
                    runTogether(lease, end);
                } else {
                    runOne(lease, entries.get(done));
                }
            }
            isDone = true;
        } catch (SQLException | RuntimeException e) {
            throw JdbcErrors.ofBatch(e, done, Arrays.copyOf(counts, lease.isOwn() ? 0 : done));
        } finally {
            if (!isDone) {
                lease.failed();
            }
        }
        lease.done();
        return counts;
    }

    /** The keys of all entries, in their order. */
    MemoryRows keys() {
        return keyLabels == null ? JdbcKeys.none(statement.keyRequest()) : new MemoryRows(keyLabels, keys);
    }

    /** Where those end that can go to SQLite together with the next one. */
    private int endOfRun() {
        ParsedSql text = entries.get(done).text;
        int end = done + 1;
        if (statement.keyRequest() == null && text.isPlainChange()) {
            int most = Math.min(counts.length, done + MOST_ROWS);
            while (end < most && entries.get(end).text.isSame(text)) {
                end++;
            }
        }
        return end;
    }

    private void runTogether(Lease lease, int end) throws SQLException {
        OpenTransaction open = lease.transaction();
        if (open == null) {
            runOneByOne(lease, end);
            return;
        }
        int savepoint = open.setSavepoint();
        try {
            runRows(lease, end);
        } catch (SQLException e) {
            undo(open, savepoint, e);
            runOneByOne(lease, end);
            return;
        }
        open.release(savepoint);
    }

    private static void undo(OpenTransaction open, int savepoint, SQLException failure) throws SQLException {
        try {
            open.rollbackTo(savepoint);
            open.release(savepoint);
        } catch (RuntimeException e) {
            failure.addSuppressed(e); // the failure has ended the transaction
            throw failure;
        }
    }

    private void runRows(Lease lease, int end) throws SQLException {
        ParsedSql text = entries.get(done).text;
        List<@Nullable Object[]> rows = new ArrayList<>(end - done);
        for (int i = done; i < end; i++) {
            rows.add(entries.get(i).values);
        }
        Execution running = statement.start(new Part(lease), text.text(), true);
        boolean isDone = false;
        try {
            long[] changed = running.runAll(rows);
            for (int i = 0; i < changed.length; i++) {
                session.changed(text, rows.get(i), changed[i]);
            }
            running.close();
            statement.ended();
            isDone = true;
            System.arraycopy(changed, 0, counts, done, changed.length);
            done = end;
        } finally {
            if (!isDone) {
                statement.abandon(running);
            }
        }
    }

    /** If they have failed together, one of them fails again, after those before it. */
    private void runOneByOne(Lease lease, int end) throws SQLException {
        while (done < end) {
            runOne(lease, entries.get(done));
        }
    }

    private void runOne(Lease lease, Entry entry) throws SQLException {
        ParsedSql text = entry.text;
        if (text.kind() == ParsedSql.Kind.EMPTY) {
            done++;
            return;
        }
        refuseUnlessChange(text);
        Change change = Change.run(statement, new Part(lease), text, entry.values);
        counts[done] = change.rows();
        MemoryRows rows = change.keys();
        if (rows != null) {
            keyLabels = rows.labels();
            keys.addAll(rows.all());
        }
        done++;
    }

    private static void refuseUnlessChange(ParsedSql text) throws SQLException {
        if (text.mayReturnRows()) {
            throw Failure.SEQUENCE.of("a statement of a batch must not return rows: " + text.text());
        } else if (text.kind() != ParsedSql.Kind.CHANGE && text.kind() != ParsedSql.Kind.OTHER) {
            throw Failure.SEQUENCE.of(
                    "a batch is one transaction, so this cannot be in it; execute it by itself: " + text.text());
        }
    }

    /** A part of the batch: what it runs in goes on after it. */
    private record Part(Lease whole) implements Lease {
        @Override
        public StatementSource source() {
            return whole.source();
        }

        @Override
        public @Nullable OpenTransaction transaction() {
            return whole.transaction();
        }

        @Override
        public boolean isOwn() {
            return whole.isOwn();
        }

        @Override
        public void done() {
            // the batch ends it
        }

        @Override
        public void failed() {
            // likewise
        }
    }
}
