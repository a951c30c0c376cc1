package io.litestack.core.internal.write;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreException;
import io.litestack.core.TimeLimitException;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.WriteOptions;
import io.litestack.core.internal.context.OpenLoan;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.PreparedSql;
import io.litestack.core.internal.sqlite.SqlGuard;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.internal.sqlite.StatementClock;
import io.litestack.core.internal.sqlite.TransactionScope;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One write transaction, from the moment it wants the writer's lock until its hooks have run.
 *
 * <h2>The states</h2>
 *
 * <pre>
 *   NEW ---> OPEN ---> COMMITTING ---> COMMITTED     the normal way
 *             |             |--------> ROLLED_BACK   SQLite has refused the COMMIT
 *             |             '--------> UNKNOWN       the disk failed in the midst of it
 *             |--------------------->  ROLLED_BACK   the work failed, or its owner rolls back
 *             '---> DOOMED --------->  ROLLED_BACK   it can only be rolled back: its time is up, the store is being
 *                                                    closed, or an error has ended it in SQLite
 * </pre>
 *
 * <h2>The locks</h2>
 *
 * Three may end it: its own thread, SQLite (an error that rolls back), and the watchdog or the close of the store. Two locks keep
 * them apart; who needs both takes {@code use} first:
 *
 * <ul>
 *   <li>{@code use}, of the base class, is held during each statement and each end of the transaction, so that these never
 *       overlap. It guards the connection, the registration of hooks and {@code changed}; nested writes are those of one
 *       thread.
 *   <li>{@code stateLock} guards each change of {@code state} away from {@code OPEN} and {@code DOOMED}, the reason for it, and
 *       the watchdog's interrupt: that needs no {@code use}, because a statement runs, but it must not hit a COMMIT or the next
 *       transaction. So it is sent with this lock held, and only to one that is open or doomed; and a COMMIT begins by leaving
 *       these states. It is never held while SQLite works.
 * </ul>
 *
 * <p>The state may be read without a lock: whoever sees {@code OPEN} for the last time in vain is refused at the next step.
 */
public final class WriteTransaction extends TransactionScope
        implements Transaction, TransactionInternals, WriterLock.Permit, Savepoints.Owner {
    private enum State {
        NEW,
        OPEN,
        DOOMED,
        COMMITTING,
        COMMITTED,
        ROLLED_BACK,
        UNKNOWN
    }

    /** Why it can only be rolled back. */
    private enum Doom {
        TIME_LIMIT,
        CLOSED,
        ERROR
    }

    private static final String COMMAND_NAME = "command";
    private static final String COMMAND_SAVEPOINT = "SAVEPOINT " + COMMAND_NAME;
    private static final String COMMAND_RELEASE = "RELEASE " + COMMAND_NAME;

    private final StoreContext context;
    private final StoreInternals store;
    private final WriteConnection writer;
    private final long limitNanos;

    /** What sets that limit. */
    private final String limitSetting;

    private final boolean enforcesForeignKeys;
    private final TransactionHooks hooks = new TransactionHooks();
    private final Savepoints savepoints = new Savepoints(this, hooks);
    private final Object stateLock = new Object();

    /** Who uses it, or did last. */
    private volatile Thread thread;

    private volatile State state = State.NEW;
    private volatile @Nullable Doom doom;
    private @Nullable LitestackException error;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile long openedAt;
    private boolean synced;
    private boolean changed;
    private @Nullable StatementClock clock;

    /** What is known of it if no callback bounds it. */
    private volatile @Nullable OpenLoan loan;

    @SuppressWarnings("TooManyParameters") // what it belongs to, and how it differs from others
    WriteTransaction(
            StoreContext context,
            StoreInternals store,
            WriteConnection writer,
            WriteOptions options,
            boolean enforcesForeignKeys) {
        super(context.path(), SqlGuard.WRITER);
        this.context = context;
        this.store = store;
        this.writer = writer;
        this.thread = Thread.currentThread();
        this.limitNanos = options.transactionTimeout()
                .orElse(context.config().transactionTimeout())
                .toNanos();
        this.limitSetting = options.transactionTimeout().isPresent() ? "withTransactionTimeout" : "transactionTimeout";
        this.enforcesForeignKeys = enforcesForeignKeys;
        this.synced = options.isSynced();
    }

    // Its begin and its end.

    /** Begins, after so long a wait for the writer's lock, which must be held. */
    void begin(long waitLeftNanos, long waitedNanos) {
        boolean isBegun = false;
        try {
            if (!enforcesForeignKeys) {
                writer.suspendForeignKeys();
            }
            writer.begin(waitLeftNanos, waitedNanos);
            clock = new StatementClock(writer.current());
            openedAt = context.ticks();
            state = State.OPEN;
            isBegun = true;
        } finally {
            if (!isBegun) {
                writer.endWhatIsLeft();
                resumeForeignKeys();
            }
        }
    }

    /** No callback bounds it: it may be forgotten. */
    void openEnded() {
        OpenLoan open = new OpenLoan();
        open.begun(context.borrowSites());
        loan = open;
    }

    /** Before the lock is passed on. */
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
            if (!mayCommit()) {
                LitestackException cause = cannotCommit();
                rollBackNow();
                throw cause;
            }
            try {
                closeGuarded();
                long commit = writer.commit(changed);
                state = State.COMMITTED;
                return commit;
            } catch (OutcomeUnknownException e) {
                state = State.UNKNOWN;
                throw e;
            } catch (StoreException e) {
                state = State.ROLLED_BACK;
                throw e;
            } finally {
                writer.endWhatIsLeft();
                resumeForeignKeys();
            }
        } finally {
            use.unlock();
        }
    }

    /** From here on nobody interrupts it. */
    private boolean mayCommit() {
        synchronized (stateLock) {
            if (state != State.OPEN) {
                return false;
            }
            state = State.COMMITTING;
            return true;
        }
    }

    /** Rolls back, unless the transaction has ended already. Never throws: a connection in doubt is replaced. */
    void rollback() {
        use.lock();
        try {
            rollBackNow();
        } finally {
            use.unlock();
        }
    }

    private void rollBackNow() {
        synchronized (stateLock) {
            if (!isOpen()) {
                return;
            }
            state = State.ROLLED_BACK;
        }
        closeGuarded();
        writer.rollback();
        resumeForeignKeys();
    }

    private LitestackException cannotCommit() {
        LitestackException cause = error;
        if (doom != Doom.ERROR || cause == null) {
            return outOfTime(null);
        }
        String message =
                "the transaction on " + file + " had been ended by an earlier error, which the work did not pass"
                        + " on; nothing of it was stored: " + cause.getMessage();
        return cause instanceof StorageFullException
                ? new StorageFullException(message, cause)
                : new StoreException(message, cause);
    }

    private LitestackException outOfTime(@Nullable Throwable cause) {
        if (doom == Doom.CLOSED) {
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

    /** Whether it has a transaction of SQLite's, which may be dead already. */
    private boolean isOpen() {
        State now = state;
        return now == State.OPEN || now == State.DOOMED;
    }

    @Override
    public boolean isUsable() {
        return state == State.OPEN;
    }

    @Override
    public void doom(LitestackException cause) {
        synchronized (stateLock) {
            if (state == State.OPEN) {
                error = cause;
                doom = Doom.ERROR;
                state = State.DOOMED;
            }
        }
    }

    // The side of the watchdog and of the close.

    /** How long it has been open, 0 if it is not. */
    public long openNanos(long now) {
        return isOpen() ? Math.max(1, now - openedAt) : 0;
    }

    public boolean isOverTime(long now) {
        return openNanos(now) > limitNanos;
    }

    /** How long it may be open. */
    public long limitNanos() {
        return limitNanos;
    }

    /** What is known of it if no callback bounds it, or null. */
    public @Nullable OpenLoan loan() {
        return loan;
    }

    /** Whether a statement runs now. */
    public boolean isBusy() {
        return use.isLocked();
    }

    /**
     * Ends a transaction whose time is up: its statement is interrupted, and as soon as none runs it is rolled back.
     *
     * @return whether it is rolled back now, so that the lock can be passed on; if not, call again soon
     */
    public boolean expire() {
        return end(Doom.TIME_LIMIT);
    }

    /** As {@link #expire}, because the store is being closed. */
    public boolean stop() {
        return end(Doom.CLOSED);
    }

    private boolean end(Doom reason) {
        synchronized (stateLock) {
            if (!isOpen()) {
                return false;
            }
            if (doom != Doom.CLOSED) { // else the watchdog would give its own reason to one that the close has stopped
                doom = reason;
            }
            state = State.DOOMED;
            cachedConnection().interrupt();
        }
        if (!use.tryLock()) {
            return false;
        }
        try {
            if (!isOpen()) {
                return false;
            }
            rollBackNow();
            return true;
        } finally {
            use.unlock();
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    // Nested writes.

    <T extends @Nullable Object, X extends Exception> T nest(WriteOptions options, Work<? super Transaction, T, X> work)
            throws X {
        synced |= options.isSynced();
        return savepoints.<Transaction, T, X>nest(this, work);
    }

    @Override
    public void control(String sql) {
        use.lock();
        try {
            refuseIfOver();
            cachedConnection().run(sql);
        } catch (SQLException e) {
            throw failed(e, sql);
        } finally {
            use.unlock();
        }
    }

    // Statements.

    @Override
    public CachedConnection cachedConnection() {
        return writer.current();
    }

    @Override
    public void refuseIfOver() {
        if (state != State.OPEN) {
            throw refusal();
        }
    }

    private RuntimeException refusal() {
        LitestackException cause = error;
        if (doom == Doom.TIME_LIMIT || doom == Doom.CLOSED) {
            return outOfTime(null);
        }
        if (state == State.DOOMED && cause != null) {
            return new StoreException(
                    "the transaction on " + file + " was ended by an earlier error; let the work fail: "
                            + cause.getMessage(),
                    cause);
        }
        return new IllegalStateException("the transaction on " + file + " has ended; it cannot be used any more");
    }

    @Override
    public void began(boolean onlyReads) {
        changed |= !onlyReads;
        OpenLoan open = loan;
        if (open != null) {
            open.used();
        }
        Thread current = Thread.currentThread();
        if (thread != current) {
            thread = current;
        }
    }

    @Override
    protected void beganCall(PreparedSql statement) {
        began(statement.onlyReads);
        clock().startUntimed(statement);
    }

    @Override
    protected void lent(PreparedSql statement) {
        OpenLoan open = loan;
        if (open != null) {
            open.lent(statement.sql(), context.borrowSites());
        }
    }

    @Override
    protected StatementClock clock() {
        return Objects.requireNonNull(clock, "not begun");
    }

    /** The watchdog's side: interrupts a call that lasts longer than it was limited to itself. */
    public boolean interruptIfOver(long now) {
        StatementClock begun = clock;
        return begun != null && begun.interruptIfOver(now, Long.MAX_VALUE);
    }

    @Override
    public void exposed() {
        changed = true;
    }

    @Override
    public LitestackException failed(SQLException e, String sql) {
        if (doom == Doom.TIME_LIMIT || doom == Doom.CLOSED) {
            return outOfTime(e);
        }
        StatementClock calls = clock;
        StoreException translated =
                calls != null && calls.hasTimedOut() && SqliteErrors.primary(e) == SqliteErrors.INTERRUPT
                        ? overOwnLimit(e, sql)
                        : SqliteErrors.translate(e, '"' + SqlGuard.abbreviate(sql) + '"', file);
        if (state == State.OPEN && !writer.isTransactionAlive()) {
            doom(translated);
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
            if (!cachedConnection().callers().givesRowId(statement)) {
                throw new IllegalArgumentException("SQLite gives no id for \"" + SqlGuard.abbreviate(sql)
                        + "\", which is not a plain INSERT into a table with rowids; query it with a RETURNING clause");
            }
            long rows = executeBound(statement);
            return rows == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(cachedConnection().lastInsertRowId());
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
        long before = statement.mayOnlyRead ? cachedConnection().totalChanges() : -1;
        if (statement.jdbc.execute()) {
            try (ResultSet rows = statement.jdbc.getResultSet()) {
                while (rows.next()) {
                    // a RETURNING clause has its effect only when all its rows were read
                }
            }
        }
        boolean onlyRead = statement.mayOnlyRead && cachedConnection().totalChanges() == before;
        return statement.changesRows && !onlyRead ? cachedConnection().changes() : 0;
    }

    // Hooks and events.

    @Override
    public void afterCommit(Runnable hook) {
        use.lock();
        try {
            refuseIfOver();
            hooks.afterCommit(hook);
        } finally {
            use.unlock();
        }
    }

    @Override
    public void afterRollback(Runnable hook) {
        use.lock();
        try {
            refuseIfOver();
            hooks.afterRollback(hook);
        } finally {
            use.unlock();
        }
    }

    @Override
    public void afterCommitInOrder(Runnable event) {
        use.lock();
        try {
            refuseIfOver();
            hooks.afterCommitInOrder(event);
        } finally {
            use.unlock();
        }
    }

    TransactionHooks hooks() {
        return hooks;
    }

    Savepoints savepoints() {
        return savepoints;
    }

    // Commands of the modules.

    @Override
    public StoreInternals store() {
        return store;
    }

    @Override
    public <R extends @Nullable Object> R run(Command<R> command) {
        use.lock();
        boolean isDone = false;
        try {
            refuseIfOver();
            changed = true;
            cachedConnection().run(COMMAND_SAVEPOINT);
            R result = call(command);
            cachedConnection().run(COMMAND_RELEASE);
            Runnable event = command.event();
            if (event != null) {
                hooks.afterCommitInOrder(event);
            }
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
            return command.run(cachedConnection());
        } catch (SQLException e) {
            throw e;
        } catch (Throwable e) {
            throw SqliteErrors.ofCommand(e, file);
        }
    }

    /** Undoes a failed command alone, if the transaction is still open. */
    private void undoCommand() {
        if (isUsable()) {
            try {
                cachedConnection().closeOwn(); // a cursor that it left would hold the log
                cachedConnection().run("ROLLBACK TO " + COMMAND_NAME);
                cachedConnection().run(COMMAND_RELEASE);
            } catch (SQLException e) {
                // half of the command may still be there: the whole must not commit
                doom(SqliteErrors.translate(e, "undoing a command", file));
            }
        }
    }

    // How it ended.

    boolean isRolledBack() {
        return state == State.ROLLED_BACK;
    }

    /** Whoever gets true releases the writer's lock, and nobody else does. */
    boolean takeRelease() {
        return released.compareAndSet(false, true);
    }

    boolean isSynced() {
        return synced;
    }
}
