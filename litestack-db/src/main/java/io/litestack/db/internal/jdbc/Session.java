package io.litestack.db.internal.jdbc;

import io.litestack.core.Transaction;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StoreInternals;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
final class Session {
    private static final long INTERRUPT_AGAIN_MILLIS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final StoreDataSource source;
    private final StoreInternals store;
    private final Holdings holdings;
    private final Set<ExecutingStatement> statements = ConcurrentHashMap.newKeySet();
    private final SavepointStack savepoints = new SavepointStack();
    private final LastWrite lastWrite = new LastWrite();
    private boolean autoCommit = true;
    private boolean readOnly;
    private boolean enforcesForeignKeys = true;

    /** Whether BEGIN or SAVEPOINT as text has begun a transaction in autocommit mode. */
    private boolean isBegun;

    /** Who has used it last. */
    private volatile @Nullable Thread thread;

    private volatile boolean closed;
    private boolean isReleased;
    private @Nullable TemporaryTables temporary;

    /** The savepoint at the begin of the open transaction, 0 if it has none. */
    private int base;

    /** What others have done inside the open transaction that is to outlive its rollback. */
    private @Nullable IsolatedWork guests;

    /** Inside whose transaction this one's is, if it is. */
    private @Nullable IsolatedWork host;

    Session(StoreDataSource source, boolean isReadOnly) {
        this.readOnly = isReadOnly;
        this.source = source;
        this.store = source.store();
        this.holdings = new Holdings(store);
    }

    void lock() {
        lock.lock();
        Thread current = Thread.currentThread();
        if (thread != current) {
            thread = current;
        }
    }

    void unlock() {
        lock.unlock();
    }

    boolean isClosed() {
        return closed;
    }

    void refuseIfClosed() throws SQLException {
        if (closed) {
            throw JdbcErrors.closed("connection");
        }
    }

    void add(ExecutingStatement statement) {
        statements.add(statement);
    }

    void forget(ExecutingStatement statement) {
        statements.remove(statement);
    }

    /** What it knows of its own last write. */
    LastWrite lastWrite() {
        return lastWrite;
    }

    // What statements run in.

    boolean isInTransaction() {
        return !autoCommit || isBegun;
    }

    /**
     * What the next execution runs in.
     *
     * @param limitNanos how long it may wait for the writer, besides the store's own limit
     */
    Lease lease(boolean onlyReads, long limitNanos) throws SQLException {
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
    Lease metaDataLease() throws SQLException {
        refuseIfClosed();
        if (holdings.hasTransaction()) {
            return holdings.inTransaction();
        }
        return temporary == null ? holdings.shareReader() : lease(true, Long.MAX_VALUE);
    }

    /** Begins the transaction, unless it has begun. */
    private void begin() throws SQLException {
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
        if (host == null && source.hasSeenIsolatedWork()) {
            base = open.setSavepoint();
        }
        if (host == null) {
            source.writing(this);
        }
    }

    /** Begins a write: one of its own, or inside that of another connection of the thread, if that may be. */
    private OpenTransaction beginWrite(long limitNanos) throws SQLException {
        Session other = source.writing();
        OpenTransaction begun = other != null && other != this && other.isOf(Thread.currentThread())
                ? joined(other)
                : new WriteBegin(source, enforcesForeignKeys).begin(limitNanos);
        lastWrite.began();
        if (temporary != null) {
            showTemporaryTables(begun, temporary);
        }
        return begun;
    }

    private static void showTemporaryTables(OpenTransaction begun, TemporaryTables tables) {
        boolean areShown = false;
        try {
            tables.show(begun);
            areShown = true;
        } finally {
            if (!areShown) {
                begun.rollback();
            }
        }
    }

    /** Who has used it last. */
    @Nullable
    Thread thread() {
        return thread;
    }

    private boolean isOf(Thread current) {
        return thread == current && holdings.write() != null;
    }

    private OpenTransaction joined(Session other) throws SQLException {
        OpenTransaction outer = other.holdings.write();
        if (outer == null || !IsolatedWork.isRunning()) {
            throw Failure.TRANSACTION_STATE.of("this thread holds the writer of " + source.file()
                    + " already, by another connection whose transaction is open, and SQLite has no second one: use the open"
                    + " transaction instead. What is to be stored whatever becomes of that (REQUIRES_NEW, a second"
                    + " EntityManager) must run before it or after it, or on another thread after its commit; what may fail"
                    + " alone is a savepoint (NESTED)");
        }
        source.seenIsolatedWork();
        IsolatedWork work = other.guests == null ? new IsolatedWork(store) : other.guests;
        other.guests = work;
        OpenTransaction joined = work.join(outer);
        host = work;
        return joined;
    }

    /** The open write transaction, for who asks for one. */
    Transaction transaction() throws SQLException {
        refuseIfClosed();
        if (!isInTransaction() || readOnly) {
            throw Failure.TRANSACTION_STATE.of(
                    "there is no write transaction: switch autocommit and readOnly off first");
        }
        begin();
        return holdings.transaction();
    }

    /** A statement has changed something. */
    void changed(ParsedSql text, @Nullable Object[] values, long rows) throws SQLException {
        if (text.kind() == ParsedSql.Kind.CHANGE) {
            lastWrite.changed(text, rows);
            if (host != null) {
                host.changed(text.text(), values, rows);
            }
        }
    }

    /** A statement is about to run that makes a temporary table: what comes after it may need that. */
    void usesTemporaryTables() {
        if (temporary == null) {
            temporary = new TemporaryTables();
        }
    }

    boolean hasTemporaryTables() {
        return temporary != null;
    }

    // The transaction's end.

    void commit() throws SQLException {
        refuseInAutoCommit("commit");
        endTransaction(true);
    }

    void rollback() throws SQLException {
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
            closeResults();
            areResultsClosed = true;
        } finally {
            OpenTransaction open = holdings.release();
            source.notWriting(this);
            isBegun = false;
            savepoints.clear();
            try {
                holdings.closeView();
            } finally {
                if (open != null) {
                    endWrite(open, new Ending(isCommit && areResultsClosed, base, guests));
                }
            }
        }
    }

    /** How the transaction ends, and what it has to look after then. */
    private record Ending(
            boolean isCommit, int base, @Nullable IsolatedWork guests) {}

    private void endWrite(OpenTransaction open, Ending ending) throws SQLException {
        base = 0;
        guests = null;
        IsolatedWork work = ending.guests();
        if (work == null) {
            endWrite(open, ending.isCommit());
        } else if (!ending.isCommit()) {
            lastWrite.ends(open.statements());
            work.outlive(open, ending.base());
        } else {
            boolean isDone = false;
            try {
                endWrite(open, true);
                isDone = true;
            } finally {
                if (!isDone) {
                    work.repeatAfterwards();
                }
            }
        }
    }

    /** Ends a write of this session. */
    void endWrite(OpenTransaction open, boolean isCommit) {
        boolean isDone = false;
        lastWrite.ends(open.statements());
        try {
            if (isCommit) {
                if (temporary != null && host == null) {
                    temporary.hide(open);
                }
                open.commit();
                isDone = true;
            }
        } finally {
            host = null;
            if (!isDone) {
                open.rollback();
            }
        }
    }

    /** Closes the results of all statements; one that fails keeps no other from being closed. */
    private void closeResults() throws SQLException {
        JdbcSteps steps = new JdbcSteps();
        for (ExecutingStatement statement : new ArrayList<>(statements)) {
            steps.run(statement::endExecution);
        }
        steps.throwFirst();
    }

    boolean autoCommit() {
        return autoCommit;
    }

    void setAutoCommit(boolean value) throws SQLException {
        refuseIfClosed();
        if (value == autoCommit) {
            return;
        }
        if (isInTransaction()) {
            endTransaction(true);
        } else {
            closeResults();
        }
        autoCommit = value;
        if (!value && !readOnly && source.beginsEagerly()) {
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

    boolean readOnly() {
        return readOnly;
    }

    void setReadOnly(boolean value) throws SQLException {
        refuseIfClosed();
        if (value != readOnly && holdings.hasTransaction()) {
            throw Failure.TRANSACTION_STATE.of(
                    "readOnly cannot be changed inside a transaction; commit or roll back first");
        }
        readOnly = value;
    }

    boolean enforcesForeignKeys() {
        return enforcesForeignKeys;
    }

    /** Takes effect when the next write begins: SQLite cannot switch inside a transaction. */
    void enforceForeignKeys(boolean value) {
        enforcesForeignKeys = value;
    }

    boolean hasTransaction() {
        return holdings.hasTransaction();
    }

    // Savepoints, and transactions as text.

    /** BEGIN as text; in autocommit it lasts until COMMIT or ROLLBACK as text. */
    void beginAsText(boolean isNow) throws SQLException {
        refuseIfClosed();
        if (isBegun || holdings.hasTransaction()) {
            throw Failure.TRANSACTION_STATE.of("cannot start a transaction within a transaction");
        }
        isBegun = autoCommit;
        if (isNow) {
            boolean isDone = false;
            try {
                begin();
                isDone = true;
            } finally {
                isBegun &= isDone;
            }
        }
    }

    /** As SQLite has it: in autocommit it begins a transaction, which ends when it is released. */
    void savepointAsText(String name) throws SQLException {
        boolean isBeginning = !isInTransaction();
        isBegun |= isBeginning;
        boolean isSet = false;
        try {
            setSavepoint(name).beginsTransaction(isBeginning);
            isSet = true;
        } finally {
            isBegun &= isSet || !isBeginning;
        }
    }

    JdbcSavepoint setSavepoint(@Nullable String name) throws SQLException {
        refuseInAutoCommit("a savepoint");
        begin();
        return savepoints.set(name, holdings.write());
    }

    /** The innermost savepoint of a name, as SQLite finds it. */
    JdbcSavepoint savepoint(String name) throws SQLException {
        return savepoints.named(name);
    }

    void rollbackTo(JdbcSavepoint savepoint) throws SQLException {
        refuseInAutoCommit("rollback to a savepoint");
        savepoints.require(savepoint);
        closeResults();
        OpenTransaction open = holdings.write();
        savepoints.rollbackTo(savepoint, open);
        if (guests != null && open != null) {
            guests.repeatSince(savepoint.number(), open);
        }
    }

    void release(JdbcSavepoint savepoint) throws SQLException {
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
    void abort() {
        closed = true;
        for (ExecutingStatement statement : statements) {
            statement.interrupt();
        }
    }

    /** Closes it after {@link #abort}: what was about to begin then is interrupted too. */
    void closeAborted() throws SQLException {
        try {
            while (!lock.tryLock(INTERRUPT_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                abort();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lock.lock();
        }
        try {
            close();
        } finally {
            lock.unlock();
        }
    }

    /** Ends and gives back all that it holds. */
    void close() throws SQLException {
        if (isReleased) {
            return;
        }
        isReleased = true;
        closed = true;
        JdbcSteps steps = new JdbcSteps();
        for (ExecutingStatement statement : statements) {
            steps.run(statement::abandon);
        }
        statements.clear();
        steps.run(() -> endTransaction(false));
        steps.run(holdings::closeReader);
        steps.run(this::dropTemporaryTables);
        steps.throwFirst();
    }

    private void dropTemporaryTables() {
        if (temporary != null) {
            source.drop(temporary);
        }
    }
}
