package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.session.ParsedSql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with the entries of a batch. */
abstract class BatchingStatement extends ExecutingStatement {
    private List<Batch.Entry> entries = new ArrayList<>(0);

    BatchingStatement(JdbcConnection connection, @Nullable KeyRequest keys) {
        super(connection, keys);
    }

    final void addToBatch(ParsedSql text, @Nullable Object[] values) throws SQLException {
        refuseIfClosed();
        entries.add(new Batch.Entry(text, values));
    }

    @Override
    public final void clearBatch() throws SQLException {
        refuseIfClosed();
        entries = new ArrayList<>(0);
    }

    @Override
    public final int[] executeBatch() throws SQLException {
        long[] counts = executeLargeBatch();
        int[] small = new int[counts.length];
        for (int i = 0; i < small.length; i++) {
            small[i] = (int) Math.min(Integer.MAX_VALUE, counts[i]);
        }
        return small;
    }

    @Override
    public final long[] executeLargeBatch() throws SQLException {
        session.lock();
        try {
            refuseIfClosed();
            begin();
            List<Batch.Entry> all = entries;
            entries = new ArrayList<>(0);
            if (all.isEmpty()) {
                return new long[0];
            }
            Batch batch = new Batch(this, all);
            long[] counts = batch.run();
            keysAre(keyRequest() == null ? null : batch.keys());
            return counts;
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            session.unlock();
        }
    }
}
