package io.litestack.job.internal.limit;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.LimitSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a limit stands: what the table says of it, and how many of its jobs are where. Used inside of one command. */
final class LimitState {
    private static final int NOTHING_READY = Integer.MAX_VALUE;

    final String key;

    @Nullable
    StoredLimit limit;

    private int ready;
    private int running;

    /** The last of the names of the tenants of whom jobs are blocked, null if none is. */
    private @Nullable String lastBlocked;

    /** The lowest priority of those that are ready and without a tenant. */
    private int lowestReady;

    private LimitState(ResultSet row) throws SQLException {
        key = row.getString(1);
        String lastTenant = row.getString(6);
        if (lastTenant != null) {
            limit = new StoredLimit(
                    row.getInt(2), row.getInt(3), row.getLong(4), row.getInt(5), lastTenant, row.getLong(7));
        }
        ready = row.getInt(8);
        running = row.getInt(9);
        lastBlocked = row.getString(10);
        int lowest = row.getInt(11);
        lowestReady = row.wasNull() ? NOTHING_READY : lowest;
    }

    /** Those of some keys. */
    static List<LimitState> of(Statements statements, Collection<String> keys) throws SQLException {
        return read(statements, keys, LimitSql.STATE_OF_ONE, LimitSql.STATES_OF_ALL);
    }

    /** Those of some keys of which jobs are blocked. */
    static List<LimitState> blocked(Statements statements, Collection<String> keys) throws SQLException {
        List<LimitState> states = read(statements, keys, LimitSql.BLOCKED_ONE, LimitSql.BLOCKED_OF_ALL);
        for (LimitState state : states) {
            state.restore(statements);
        }
        return states;
    }

    private static List<LimitState> read(Statements statements, Collection<String> keys, String one, String all)
            throws SQLException {
        List<LimitState> states = new ArrayList<>(keys.size());
        if (keys.isEmpty()) {
            return states;
        }
        boolean isOne = keys.size() == 1;
        PreparedStatement select = statements.prepare(isOne ? one : all);
        select.setString(1, isOne ? keys.iterator().next() : SqlValues.json(keys));
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                states.add(new LimitState(rows));
            }
        }
        return states;
    }

    /** What the table says; a limit that is not there bounds nothing. */
    StoredLimit limit() {
        return limit == null ? StoredLimit.NONE : limit;
    }

    /** One of which jobs are blocked has its row again if that was pruned. */
    private void restore(Statements statements) throws SQLException {
        if (limit == null) {
            limit = StoredLimit.restore(statements, key);
        }
    }

    boolean isAnyBlocked() {
        return lastBlocked != null;
    }

    /** Whether no job that is blocked has a tenant. */
    boolean isWithoutTenants() {
        return lastBlocked != null && lastBlocked.isEmpty();
    }

    /** How many more may be ready. */
    int room(StartPermits permits) throws SQLException {
        StoredLimit bounds = limit();
        int room = Integer.MAX_VALUE;
        if (bounds.concurrency() > 0) {
            room = bounds.concurrency() - ready - running;
        }
        if (bounds.rate() > 0 && room > 0) {
            int free = bounds.rate() - permits.inWindow(key, bounds.windowMs()).count();
            room = Math.min(room, free - ready);
        }
        if (bounds.ready() > 0) {
            room = bounds.ready() - ready;
        }
        return room;
    }

    /** Whether one that is ready has a lower priority. */
    boolean isAnyReadyBelow(int priority) {
        return lowestReady < priority;
    }

    /** It turned out that none of those can give way. */
    void noneGivesWay() {
        lowestReady = NOTHING_READY;
    }

    void added(int priority, String tenant) {
        ready++;
        if (tenant.isEmpty()) {
            lowestReady = Math.min(lowestReady, priority);
        }
    }

    void blocked(String tenant) {
        if (lastBlocked == null || tenant.compareTo(lastBlocked) > 0) {
            lastBlocked = tenant;
        }
    }
}
