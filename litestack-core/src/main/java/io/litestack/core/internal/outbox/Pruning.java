package io.litestack.core.internal.outbox;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Deletes a bite of the rows that the target has, and counts them. Returns how many those were. */
final class Pruning implements Command<Integer> {
    private final String target;
    private final long upTo;
    private final int most;
    private final int keptCounts;

    Pruning(String target, long upTo, int most, int keptCounts) {
        this.target = target;
        this.upTo = upTo;
        this.most = most;
        this.keptCounts = keptCounts;
    }

    @Override
    public Integer run(Statements statements) throws SQLException {
        long last = lastOfBite(statements);
        if (last == 0) {
            return 0;
        }
        bound(statements, OutboxSql.COUNT_PRUNED, last).executeUpdate();
        bound(statements, OutboxSql.PRUNE, last).executeUpdate();
        int deleted = Math.toIntExact(statements.changes());
        PreparedStatement trim = statements.prepare(OutboxSql.TRIM_DONE);
        trim.setInt(1, keptCounts);
        trim.executeUpdate();
        return deleted;
    }

    private long lastOfBite(Statements statements) throws SQLException {
        PreparedStatement bite = bound(statements, OutboxSql.BITE, upTo);
        bite.setInt(3, most);
        try (ResultSet row = bite.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private PreparedStatement bound(Statements statements, String sql, long last) throws SQLException {
        PreparedStatement statement = statements.prepare(sql);
        statement.setString(1, target);
        statement.setLong(2, last);
        return statement;
    }
}
