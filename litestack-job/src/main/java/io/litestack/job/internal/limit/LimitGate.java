package io.litestack.job.internal.limit;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.LimitSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
 * does. One that need not wait is in no index of limits at all. Whenever something changes for a key (a job ended, was released,
 * given up, deleted, became due) the very transaction that changes it fills the room that there is: it makes the first blocked
 * jobs of the key ready, as many as may go on. So there is no herd that wakes up, and nobody starves.
 *
 * <h2>What takes room</h2>
 *
 * <ul>
 *   <li>Of the concurrency: the rows of the key that are ready or run. They are counted in the row of the limit, by the
 *       transactions that change them ({@link Limits}), so there is no semaphore that must expire: a row whose process has died
 *       is taken over by whoever finds that out, and the room is that of the row.
 *   <li>Of the rate: the starts that are remembered, and the rows that are ready. A start is noted by the thread that runs the
 *       job, just before ({@link StartPermits}); a job that comes too late to it is blocked again.
 *   <li>Where there are turns only: the rows that are ready. These have had their turn and wait for a worker.
 * </ul>
 *
 * <h2>Order</h2>
 *
 * Without tenants the order is that of priority and age; a new job of a higher priority takes the place of a lower one that is
 * ready and not leased yet ({@link LimitAdmission}). With tenants it goes round by their names, one job of each, from the one on
 * whose turn was the last. Those that are ready are leased in the order of their age, so the next ones are
 * let go on when all of them are leased: else the old jobs of a tenant with many would always come first.
 */
public final class LimitGate {
    private final Limits limits;
    private final Statements statements;

    public LimitGate(Limits limits) {
        this.limits = limits;
        this.statements = limits.statements();
    }

    // Room.

    /** Lets jobs of some keys go on, as many as may. */
    public void refill(Collection<String> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        limits.load(keys);
        StartPermits permits = new StartPermits(limits);
        List<LimitState> plain = new ArrayList<>();
        boolean isAnyMoved = false;
        for (String key : keys) {
            LimitState state = limits.state(key);
            if (state.blocked > 0 && state.isPaced) {
                isAnyMoved |= admitInTurns(state, state.room(permits)) > 0;
                planWakeIfBlocked(state);
            } else if (state.blocked > 0 && state.room(permits) > 0) {
                plain.add(state);
            }
        }
        isAnyMoved |= admitFirst(plain, permits);
        if (isAnyMoved) {
            statements.signal(JobSql.READY_TOPIC);
        }
    }

    /** Without turns: the first of each. */
    private boolean admitFirst(List<LimitState> states, StartPermits permits) throws SQLException {
        if (states.isEmpty()) {
            return false;
        }
        PreparedStatement update = statements.prepare(LimitSql.ADMIT);
        update.clearBatch();
        for (LimitState state : states) {
            bindAdmit(update, state, "", state.room(permits));
            update.addBatch();
        }
        int[] counts = update.executeBatch();
        boolean isAnyMoved = false;
        for (int i = 0; i < counts.length; i++) {
            LimitState state = states.get(i);
            limits.change(state);
            state.active += counts[i];
            state.blocked -= counts[i];
            isAnyMoved |= counts[i] > 0;
        }
        return isAnyMoved;
    }

    /** Returns how many. */
    private int admitInTurns(LimitState state, int room) throws SQLException {
        String last = state.lastTenant;
        int moved = 0;
        while (moved < room) {
            String tenant = nextTenant(state, last);
            if (tenant == null) {
                break;
            }
            // jobs without a tenant are one tenant; if there is no other there are no turns
            boolean isAlone = tenant.isEmpty() && last.isEmpty() && moved == 0;
            if (!isAlone && moved == 0 && state.ready > 0) {
                // they are leased in the order of their age: an older job of a tenant with many would overtake them
                break;
            }
            int count = admit(state, tenant, isAlone ? room : 1);
            if (count == 0) {
                break;
            }
            moved += count;
            last = tenant;
        }
        if (moved > 0 && !last.equals(state.lastTenant)) {
            limits.redefine(state);
            state.lastTenant = last;
        }
        return moved;
    }

    private int admit(LimitState state, String tenant, int most) throws SQLException {
        PreparedStatement update = statements.prepare(LimitSql.ADMIT_RETURNING);
        bindAdmit(update, state, tenant, most);
        limits.change(state);
        int count = 0;
        try (ResultSet row = update.executeQuery()) {
            while (row.next()) {
                count++;
                state.ready += LimitState.isCounted(JobControls.read(row.getString(1))) ? 1 : 0;
            }
        }
        state.active += count;
        state.blocked -= count;
        return count;
    }

    private void bindAdmit(PreparedStatement update, LimitState state, String tenant, int most) throws SQLException {
        update.setLong(1, state.id);
        update.setString(2, tenant);
        update.setInt(3, most);
        update.setInt(4, limits.topPriority());
    }

    private @Nullable String nextTenant(LimitState state, String last) throws SQLException {
        PreparedStatement next = statements.prepare(LimitSql.NEXT_TENANT);
        next.setLong(1, state.id);
        next.setString(2, last);
        try (ResultSet row = next.executeQuery()) {
            if (row.next()) {
                return row.getString(1);
            }
        }
        PreparedStatement first = statements.prepare(LimitSql.FIRST_TENANT);
        first.setLong(1, state.id);
        try (ResultSet row = first.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    // Windows.

    private void planWakeIfBlocked(LimitState state) throws SQLException {
        if (state.bounds.rate() == 0 || state.blocked == 0) {
            return;
        }
        // if none has started yet the next start plans it
        long wakeAtMs = new StartPermits(limits).nextFreeMs(state);
        if (wakeAtMs != state.wakeAtMs) {
            limits.redefine(state);
            state.wakeAtMs = wakeAtMs;
            statements.signal(JobSql.WINDOW_TOPIC);
        }
    }

    /** Fills the room of those whose window lets further jobs start by now; returns how many these are. */
    public int refillDue() throws SQLException {
        List<String> keys = new ArrayList<>();
        PreparedStatement select = statements.prepare(LimitSql.DUE_WAKES);
        select.setLong(1, limits.nowMs());
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        limits.load(keys);
        for (String key : keys) {
            LimitState state = limits.state(key);
            limits.redefine(state);
            state.wakeAtMs = 0;
        }
        refill(keys);
        limits.write();
        return keys.size();
    }

    /** None waits longer than its window, also if the wall clock was set back; returns how many would have. */
    public int pullWakesIn() throws SQLException {
        PreparedStatement update = statements.prepare(LimitSql.PULL_IN_WAKES);
        update.setLong(1, limits.nowMs());
        int count = update.executeUpdate();
        if (count > 0) {
            limits.changedElsewhere();
        }
        return count;
    }
}
