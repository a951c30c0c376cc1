package io.litestack.job.internal.limit;

import io.litestack.core.spi.Statements;
import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.LimitSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The limits inside of one command: their rows are read once, changed as objects, and written at the end ({@link #write}), each once,
 * whatever happens to how many of their jobs.
 *
 * <h2>The counts</h2>
 *
 * How many jobs of a limit are ready, run or wait stands in its row. Whatever changes the state of a job with a limit changes
 * these numbers in the same transaction: so they cannot be wrong after a crash, and a row that is read says what counting the jobs
 * would. Where many jobs change in other ways than from ready to running to done, they are counted out before and in again after
 * ({@link LimitRecount}).
 *
 * <h2>The cache</h2>
 *
 * A process keeps the rows that it has read or written ({@link LimitCache}). Each command that changes any writes a new random
 * number beside them, and each that needs any compares that number with the one that belongs to what is kept: it is another one
 * if a process has changed something, and also if a command of this process was rolled back. Then what is kept is thrown away.
 *
 * <h2>Priorities</h2>
 *
 * A ready job may have to give way to one of a higher priority, and has to be found then. To have all of them in an index costs
 * more than all else about limits, and as a rule jobs of a limit have one priority. So only those are in it that are below the
 * highest priority that a job with a limit has ever had in this file. If a job with a higher one comes, those that are ready at
 * that moment are put there; none of them is looked at a second time for that.
 */
public final class Limits {
    private final Statements statements;
    private final LimitCache cache;
    private final long nowMs;
    private final List<LimitState> changed = new ArrayList<>();
    private boolean isOpen;
    private boolean arePrioritiesChanged;

    public Limits(Statements statements, LimitCache cache, long nowMs) {
        this.statements = statements;
        this.cache = cache;
        this.nowMs = nowMs;
    }

    Statements statements() {
        return statements;
    }

    long nowMs() {
        return nowMs;
    }

    // Reading.

    /** Nothing is asked of the table before the first limit is needed: most commands need none. */
    private void open() throws SQLException {
        if (isOpen) {
            return;
        }
        isOpen = true;
        cache.bound();
        try (ResultSet row = statements.prepare(LimitSql.VERSION).executeQuery()) {
            row.next();
            long version = row.getLong(1);
            if (version != cache.version || !cache.isWritten) {
                cache.clear();
                cache.version = version;
                cache.lowest = nullable(row, 2);
                cache.top = nullable(row, 3);
                cache.isWritten = true;
            }
        }
    }

    private static @Nullable Integer nullable(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    /** Reads some together. */
    public void load(Collection<String> keys) throws SQLException {
        open();
        List<LimitState> missing = new ArrayList<>();
        for (String key : keys) {
            if (cache.find(key) == null) {
                missing.add(cache.add(key));
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        PreparedStatement select = statements.prepare(LimitSql.FIND_ALL);
        select.setString(
                1, missing.stream().map(it -> Long.toString(it.id)).collect(Collectors.joining(",", "[", "]")));
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                LimitState state = cache.findById(row.getLong(1));
                if (state != null && !state.isStored) {
                    read(row, state);
                }
            }
        }
    }

    private static void read(ResultSet row, LimitState state) throws SQLException {
        state.bounds = new LimitBounds(row.getInt(2), row.getInt(3), row.getLong(4), row.getInt(5));
        state.isPaced = row.getBoolean(6);
        state.lastTenant = row.getString(7);
        state.wakeAtMs = row.getLong(8);
        state.active = row.getInt(9);
        state.ready = row.getInt(10);
        state.blocked = row.getInt(11);
        state.isStored = true;
    }

    /** That of a key, which bounds nothing and counts nothing if there is no row. */
    LimitState state(String key) throws SQLException {
        open();
        LimitState state = cache.find(key);
        if (state == null) {
            load(Set.of(key));
            state = cache.find(key);
        }
        if (state == null) {
            throw new IllegalStateException("limit " + key + " was loaded and is not there");
        }
        return state;
    }

    /** That of a job that comes back: if the row was pruned meanwhile it is made again, as the job says. */
    LimitState restored(JobControls controls, String tenant) throws SQLException {
        LimitState state = state(String.valueOf(controls.limitKey()));
        if (!state.isStored && !state.isRedefined) {
            redefine(state);
            state.bounds = LimitBounds.parse(controls.bounds());
        }
        if (!state.isPaced && (LimitState.isCounted(controls) || !tenant.isEmpty())) {
            redefine(state);
            state.isPaced = true;
        }
        return state;
    }

    // Changing.

    /** The counts of one are about to change. */
    void change(LimitState state) {
        if (!state.isChanged) {
            cache.isWritten = false;
            state.isChanged = true;
            changed.add(state);
        }
    }

    /** More than its counts is about to change. */
    void redefine(LimitState state) {
        change(state);
        state.isRedefined = true;
    }

    /** A job was leased: it is not ready any more. */
    public void leased(JobControls controls) throws SQLException {
        String key = controls.limitKey();
        if (key != null && LimitState.isCounted(controls)) {
            LimitState state = state(key);
            change(state);
            state.ready--;
        }
    }

    /** A job that ran has ended. */
    public void ended(String key) throws SQLException {
        LimitState state = state(key);
        change(state);
        state.active--;
    }

    // Priorities.

    /** A job with a limit has this priority. Those that are ready below it may have to give way from now on. */
    void observe(int priority) throws SQLException {
        open();
        Integer top = cache.top;
        Integer lowest = cache.lowest;
        if (top != null && lowest != null && lowest <= priority && priority <= top) {
            return;
        }
        cache.isWritten = false;
        arePrioritiesChanged = true;
        if (top != null && priority > top) {
            PreparedStatement mark = statements.prepare(LimitSql.MARK_GIVING_WAY);
            mark.setInt(1, top);
            mark.setInt(2, priority);
            mark.executeUpdate();
        }
        cache.top = top == null ? priority : Math.max(top, priority);
        cache.lowest = lowest == null ? priority : Math.min(lowest, priority);
    }

    /** Whether some job may have a lower priority. */
    boolean isAboveLowest(int priority) {
        return cache.lowest != null && priority > cache.lowest;
    }

    /** The priority from which on ready jobs give way to none, as far as is known. */
    int topPriority() {
        return cache.top == null ? Integer.MIN_VALUE : cache.top;
    }

    /** Whether a job that becomes ready may have to give way. */
    public boolean mayGiveWay(int priority) {
        return priority < topPriority();
    }

    // Writing.

    /** Something was changed without these objects. */
    public void changedElsewhere() throws SQLException {
        open();
        cache.clear();
        cache.isWritten = false;
        arePrioritiesChanged = true;
        write();
    }

    /** Writes what was changed. */
    public void write() throws SQLException {
        if (changed.isEmpty() && !arePrioritiesChanged) {
            return;
        }
        List<LimitState> counted = new ArrayList<>(changed.size());
        for (LimitState state : changed) {
            if (state.isRedefined || !state.isStored) {
                put(state);
            } else {
                counted.add(state);
            }
            state.written();
        }
        writeCounts(counted);
        changed.clear();
        writeVersion();
    }

    private void writeCounts(List<LimitState> states) throws SQLException {
        int from = 0;
        for (; states.size() - from >= LimitSql.MANY; from += LimitSql.MANY) {
            PreparedStatement put = statements.prepare(LimitSql.PUT_MANY_COUNTS);
            for (int i = 0; i < LimitSql.MANY; i++) {
                bindCounts(put, i, states.get(from + i));
            }
            put.executeUpdate();
        }
        for (LimitState state : states.subList(from, states.size())) {
            PreparedStatement update = statements.prepare(LimitSql.SET_COUNTS);
            bindCounts(update, 0, state);
            update.executeUpdate();
        }
    }

    /** Binds one of the rows of a statement, counted from 0. */
    private static void bindCounts(PreparedStatement statement, int row, LimitState state) throws SQLException {
        int first = row * LimitSql.COUNTS + 1;
        statement.setInt(first, state.active);
        statement.setInt(first + 1, state.ready);
        statement.setInt(first + 2, state.blocked);
        statement.setLong(first + 3, state.id);
    }

    private void put(LimitState state) throws SQLException {
        PreparedStatement counts = statements.prepare(LimitSql.PUT_COUNTS);
        bindCounts(counts, 0, state);
        counts.executeUpdate();
        PreparedStatement put = statements.prepare(LimitSql.PUT);
        put.setLong(1, state.id);
        put.setString(2, state.key);
        SqlValues.setLong(put, 3, state.bounds.concurrency());
        SqlValues.setLong(put, 4, state.bounds.rate());
        put.setLong(5, state.bounds.windowMs());
        SqlValues.setLong(put, 6, state.bounds.mostReady());
        put.setBoolean(7, state.isPaced);
        put.setString(8, state.lastTenant);
        SqlValues.setLong(put, 9, state.wakeAtMs);
        put.executeUpdate();
    }

    private void writeVersion() throws SQLException {
        long version = ThreadLocalRandom.current().nextLong();
        PreparedStatement update = statements.prepare(LimitSql.SET_VERSION);
        update.setLong(1, version);
        update.setObject(2, cache.lowest);
        update.setObject(3, cache.top);
        update.executeUpdate();
        arePrioritiesChanged = false;
        cache.version = version;
        cache.isWritten = true;
    }
}
