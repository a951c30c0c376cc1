package io.litestack.db.internal.jdbc;

import io.litestack.core.Snapshot;
import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;
import io.litestack.core.spi.StoreInternals;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one connection holds of the store, which is nothing until a statement needs it.
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
    private final ReentrantLock lock = new ReentrantLock();
    private final StoreInternals store;
    private final Set<ExecutingStatement> statements = ConcurrentHashMap.newKeySet();
    private final SavepointStack savepoints = new SavepointStack();
    private final LastWrite lastWrite = new LastWrite();
    private final Lease inTransaction = new InTransaction();
    private final Lease onReader = new OnReader();
    private boolean autoCommit = true;
    private boolean readOnly;

    /** Whether BEGIN or SAVEPOINT as text has begun a transaction in autocommit mode. */
    private boolean isBegun;

    private volatile boolean closed;
    private @Nullable OpenTransaction write;
    private @Nullable OpenSnapshot view;
    private @Nullable OpenSnapshot reader;
    private int readings;

    Session(StoreInternals store) {
        this.store = store;
    }

    void lock() {
        lock.lock();
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

    private boolean isInTransaction() {
        return !autoCommit || isBegun;
    }

    /** What the next execution runs in. */
    Lease lease(boolean onlyReads) throws SQLException {
        refuseIfClosed();
        if (isInTransaction()) {
            begin();
            return inTransaction;
        }
        return onlyReads || readOnly ? shareReader() : new OwnWrite(store.begin(WriteOptions.standard()));
    }

    /** What a look at the metadata runs in: it begins no transaction. */
    Lease metaDataLease() throws SQLException {
        refuseIfClosed();
        return write == null && view == null ? shareReader() : inTransaction;
    }

    /** Begins the transaction, unless it has begun. */
    private void begin() {
        if (write == null && view == null) {
            if (readOnly) {
                view = store.openSnapshot();
            } else {
                write = store.begin(WriteOptions.standard());
                lastWrite.began();
            }
        }
    }

    /** The open write transaction, for who asks for one. */
    Transaction transaction() throws SQLException {
        refuseIfClosed();
        if (!isInTransaction() || readOnly) {
            throw Failure.TRANSACTION_STATE.of(
                    "there is no write transaction: switch autocommit and readOnly off first");
        }
        begin();
        return Objects.requireNonNull(write).transaction();
    }

    private Lease shareReader() {
        if (reader == null) {
            reader = store.openReader();
        }
        readings++;
        return onReader;
    }

    private void closeReader() {
        OpenSnapshot current = reader;
        reader = null;
        if (current != null) {
            current.close();
        }
    }

    /** The transaction goes on. */
    private final class InTransaction implements Lease {
        @Override
        public StatementSource source() {
            OpenTransaction open = write;
            return open != null
                    ? open.statements()
                    : Objects.requireNonNull(view).statements();
        }

        @Override
        public Connection connection() {
            OpenTransaction open = write;
            Snapshot snapshot = open != null
                    ? open.transaction()
                    : Objects.requireNonNull(view).snapshot();
            return snapshot.connection();
        }

        @Override
        public @Nullable OpenTransaction transaction() {
            return write;
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public void done() {
            // commit or rollback end it
        }

        @Override
        public void failed() {
            // as done
        }
    }

    /** A transaction for one statement. */
    private final class OwnWrite implements Lease {
        private final OpenTransaction open;

        OwnWrite(OpenTransaction open) {
            this.open = open;
            lastWrite.began();
        }

        @Override
        public StatementSource source() {
            return open.statements();
        }

        @Override
        public Connection connection() {
            return open.transaction().connection();
        }

        @Override
        public @Nullable OpenTransaction transaction() {
            return open;
        }

        @Override
        public boolean isOwn() {
            return true;
        }

        @Override
        public void done() {
            try {
                lastWrite.ends(open.statements());
            } finally {
                open.commit();
            }
        }

        @Override
        public void failed() {
            open.rollback();
        }
    }

    /** A reader for as long as one of those who share it needs it. */
    private final class OnReader implements Lease {
        @Override
        public StatementSource source() {
            return Objects.requireNonNull(reader).statements();
        }

        @Override
        public Connection connection() {
            return Objects.requireNonNull(reader).snapshot().connection();
        }

        @Override
        public @Nullable OpenTransaction transaction() {
            return null;
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public void done() {
            if (--readings == 0) {
                closeReader();
            }
        }

        @Override
        public void failed() {
            done();
        }
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
        OpenTransaction open = write;
        OpenSnapshot closing = view;
        boolean areResultsClosed = false;
        try {
            closeResults();
            areResultsClosed = true;
        } finally {
            write = null;
            view = null;
            isBegun = false;
            savepoints.clear();
            try {
                if (closing != null) {
                    closing.close();
                }
            } finally {
                end(open, isCommit && areResultsClosed);
            }
        }
    }

    private void end(@Nullable OpenTransaction open, boolean isCommit) {
        if (open == null) {
            return;
        }
        lastWrite.ends(open.statements());
        if (isCommit) {
            open.commit();
        } else {
            open.rollback();
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
        if (value != autoCommit) {
            if (isInTransaction()) {
                endTransaction(true);
            } else {
                closeResults();
            }
            autoCommit = value;
        }
    }

    boolean readOnly() {
        return readOnly;
    }

    void setReadOnly(boolean value) throws SQLException {
        refuseIfClosed();
        if (value != readOnly && (write != null || view != null)) {
            throw Failure.TRANSACTION_STATE.of(
                    "readOnly cannot be changed inside a transaction; commit or roll back first");
        }
        readOnly = value;
    }

    // Transactions and savepoints as text.

    /** Does what BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE or ROLLBACK TO asks for. */
    void control(ParsedSql text) throws SQLException {
        refuseIfClosed();
        switch (text.kind()) {
            case BEGIN -> beginAsText(text);
            case COMMIT -> commit();
            case ROLLBACK -> rollback();
            case SAVEPOINT -> savepointAsText(text.lastName());
            case RELEASE -> release(savepoints.named(text.lastName()));
            default -> rollbackTo(savepoints.named(text.lastName()));
        }
    }

    private void beginAsText(ParsedSql text) throws SQLException {
        if (isBegun || write != null || view != null) {
            throw Failure.TRANSACTION_STATE.of("cannot start a transaction within a transaction");
        }
        isBegun = autoCommit;
        if (text.words().contains("IMMEDIATE") || text.words().contains("EXCLUSIVE")) {
            begin();
        }
    }

    /** As SQLite has it: in autocommit it begins a transaction, which ends when it is released. */
    private void savepointAsText(String name) throws SQLException {
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
        OpenTransaction open = write;
        int number = open == null ? 0 : open.setSavepoint();
        return savepoints.push(name, number);
    }

    void rollbackTo(JdbcSavepoint savepoint) throws SQLException {
        refuseInAutoCommit("rollback to a savepoint");
        savepoints.require(savepoint);
        closeResults();
        OpenTransaction open = write;
        if (open != null) {
            open.rollbackTo(savepoint.number());
        }
        savepoints.keepUpTo(savepoint);
    }

    void release(JdbcSavepoint savepoint) throws SQLException {
        refuseInAutoCommit("releasing a savepoint");
        savepoints.require(savepoint);
        if (savepoint.beginsTransaction()) {
            endTransaction(true);
            return;
        }
        OpenTransaction open = write;
        if (open != null) {
            open.release(savepoint.number());
        }
        savepoints.drop(savepoint);
    }

    // The end.

    /** From here on everything is refused; what runs is interrupted. Waits for nothing. */
    void abort() {
        closed = true;
        for (ExecutingStatement statement : statements) {
            statement.interrupt();
        }
    }

    private boolean isReleased;

    /** Ends and gives back all that it holds. */
    void close() throws SQLException {
        if (isReleased) {
            return;
        }
        isReleased = true;
        closed = true;
        JdbcSteps steps = new JdbcSteps();
        for (ExecutingStatement statement : new ArrayList<>(statements)) {
            steps.run(statement::abandon);
        }
        statements.clear();
        steps.run(() -> endTransaction(false));
        steps.run(this::closeReader);
        steps.throwFirst();
    }
}
