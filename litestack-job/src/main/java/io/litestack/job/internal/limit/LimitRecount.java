package io.litestack.job.internal.limit;

import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.LimitSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the counts of limits right over any change of some jobs: these are counted out before it, and in again after it, as they
 * are then. Used inside of one command.
 */
public final class LimitRecount {
    /**
     * A job with a limit.
     *
     * @param state a number of {@code JobSql}
     * @param priority its priority
     * @param tenant whose share it takes
     * @param controls what it says of its limit
     */
    private record Standing(int state, int priority, String tenant, JobControls controls) {
        String key() {
            return String.valueOf(controls.limitKey());
        }

        boolean takesRoom() {
            return state == JobSql.READY || state == JobSql.RUNNING || state == JobSql.BLOCKED;
        }
    }

    private final Limits limits;
    private final String ids;
    private final Set<String> keys = new LinkedHashSet<>();
    private boolean isAnyLimited;

    private LimitRecount(Limits limits, Collection<Long> ids) {
        this.limits = limits;
        this.ids = ids.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
    }

    /** Counts jobs out that are about to be changed. */
    public static LimitRecount before(Limits limits, Collection<Long> ids) throws SQLException {
        LimitRecount recount = new LimitRecount(limits, ids);
        recount.count(-1);
        return recount;
    }

    /** Counts them in again. */
    public void after() throws SQLException {
        if (isAnyLimited) {
            count(1);
        }
    }

    /** Counts them in again, and lets those go on that may now. */
    public void afterAndRefill() throws SQLException {
        after();
        new LimitGate(limits).refill(keys);
    }

    private void count(int sign) throws SQLException {
        List<Standing> all = read();
        limits.load(all.stream().map(Standing::key).collect(Collectors.toSet()));
        for (Standing job : all) {
            LimitState state = limits.restored(job.controls, job.tenant);
            limits.change(state);
            state.count(job.state, LimitState.isCounted(job.controls), sign);
            keys.add(job.key());
            limits.observe(job.priority);
        }
    }

    private List<Standing> read() throws SQLException {
        List<Standing> all = new ArrayList<>();
        PreparedStatement select = limits.statements().prepare(LimitSql.STANDING);
        select.setString(1, ids);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                isAnyLimited = true;
                JobControls controls = JobControls.read(row.getString(4));
                if (controls != null && controls.limitKey() != null) {
                    Standing job = new Standing(row.getInt(1), row.getInt(2), row.getString(3), controls);
                    if (job.takesRoom()) {
                        all.add(job);
                    }
                }
            }
        }
        return all;
    }
}
