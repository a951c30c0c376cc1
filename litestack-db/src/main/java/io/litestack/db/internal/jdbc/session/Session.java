package io.litestack.db.internal.jdbc.session;

import io.litestack.core.Transaction;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The state of one connection, which holds nothing of the store until a statement needs it.
 *
 * <p>Three things it may hold: the <em>transaction</em>, without autocommit or after BEGIN, from the first statement to commit or
 * rollback (a write transaction, or a snapshot if the connection is read-only); the <em>reader</em> that its autocommitted
 * SELECTs share while one of their results is open; and, per statement, the <em>write of its own</em> of an autocommitted
 * statement, which ends with the statement.
 *
 * <p>A connection is used by one thread at a time, but by different ones over time; so whoever changes something here holds the
 * session's lock, also while SQLite works. Going to the next row does not: it takes the lock of the transaction below, which the
 * store's watchdog takes too. What must not wait, such as {@code cancel} and {@code isClosed}, takes neither.
 */
public final class Session {
    private final SessionLock lock = new SessionLock();
    private final SharedWriter writer;
    private final Holdings holdings;
    private final SessionStatements statements = new SessionStatements();
    private final SavepointStack savepoints = new SavepointStack();
    private final LastWrite lastWrite = new LastWrite();
    private boolean autoCommit = true;
    private boolean readOnly;
    private boolean enforcesForeignKeys = true;

    /** Whether BEGIN or SAVEPOINT as text has begun a transaction in autocommit mode. */
    private boolean isBegun;

    private volatile boolean closed;
    private boolean isReleased;
    private @Nullable TemporaryTables temporary;

    private final Isolation isolation;

    public Session(SharedWriter writer, boolean isReadOnly) {
        this.readOnly = isReadOnly;
        this.writer = writer;
        this.holdings = new Holdings(writer.store());
        this.isolation = new Isolation(writer);
    }

    public void lock() {
        lock.lock();
    }

    /** As {@link #lock}; {@code interrupt} is run again and again until the thread that works lets go. */
    public void lockAgainst(Runnable interrupt) {
        lock.lockAgainst(interrupt);
    }

    public void unlock() {
        lock.unlock();
    }

    public boolean isClosed() {
        return closed;
    }

    public void refuseIfClosed() throws SQLException {
        if (closed) {
            throw JdbcErrors.closed("connection");
        }
    }

    public void add(SessionStatement statement) {
        statements.add(statement);
    }

    public void forget(SessionStatement statement) {
        statements.forget(statement);
    }

    /** What it knows of its own last write. */
    public LastWrite lastWrite() {
        return lastWrite;
    }

    // What statements run in.

    public boolean isInTransaction() {
        return !autoCommit || isBegun;
    }

    /**
     * What the next execution runs in.
     *
     * @param limitNanos how long it may wait for the writer, besides the store's own limit
     */
    public Lease lease(boolean onlyReads, long limitNanos) throws SQLException {
        refuseIfClosed();
        if (isInTransaction()) {
            begin(limitNanos);
            return holdings.inTransaction();
        }
        return (onlyReads && temporary == null) || readOnly
                ? holdings.shareReader()
                : new OwnWrite(this, beginWrite(limitNanos));
    }

    /** What a look at the metadata runs in: it begins no transaction. */
    public Lease metaDataLease() throws SQLException {
        refuseIfClosed();
        if (holdings.hasTransaction()) {
            return holdings.inTransaction();
        }
        return temporary == null ? holdings.shareReader() : lease(true, Long.MAX_VALUE);
    }

    /** Begins the transaction, unless it has begun. */
    void begin() throws SQLException {
        begin(Long.MAX_VALUE);
    }

    private void begin(long limitNanos) throws SQLException {
        if (holdings.hasTransaction()) {
            return;
        }
        if (readOnly) {
            holdings.beginSnapshot();
            return;
        }
        OpenTransaction open = beginWrite(limitNanos);
        holdings.hold(open);
        if (!isolation.isGuest()) {
            writer.takenBy(this);
            isolation.begun(open);
        }
    }

    /** Begins a write: one of its own, or inside that of another connection of the thread, if that may be. */
    private OpenTransaction beginWrite(long limitNanos) throws SQLException {
        Session other = writer.holder();
        OpenTransaction begun = other != null && other != this && other.isOf(Thread.currentThread())
                ? isolation.join(other.holdings.write(), other.isolation)
                : new WriteBegin(writer, enforcesForeignKeys).begin(limitNanos);
        lastWrite.began();
        if (temporary != null) {
            temporary.show(begun);
        }
        return begun;
    }

    /** Who has used it last. */
    @Nullable
    public Thread thread() {
        return lock.thread();
    }

    /** Whether it holds the writer for this thread; a transaction that was out of time does not any more. */
    private boolean isOf(Thread current) {
        OpenTransaction open = holdings.write();
        return lock.thread() == current && open != null && open.isOpen();
    }

    /** The open write transaction, for who asks for one. */
    public Transaction transaction() throws SQLException {
        refuseIfClosed();
        if (!isInTransaction() || readOnly) {
            throw Failure.TRANSACTION_STATE.of(
                    "there is no write transaction: switch autocommit and readOnly off first");
        }
        begin();
        return holdings.transaction();
    }

    /** A statement has changed something. */
    public void changed(ParsedSql text, @Nullable Object[] values, long rows) throws SQLException {
        if (text.kind() == ParsedSql.Kind.CHANGE) {
            lastWrite.changed(text, rows);
            isolation.changed(text.text(), values, rows);
        }
    }

    /** A statement is about to run that makes a temporary table: what comes after it may need that. */
    public void usesTemporaryTables() {
        if (temporary == null) {
            temporary = new TemporaryTables();
        }
    }

    public boolean hasTemporaryTables() {
        return temporary != null;
    }

    // The transaction's end.

    public void commit() throws SQLException {
        refuseInAutoCommit("commit");
        endTransaction(true);
    }

    public void rollback() throws SQLException {
        refuseInAutoCommit("rollback");
        endTransaction(false);
    }

    private void refuseInAutoCommit(String what) throws SQLException {
        refuseIfClosed();
        if (!isInTransaction()) {
            throw Failure.TRANSACTION_STATE.of(what + " is not allowed in autocommit mode");
        }
    }

    private void endTransaction(boolean isCommit) throws SQLException {
        boolean areResultsClosed = false;
        try {
            statements.closeResults();
            areResultsClosed = true;
        } finally {
            OpenTransaction open = holdings.release();
            writer.leftBy(this);
            isBegun = false;
            savepoints.clear();
            try {
                holdings.closeView();
            } finally {
                if (open != null) {
                    endTransaction(open, isCommit && areResultsClosed);
                }
            }
        }
    }

    private void endTransaction(OpenTransaction open, boolean isCommit) throws SQLException {
        IsolatedWork work = isolation.ended();
        if (work == null) {
            endWrite(open, isCommit);
        } else if (isCommit) {
            boolean isDone = false;
            try {
                endWrite(open, true);
                isDone = true;
            } finally {
                if (!isDone) {
                    work.repeatAfterwards();
                }
            }
        } else {
            lastWrite.ends(open.statements());
            work.outlive(open);
        }
    }

    /** Ends a write of this session. */
    public void endWrite(OpenTransaction open, boolean isCommit) {
        boolean isDone = false;
        lastWrite.ends(open.statements());
        try {
            if (isCommit) {
                if (temporary != null && !isolation.isGuest()) {
                    temporary.hide(open);
                }
                open.commit();
                isDone = true;
            }
        } finally {
            isolation.left();
            if (!isDone) {
                open.rollback();
            }
        }
    }

    public boolean autoCommit() {
        return autoCommit;
    }

    public void setAutoCommit(boolean value) throws SQLException {
        refuseIfClosed();
        if (value == autoCommit) {
            return;
        }
        if (isInTransaction()) {
            endTransaction(true);
        } else {
            statements.closeResults();
        }
        autoCommit = value;
        if (!value && !readOnly && writer.isTakenEagerly()) {
            beginEagerly();
        }
    }

    private void beginEagerly() throws SQLException {
        boolean isBegunNow = false;
        try {
            begin();
            isBegunNow = true;
        } finally {
            autoCommit = !isBegunNow;
        }
    }

    public boolean readOnly() {
        return readOnly;
    }

    public void setReadOnly(boolean value) throws SQLException {
        refuseIfClosed();
        if (value != readOnly && holdings.hasTransaction()) {
            throw Failure.TRANSACTION_STATE.of(
                    "readOnly cannot be changed inside a transaction; commit or roll back first");
        }
        readOnly = value;
    }

    public boolean enforcesForeignKeys() {
        return enforcesForeignKeys;
    }

    /** Takes effect when the next write begins: SQLite cannot switch inside a transaction. */
    public void enforceForeignKeys(boolean value) {
        enforcesForeignKeys = value;
    }

    public boolean hasTransaction() {
        return holdings.hasTransaction();
    }

    // Savepoints, and transactions as text.

    /** Whether BEGIN or SAVEPOINT as text has begun a transaction in autocommit mode. */
    boolean isBegunAsText() {
        return isBegun;
    }

    void begunAsText(boolean value) {
        isBegun = value;
    }

    public JdbcSavepoint setSavepoint(@Nullable String name) throws SQLException {
        refuseInAutoCommit("a savepoint");
        begin();
        return savepoints.set(name, holdings.write());
    }

    /** The innermost savepoint of a name, as SQLite finds it. */
    public JdbcSavepoint savepoint(String name) throws SQLException {
        return savepoints.named(name);
    }

    public void rollbackTo(JdbcSavepoint savepoint) throws SQLException {
        refuseInAutoCommit("rollback to a savepoint");
        savepoints.require(savepoint);
        statements.closeResults();
        OpenTransaction open = holdings.write();
        savepoints.rollbackTo(savepoint, open);
        if (open != null) {
            isolation.rolledBackTo(savepoint.number(), open);
        }
    }

    public void release(JdbcSavepoint savepoint) throws SQLException {
        refuseInAutoCommit("releasing a savepoint");
        savepoints.require(savepoint);
        if (savepoint.beginsTransaction()) {
            endTransaction(true);
        } else {
            savepoints.release(savepoint, holdings.write());
        }
    }

    // The end.

    /** From here on everything is refused; what runs is interrupted. Waits for nothing. */
    public void abort() {
        closed = true;
        statements.interrupt();
    }

    /**
     * Ends and gives back all that it holds. What another thread runs on it is interrupted, and what it is about to begin; only a
     * commit that is under way is waited for, and who waits for the writer.
     */
    public void close() throws SQLException {
        abort();
        lock.lockAgainst(statements::interrupt);
        try {
            release();
        } finally {
            lock.unlock();
        }
    }

    private void release() throws SQLException {
        if (isReleased) {
            return;
        }
        isReleased = true;
        JdbcSteps steps = new JdbcSteps();
        statements.abandon(steps);
        steps.run(() -> endTransaction(false));
        steps.run(holdings::closeReader);
        steps.run(this::dropTemporaryTables);
        steps.throwFirst();
    }

    private void dropTemporaryTables() {
        if (temporary != null) {
            writer.drop(temporary);
        }
    }
}
