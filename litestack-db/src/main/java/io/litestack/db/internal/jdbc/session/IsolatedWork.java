package io.litestack.db.internal.jdbc.session;

import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;
import io.litestack.core.spi.StoreInternals;
import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work that a second connection does on a thread whose first connection holds the writer, and that is to stay even if the first
 * one rolls back: Hibernate's generators of ids by a table are of that kind.
 *
 * <p>SQLite has one writer, so such work cannot be stored before the outer transaction ends. It joins that: it runs between a
 * savepoint and its release, and what it has changed is noted. If the outer transaction is rolled back, the changes are made once
 * more, in the same order and before anybody else can write: the outer one is rolled back to a savepoint at its begin, the
 * changes follow, and then it commits. The savepoint at the begin costs a little, and is set once a data source has seen such
 * work; the first time, or if the outer transaction is dead, the changes are made in a transaction of their own after it.
 */
public final class IsolatedWork {
    /** One change, and how many rows it has changed. */
    private static final class RepeatableChange {
        final String sql;
        final @Nullable Object[] values;
        final long rows;

        /** The savepoint of the outer transaction behind which it was made. */
        final int savepoint;

        RepeatableChange(String sql, @Nullable Object[] values, long rows, int savepoint) {
            this.savepoint = savepoint;
            this.sql = sql;
            this.values = values;
            this.rows = rows;
        }
    }

    /** Hibernate runs isolated work from classes of this name. */
    private static final String DELEGATE = "IsolationDelegate";

    private final StoreInternals store;
    private final List<RepeatableChange> changes = new ArrayList<>();

    /** The savepoint at the begin of the outer transaction, 0 if it has none. */
    private final int base;

    private int joinedAt;

    public IsolatedWork(StoreInternals store, int base) {
        this.store = store;
        this.base = base;
    }

    /** Whether what runs on this thread now is of this kind. */
    public static boolean isRunning() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(it -> it.getClassName().startsWith("org.hibernate.")
                        && it.getClassName().endsWith(DELEGATE)));
    }

    /** Joins an open transaction. */
    public OpenTransaction join(OpenTransaction outer) {
        return new Joined(outer);
    }

    /** The outer transaction is rolled back, and the changes stay. */
    public void outlive(OpenTransaction outer) throws SQLException {
        boolean isDone = false;
        try {
            if (base > 0) {
                outer.rollbackTo(base);
                repeatSince(0, outer);
                outer.commit();
                isDone = true;
            }
        } catch (RuntimeException e) {
            // it is dead: a transaction of their own is what is left
        } finally {
            outer.rollback();
        }
        if (!isDone) {
            repeatAfterwards();
        }
    }

    /** The outer transaction was rolled back to a savepoint: makes the changes once more that were made behind it. */
    public void repeatSince(int savepoint, OpenTransaction open) throws SQLException {
        for (RepeatableChange change : changes) {
            if (change.savepoint > savepoint) {
                repeat(change, new Repetition(open));
            }
        }
    }

    private static void repeat(RepeatableChange change, Lease lease) throws SQLException {
        Execution execution = Execution.of(lease, change.sql, true);
        boolean isDone = false;
        try {
            boolean hasRows = execution.run(change.values);
            while (hasRows && execution.next()) {
                // a RETURNING clause has its effect only when all its rows were read
            }
            long rows = execution.source().changes();
            if (rows != change.rows) {
                throw Failure.TRANSACTION_STATE.of("work that was to outlive a rollback could not be repeated: "
                        + change.sql + " has changed " + rows + " rows, and " + change.rows + " before");
            }
            execution.close();
            isDone = true;
        } finally {
            if (!isDone) {
                execution.fail();
            }
        }
    }

    /** Makes the changes once more, in a transaction of their own. */
    public void repeatAfterwards() throws SQLException {
        try (OpenTransaction own = store.begin(WriteOptions.standard())) {
            repeatSince(0, own);
            own.commit();
        }
    }

    /** The part of the outer transaction that is isolated work. */
    private final class Joined implements OpenTransaction {
        private final OpenTransaction outer;
        private final int savepoint;
        private final int before = changes.size();
        private boolean isEnded;

        Joined(OpenTransaction outer) {
            this.outer = outer;
            this.savepoint = outer.setSavepoint();
            joinedAt = savepoint;
        }

        @Override
        public Transaction transaction() {
            return outer.transaction();
        }

        @Override
        public boolean isOpen() {
            return !isEnded && outer.isOpen();
        }

        @Override
        public StatementSource statements() {
            return outer.statements();
        }

        @Override
        public int setSavepoint() {
            return outer.setSavepoint();
        }

        @Override
        public void rollbackTo(int number) {
            outer.rollbackTo(number);
        }

        @Override
        public void release(int number) {
            outer.release(number);
        }

        @Override
        public void commit() {
            if (!isEnded) {
                isEnded = true;
                outer.release(savepoint);
            }
        }

        @Override
        public void rollback() {
            if (!isEnded) {
                isEnded = true;
                changes.subList(before, changes.size()).clear();
                outer.rollbackTo(savepoint);
                outer.release(savepoint);
            }
        }

        @Override
        public void close() {
            rollback();
        }
    }

    /** A change was made by it. */
    public void changed(String sql, @Nullable Object[] values, long rows) {
        changes.add(new RepeatableChange(sql, values.clone(), rows, joinedAt));
    }

    /** What a repetition runs in. */
    private record Repetition(OpenTransaction transaction) implements Lease {
        @Override
        public StatementSource source() {
            return transaction.statements();
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public void done() {
            // who repeats ends it
        }

        @Override
        public void failed() {
            // likewise
        }
    }
}
