package io.litestack.job.internal.limit;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.LimitSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the jobs that share a limit may go on. Used inside of a command, by whoever has the writer.
 *
 * <h2>The idea</h2>
 *
 * A job with a limit that has to wait is <em>blocked</em>, and is in none of the indexes that workers claim from. So a claim
 * costs the same however many jobs are blocked, and a job is looked at twice in its life: when it comes, and when its turn
 * does. Whenever something changes for a key (a job ended, was released, given up, deleted, became due) the very transaction
 * that changes it fills the room that there is: it makes the first blocked jobs of the key ready, as many as may go on. So
 * there is no herd that wakes up, and nobody starves.
 *
 * <h2>What takes room</h2>
 *
 * <ul>
 *   <li>Of the concurrency: the rows of the key that are ready or run. There is no counter that could be wrong, and no
 *       semaphore that must expire: a row whose process has died is taken over by whoever finds that out, and the room is that
 *       of the row.
 *   <li>Of the rate: the starts that are remembered, and the rows that are ready. A start is noted by the thread that runs the
 *       job, just before ({@link StartPermits}); a job that comes too late to it is blocked again.
 *   <li>Where there are turns only: the rows that are ready. These have had their turn and wait for a worker.
 * </ul>
 *
 * <h2>Order</h2>
 *
 * Without tenants the order is that of priority and age; a new job of a higher priority takes the place of a lower one that is
 * ready and not leased yet ({@link LimitAdmission}). With tenants it goes round by their names, one job of each, from the one on whose turn was the last.
 */
public final class LimitGate {
    private final Statements statements;
    private final long nowMs;

    public LimitGate(Statements statements, long nowMs) {
        this.statements = statements;
        this.nowMs = nowMs;
    }

    // Room.

    /** Lets jobs of a key go on, as many as may. */
    public void refill(String key) throws SQLException {
        refill(List.of(key));
    }

    /** Lets jobs of some keys go on, as many as may. */
    public void refill(Collection<String> keys) throws SQLException {
        List<LimitState> blocked = LimitState.blocked(statements, keys);
        if (blocked.isEmpty()) {
            return;
        }
        StartPermits permits = new StartPermits(statements, nowMs);
        PreparedStatement update = statements.prepare(LimitSql.ADMIT);
        update.clearBatch();
        boolean isAnyPlain = false;
        List<LimitState> others = new ArrayList<>();
        for (LimitState state : blocked) {
            if (!state.isWithoutTenants()
                    || !state.limit().lastTenant().isEmpty()
                    || state.limit().rate() > 0) {
                others.add(state);
            } else if (state.room(permits) > 0) {
                bindAdmit(update, state.key, "", state.room(permits));
                update.addBatch();
                isAnyPlain = true;
            }
        }
        boolean isAnyMoved = isAnyPlain && isAnyChanged(update.executeBatch());
        for (LimitState state : others) {
            isAnyMoved |= admitInTurns(state, state.room(permits)) > 0;
            if (state.limit().rate() > 0 && isAnyBlocked(state.key)) {
                planWake(state.key, state.limit());
            }
        }
        if (isAnyMoved) {
            statements.signal(JobSql.READY_TOPIC);
        }
    }

    private static boolean isAnyChanged(int[] changes) {
        return Arrays.stream(changes).anyMatch(it -> it > 0);
    }

    private boolean isAnyBlocked(String key) throws SQLException {
        PreparedStatement select = statements.prepare(LimitSql.IS_ANY_BLOCKED);
        select.setString(1, key);
        try (ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    /** Returns how many. */
    private int admitInTurns(LimitState state, int room) throws SQLException {
        String key = state.key;
        String last = state.limit().lastTenant();
        int moved = 0;
        while (moved < room) {
            String tenant = nextTenant(key, last);
            if (tenant == null) {
                break;
            }
            // jobs without a tenant are one tenant; if there is no other there are no turns
            boolean isAlone = tenant.isEmpty() && last.isEmpty() && moved == 0;
            int count = admit(key, tenant, isAlone ? room : 1);
            if (count == 0) {
                break;
            }
            moved += count;
            last = tenant;
        }
        if (moved > 0 && !last.equals(state.limit().lastTenant())) {
            setTurn(key, last);
        }
        return moved;
    }

    private int admit(String key, String tenant, int most) throws SQLException {
        PreparedStatement update = statements.prepare(LimitSql.ADMIT);
        bindAdmit(update, key, tenant, most);
        return update.executeUpdate();
    }

    private static void bindAdmit(PreparedStatement update, String key, String tenant, int most) throws SQLException {
        update.setString(1, key);
        update.setString(2, tenant);
        update.setInt(3, most);
    }

    private @Nullable String nextTenant(String key, String last) throws SQLException {
        PreparedStatement next = statements.prepare(LimitSql.NEXT_TENANT);
        next.setString(1, key);
        next.setString(2, last);
        try (ResultSet row = next.executeQuery()) {
            if (row.next()) {
                return row.getString(1);
            }
        }
        PreparedStatement first = statements.prepare(LimitSql.FIRST_TENANT);
        first.setString(1, key);
        try (ResultSet row = first.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private void setTurn(String key, String tenant) throws SQLException {
        PreparedStatement update = statements.prepare(LimitSql.SET_TURN);
        update.setString(1, tenant);
        update.setString(2, key);
        update.executeUpdate();
    }

    private void planWake(String key, StoredLimit limit) throws SQLException {
        // if none has started yet the next start plans it
        long wakeAtMs = new StartPermits(statements, nowMs).nextFreeMs(key, limit.windowMs());
        if (wakeAtMs != limit.wakeAtMs()) {
            PreparedStatement update = statements.prepare(LimitSql.SET_WAKE);
            SqlValues.setLong(update, 1, wakeAtMs);
            update.setString(2, key);
            update.executeUpdate();
            statements.signal(JobSql.WINDOW_TOPIC);
        }
    }

    /** Fills the room of those whose window lets further jobs start by now; returns how many these are. */
    public int refillDue() throws SQLException {
        List<String> keys = new ArrayList<>();
        PreparedStatement select = statements.prepare(LimitSql.DUE_WAKES);
        select.setLong(1, nowMs);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        for (String key : keys) {
            PreparedStatement clear = statements.prepare(LimitSql.SET_WAKE);
            SqlValues.setLong(clear, 1, 0);
            clear.setString(2, key);
            clear.executeUpdate();
            refill(key);
        }
        return keys.size();
    }

    // Keys.

    /** The limits that a statement with one parameter selects. */
    public List<String> keys(String sql, Object parameter) throws SQLException {
        List<String> keys = new ArrayList<>();
        PreparedStatement select = statements.prepare(sql);
        select.setObject(1, parameter);
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        return keys;
    }
}
