package io.litestack.core.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreException;
import io.litestack.core.TimeLimitException;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One write transaction, from the moment it wants the lane until its hooks have run.
 *
 * <p>Three things may end it: its own thread (commit or rollback), SQLite (an error that rolls back), and the watchdog
 * (its time is up). The lock {@code use} is held during each statement and each of these ends, so they never overlap.
 * The watchdog first interrupts the statement that runs, which needs no lock but must not hit a COMMIT or the next
 * transaction: for that there is {@code interruptGate}, which is closed before the COMMIT begins.
 */
final class WriteUnit extends SessionScope implements Transaction, TransactionInternals, WriteLane.Claim {
    private enum Phase {
        /** Wants the lane, or has it and has not begun. */
        WAITING,
        /** Statements may run. */
        OPEN,
        /** The COMMIT is under way, or done. */
        COMMITTED,
        /** Rolled back. */
        ROLLED_BACK,
        /** The disk failed during the COMMIT. */
        UNKNOWN
    }

    private static final String COMMAND_NAME = "command";
    private static final String COMMAND_SAVEPOINT = "SAVEPOINT " + COMMAND_NAME;
    private static final String COMMAND_RELEASE = "RELEASE " + COMMAND_NAME;

    private final StoreEngine engine;
    private final Writer writer;
    private final long limitNanos;

    /** What sets that limit. */
    private final String limitSetting;

    private final boolean enforcesForeignKeys;
    private final Object interruptGate = new Object();

    /** Who uses it, or did last. */
    private volatile Thread thread;

    private volatile Phase phase = Phase.WAITING;
    private volatile boolean expired;
    private volatile boolean stopped;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile long openedAt;
    private @Nullable LitestackException killedBy;
    private boolean synced;
    private boolean changed;
    private int depth;
    private @Nullable List<Runnable> afterCommit;
    private @Nullable List<Runnable> afterRollback;
    private @Nullable List<Runnable> events;

    WriteUnit(StoreEngine engine, Writer writer, WriteOptions options, long limitNanos, boolean enforcesForeignKeys) {
        super(engine.config().path(), SqlGuard.WRITER);
        this.engine = engine;
        this.writer = writer;
        this.thread = Thread.currentThread();
        this.limitNanos = limitNanos;
        this.limitSetting = options.transactionTimeout().isPresent() ? "withTransactionTimeout" : "transactionTimeout";
        this.enforcesForeignKeys = enforcesForeignKeys;
        this.synced = options.isSynced();
    }

    // The transaction's begin and end, called by the engine.

    /** Begins, after so long a wait for the lane, which must be held. */
    void begin(long waitLeftNanos, long waitedNanos) {
        boolean isBegun = false;
        try {
            if (!enforcesForeignKeys) {
                writer.suspendForeignKeys();
            }
            writer.begin(waitLeftNanos, waitedNanos);
            openedAt = engine.ticks();
            phase = Phase.OPEN;
            isBegun = true;
        } finally {
            if (!isBegun) {
                writer.endWhatIsLeft();
                resumeForeignKeys();
            }
        }
    }

    /** Before the lane is passed on. */
    private void resumeForeignKeys() {
        if (!enforcesForeignKeys) {
            writer.resumeForeignKeys();
        }
    }

    /**
     * Commits, or rolls back and throws.
     *
     * @return the commit's number
     */
    long commit() {
        use.lock();
        try {
            synchronized (interruptGate) {
                if (phase == Phase.OPEN && !expired && killedBy == null) {
                    phase = Phase.COMMITTED;
                }
            }
            if (phase != Phase.COMMITTED) {
                LitestackException cause = cannotCommit();
                rollBackNow();
                throw cause;
            }
            try {
                closeGuarded();
                return writer.commit(changed);
            } catch (OutcomeUnknownException e) {
                phase = Phase.UNKNOWN;
                throw e;
            } catch (StoreException e) {
                phase = Phase.ROLLED_BACK;
                throw e;
            } finally {
                writer.endWhatIsLeft();
                resumeForeignKeys();
            }
        } finally {
            use.unlock();
        }
    }

    /** Rolls back, unless the transaction has ended already. Never throws: a writer in doubt is replaced. */
    void rollback() {
        use.lock();
        try {
            rollBackNow();
        } finally {
            use.unlock();
        }
    }

    private void rollBackNow() {
        synchronized (interruptGate) { // or the watchdog's interrupt, about to come, would hit the next transaction
            if (phase != Phase.OPEN) {
                return;
            }
            phase = Phase.ROLLED_BACK;
        }
        closeGuarded();
        writer.rollback();
        resumeForeignKeys();
    }

    private LitestackException cannotCommit() {
        if (expired || killedBy == null) {
            return overTime(null);
        }
        String message =
                "the transaction on " + file + " had been ended by an earlier error, which the work did not pass"
                        + " on; nothing of it was stored: " + killedBy.getMessage();
        return killedBy instanceof StorageFullException
                ? new StorageFullException(message, killedBy)
                : new StoreException(message, killedBy);
    }

    private LitestackException overTime(@Nullable Throwable cause) {
        if (stopped) {
            return new ClosedException(
                    file + " was closed while the transaction ran, which was rolled back; nothing of it was stored."
                            + " End transactions before the close, or raise closeTimeout",
                    cause);
        }
        return new TimeLimitException(
                "the transaction on " + file + " lasted longer than its limit of " + limitNanos / 1_000_000
                        + " ms and was rolled back; nothing of it was stored. Do less in one transaction, or raise "
                        + limitSetting,
                cause);
    }

    // The watchdog's side.

    /** How long it has been open, 0 if it is not. */
    long openNanos(long now) {
        return phase == Phase.OPEN ? Math.max(1, now - openedAt) : 0;
    }

    boolean isOverTime(long now) {
        return openNanos(now) > limitNanos;
    }

    /**
     * Ends a transaction whose time is up: its statement is interrupted, and as soon as none runs it is rolled back.
     *
     * @return whether it is rolled back now, so that the lane can be passed on; if not, call again soon
     */
    boolean expire() {
        synchronized (interruptGate) {
            if (phase != Phase.OPEN) {
                return false;
            }
            expired = true;
            session().interrupt();
        }
        if (!use.tryLock()) {
            return false;
        }
        try {
            if (phase != Phase.OPEN) {
                return false;
            }
            rollBackNow();
            return true;
        } finally {
            use.unlock();
        }
    }

    /** As {@link #expire}, because the store is being closed. */
    boolean stop() {
        stopped = true;
        return expire();
    }

    @Override
    public Thread thread() {
        return thread;
    }

    // What a nested write does.

    <T extends @Nullable Object, X extends Exception> T nest(WriteOptions options, Work<? super Transaction, T, X> work)
            throws X {
        synced |= options.isSynced();
        int commits = size(afterCommit);
        int rollbacks = size(afterRollback);
        int eventCount = size(events);
        String savepoint = "s" + ++depth;
        control("SAVEPOINT " + savepoint);
        boolean done = false;
        try {
            T result = work.run(this);
            control("RELEASE " + savepoint);
            done = true;
            return result;
        } finally {
            depth--;
            if (!done) {
                undoNested(savepoint, commits, rollbacks, eventCount);
            }
        }
    }

    private void undoNested(String savepoint, int commits, int rollbacks, int eventCount) {
        truncate(afterCommit, commits);
        truncate(events, eventCount);
        if (afterRollback != null && afterRollback.size() > rollbacks) {
            List<Runnable> own = new ArrayList<>(afterRollback.subList(rollbacks, afterRollback.size()));
            truncate(afterRollback, rollbacks);
            own.forEach(this::runAtEnd);
        }
        if (phase == Phase.OPEN && !expired && killedBy == null) {
            try {
                control("ROLLBACK TO " + savepoint);
                control("RELEASE " + savepoint);
            } catch (LitestackException e) {
                // half of the nested part may still be there: the whole must not commit
                killedBy = e;
            }
        }
    }

    /** The nested part is gone for good, whatever becomes of the rest: its hook runs in either case. */
    private void runAtEnd(Runnable hook) {
        afterCommit = added(afterCommit, hook);
        afterRollback = added(afterRollback, hook);
    }

    private void control(String sql) {
        use.lock();
        try {
            refuseIfOver();
            session().run(sql);
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
            use.unlock();
        }
    }

    // Statements.

    @Override
    Session session() {
        return writer.session();
    }

    @Override
    void refuseIfOver() {
        if (expired) {
            throw overTime(null);
        }
        if (phase != Phase.OPEN) {
            throw new IllegalStateException("the transaction on " + file + " has ended; it cannot be used any more");
        }
        if (killedBy != null) {
            throw new StoreException(
                    "the transaction on " + file + " was ended by an earlier error; let the work fail: "
                            + killedBy.getMessage(),
                    killedBy);
        }
    }

    @Override
    void began(boolean onlyReads) {
        changed |= !onlyReads;
        Thread current = Thread.currentThread();
        if (thread != current) {
            thread = current;
        }
    }

    @Override
    void exposed() {
        changed = true;
    }

    @Override
    LitestackException failed(SQLException e, String sql) {
        if (expired) {
            return overTime(e);
        }
        StoreException translated = SqliteErrors.translate(e, '"' + SqlGuard.abbreviate(sql) + '"', file);
        if (phase == Phase.OPEN && killedBy == null && !writer.isTransactionAlive()) {
            killedBy = translated;
        }
        return translated;
    }

    @Override
    public long execute(String sql, @Nullable Object... parameters) {
        return this.<Long>run(sql, parameters, this::executeBound);
    }

    @Override
    public OptionalLong insert(String sql, @Nullable Object... parameters) {
        return this.<OptionalLong>run(sql, parameters, statement -> {
            if (!session().tellsRowId(statement)) {
                throw new IllegalArgumentException("SQLite tells no id for \"" + SqlGuard.abbreviate(sql)
                        + "\", which is not a plain INSERT into a table with rowids; query it with a RETURNING clause");
            }
            long rows = executeBound(statement);
            return rows == 0 ? OptionalLong.empty() : OptionalLong.of(session().lastInsertRowId());
        });
    }

    @Override
    public long batch(String sql, Iterable<? extends @Nullable Object[]> rows) {
        long changes = 0;
        for (@Nullable Object[] row : rows) {
            changes += execute(sql, row);
        }
        return changes;
    }

    private long executeBound(PreparedSql statement) throws SQLException {
        long before = statement.mayOnlyRead ? session().totalChanges() : -1;
        if (statement.jdbc.execute()) {
            try (ResultSet rows = statement.jdbc.getResultSet()) {
                while (rows.next()) {
                    // a RETURNING clause has its effect only when all its rows were read
                }
            }
        }
        boolean onlyRead = statement.mayOnlyRead && session().totalChanges() == before;
        return statement.changesRows && !onlyRead ? session().changes() : 0;
    }

    // Hooks and events.

    @Override
    public void afterCommit(Runnable hook) {
        afterCommit = register(afterCommit, hook);
    }

    @Override
    public void afterRollback(Runnable hook) {
        afterRollback = register(afterRollback, hook);
    }

    @Override
    public void afterCommitInOrder(Runnable event) {
        events = register(events, event);
    }

    @Override
    public StoreInternals store() {
        return engine;
    }

    @Override
    public <R extends @Nullable Object> R run(Command<R> command) {
        use.lock();
        boolean isDone = false;
        try {
            refuseIfOver();
            changed = true;
            session().run(COMMAND_SAVEPOINT);
            R result = call(command);
            session().run(COMMAND_RELEASE);
            isDone = true;
            return result;
        } catch (SQLException e) {
            throw failed(e, "a command");
        } finally {
            if (!isDone) {
                undoCommand();
            }
            use.unlock();
        }
    }

    private <R extends @Nullable Object> R call(Command<R> command) throws SQLException {
        try {
            return command.run(session());
        } catch (SQLException e) {
            throw e;
        } catch (Throwable e) {
            throw SqliteErrors.ofCommand(e, file);
        }
    }

    /** Undoes a failed command alone, if the transaction is still open. */
    private void undoCommand() {
        if (phase == Phase.OPEN && !expired && killedBy == null) {
            try {
                session().closeOwn(); // a cursor that it left would hold the log
                session().run("ROLLBACK TO " + COMMAND_NAME);
                session().run(COMMAND_RELEASE);
            } catch (SQLException e) {
                // half of the command may still be there: the whole must not commit
                killedBy = SqliteErrors.translate(e, "undoing a command", file);
            }
        }
    }

    boolean isRolledBack() {
        return phase == Phase.ROLLED_BACK;
    }

    /** Whoever gets true gives the lane back; it is nobody but him. */
    boolean takeRelease() {
        return released.compareAndSet(false, true);
    }

    boolean isSynced() {
        return synced;
    }

    List<Runnable> commitHooks() {
        return afterCommit == null ? List.of() : afterCommit;
    }

    List<Runnable> rollbackHooks() {
        return afterRollback == null ? List.of() : afterRollback;
    }

    List<Runnable> events() {
        return events == null ? List.of() : events;
    }

    private List<Runnable> register(@Nullable List<Runnable> hooks, Runnable hook) {
        use.lock();
        try {
            refuseIfOver();
            return added(hooks, hook);
        } finally {
            use.unlock();
        }
    }

    private static List<Runnable> added(@Nullable List<Runnable> hooks, Runnable hook) {
        List<Runnable> list = hooks == null ? new ArrayList<>(4) : hooks;
        list.add(hook);
        return list;
    }

    private static int size(@Nullable List<Runnable> list) {
        return list == null ? 0 : list.size();
    }

    private static void truncate(@Nullable List<Runnable> list, int size) {
        if (list != null && list.size() > size) {
            list.subList(size, list.size()).clear();
        }
    }
}
