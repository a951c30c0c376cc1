package io.litestack.job.internal.limit;

import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.LimitSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides about the new jobs of a batch which of them have to wait for their limits. What the batch adds is counted along, so its
 * rows can be written together afterwards. Used inside of one command.
 */
public final class LimitAdmission {
    /** Writes the rows of the jobs that were decided about so far. */
    @FunctionalInterface
    public interface Flush {
        void run() throws SQLException;
    }

    private final Limits limits;
    private final StartPermits permits;
    private final Flush flush;

    /** Up to which priority no job gives way, of those limits where that was tried. */
    private final Map<String, Integer> exhausted = new HashMap<>();

    /** Those of which blocked jobs may go on once the rows are there, or wait for a window. */
    private final Set<String> toRefill = new LinkedHashSet<>();

    public LimitAdmission(Limits limits, Flush flush) {
        this.limits = limits;
        this.permits = new StartPermits(limits);
        this.flush = flush;
    }

    /** Reads some limits together. */
    public void load(Collection<String> keys) throws SQLException {
        limits.load(keys);
    }

    private LimitState define(LimitRule rule) throws SQLException {
        LimitState state = limits.state(rule.key());
        if (!state.bounds.isOf(rule) || (!state.isStored && !state.isRedefined)) {
            limits.redefine(state);
            state.bounds = LimitBounds.of(rule);
        }
        if (!state.isPaced && rule.isPaced()) {
            limits.redefine(state);
            state.isPaced = true;
        }
        return state;
    }

    /**
     * Sees to it that the table knows the limit of a job, which may be asked for by nobody else before the job is due.
     *
     * @return its id
     */
    public long know(LimitRule rule) throws SQLException {
        return define(rule).id;
    }

    /** Whether a new job that is due may go on. If it may not its row is to be blocked. */
    public boolean admits(LimitRule rule, int priority) throws SQLException {
        LimitState state = define(rule);
        limits.observe(priority);
        boolean hasRoom = state.room(permits) > 0;
        boolean isAdmitted = hasRoom ? state.blocked == 0 : !rule.hasTurns() && displaces(state, priority);
        limits.change(state);
        if (isAdmitted) {
            state.active++;
            state.ready += rule.isCounted() ? 1 : 0;
            exhausted.remove(state.key);
            return true;
        }
        state.blocked++;
        if (hasRoom || rule.rate() > 0) {
            toRefill.add(rule.key());
        }
        return false;
    }

    /** A job that may go on is leased at once, and never ready. */
    public void handedOver(LimitRule rule) throws SQLException {
        if (rule.isCounted()) {
            LimitState state = limits.state(rule.key());
            limits.change(state);
            state.ready--;
        }
    }

    /** It takes the place of one that is ready and not leased yet. */
    private boolean displaces(LimitState state, int priority) throws SQLException {
        if (!limits.isAboveLowest(priority) || priority <= exhausted.getOrDefault(state.key, Integer.MIN_VALUE)) {
            return false;
        }
        flush.run();
        PreparedStatement update = limits.statements().prepare(LimitSql.DISPLACE);
        update.setLong(1, state.id);
        update.setInt(2, priority);
        boolean isDisplaced;
        boolean wasCounted = false;
        try (ResultSet row = update.executeQuery()) {
            isDisplaced = row.next();
            wasCounted = isDisplaced && LimitState.isCounted(JobControls.read(row.getString(1)));
        }
        if (!isDisplaced) {
            exhausted.put(state.key, priority);
            return false;
        }
        limits.change(state);
        state.active--;
        state.ready -= wasCounted ? 1 : 0;
        state.blocked++;
        return true;
    }

    /** Once all rows are there: lets those go on that may, and writes the counts. */
    public void finish() throws SQLException {
        new LimitGate(limits).refill(toRefill);
        limits.write();
    }
}
