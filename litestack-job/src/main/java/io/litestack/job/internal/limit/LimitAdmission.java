package io.litestack.job.internal.limit;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.LimitSql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides about the new jobs of a batch which of them have to wait for their limits. The limits are looked at once for all of
 * them, and what the batch adds is counted along; so its rows can be written together afterwards. Used inside of one command.
 */
public final class LimitAdmission {
    /** Writes the rows of the jobs that were decided about so far. */
    @FunctionalInterface
    public interface Flush {
        void run() throws SQLException;
    }

    private final Statements statements;
    private final LimitGate gate;
    private final StartPermits permits;
    private final Flush flush;
    private final Map<String, LimitState> states = new HashMap<>();

    /** Those of which blocked jobs may go on once the rows are there, or wait for a window. */
    private final Set<String> toRefill = new LinkedHashSet<>();

    public LimitAdmission(Statements statements, long nowMs, Flush flush) {
        this.statements = statements;
        this.gate = new LimitGate(statements, nowMs);
        this.permits = new StartPermits(statements, nowMs);
        this.flush = flush;
    }

    /** Looks at some limits. */
    public void load(Collection<String> keys) throws SQLException {
        for (LimitState state : LimitState.of(statements, keys)) {
            states.put(state.key, state);
        }
    }

    /** What was known of a limit is not so any more. */
    public void forget(String key) {
        states.remove(key);
    }

    private LimitState define(LimitRule rule) throws SQLException {
        LimitState state = states.get(rule.key());
        if (state == null) {
            // what is counted is in the table
            flush.run();
            state = LimitState.of(statements, Set.of(rule.key())).get(0);
            states.put(state.key, state);
        }
        if (state.limit == null || !state.limit.isAs(rule)) {
            state.limit = StoredLimit.put(statements, rule, state.limit);
        }
        return state;
    }

    /** Sees to it that the table knows the limit of a job that is not due, which may be asked for by nobody else before it is. */
    public void know(LimitRule rule) throws SQLException {
        LimitState unused = define(rule);
    }

    /** Whether a new job that is due may go on. If it may not its row is to be blocked. */
    public boolean admits(LimitRule rule, int priority) throws SQLException {
        LimitState state = define(rule);
        boolean hasRoom = state.room(permits) > 0;
        boolean isAdmitted = hasRoom ? !state.isAnyBlocked() : !rule.hasTurns() && displaces(state, priority);
        if (isAdmitted) {
            state.added(priority, rule.tenant());
            return true;
        }
        state.blocked(rule.tenant());
        if (hasRoom || rule.rate() > 0) {
            toRefill.add(rule.key());
        }
        return false;
    }

    /** It takes the place of one that is ready and not leased yet. */
    private boolean displaces(LimitState state, int priority) throws SQLException {
        if (!state.isAnyReadyBelow(priority)) {
            return false;
        }
        flush.run();
        PreparedStatement update = statements.prepare(LimitSql.DISPLACE);
        update.setString(1, state.key);
        update.setString(2, "");
        update.setInt(3, priority);
        if (update.executeUpdate() == 0) {
            state.noneGivesWay();
            return false;
        }
        // what is the lowest now is looked up when it is asked for
        forget(state.key);
        return true;
    }

    /** Once all rows are there: lets those go on that may. */
    public void refill() throws SQLException {
        gate.refill(toRefill);
    }
}
