package io.litestack.db.internal.jdbc;

import io.litestack.core.Transaction;
import io.litestack.core.spi.sql.SqlPragma;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.error.Wrappers;
import io.litestack.db.internal.jdbc.meta.JdbcMetaData;
import io.litestack.db.internal.jdbc.session.JdbcSavepoint;
import io.litestack.db.internal.jdbc.session.ParsedSql;
import io.litestack.db.internal.jdbc.session.Session;
import io.litestack.db.internal.jdbc.value.ValueCodec;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A connection of the data source; what it holds of the store is in its {@link Session}. */
final class JdbcConnection extends ConnectionSettings {
    private final StoreDataSource source;
    private final Session session;
    private final ConnectionOptions options;

    JdbcConnection(StoreDataSource source, ConnectionOptions options) {
        this.source = source;
        this.options = options;
        this.session = new Session(source.writer(), options.isAlwaysReadOnly());
        options.warnings().forEach(this::warn);
    }

    Session session() {
        return session;
    }

    /** How values are written and read. */
    ValueCodec values() {
        return source.values();
    }

    /** What is known of the ids of tables. */
    JdbcKeys keys() {
        return source.keys();
    }

    /** What a text shows. */
    ParsedSql parsed(@Nullable String sql) throws SQLException {
        if (sql == null) {
            throw Failure.BAD_ARGUMENT.of("the text of the statement is null");
        }
        try {
            return source.texts().get(sql);
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        }
    }

    /** What becomes of a PRAGMA. */
    Pragmas.Outcome pragma(ParsedSql text) throws SQLException {
        session.refuseIfClosed();
        Pragmas.Outcome outcome = Pragmas.outcome(pragmaOf(text), session, source.store());
        if (outcome.isWrite() && session.readOnly()) {
            throw Failure.READ_ONLY.of(
                    "the connection is read-only, and this writes; call setReadOnly(false) first: " + text.text());
        }
        if (outcome.warning() != null) {
            warn(outcome.warning());
        }
        return outcome;
    }

    private static SqlPragma pragmaOf(ParsedSql text) throws SQLException {
        return SqlPragma.of(text.text()).orElseThrow(() -> Failure.SYNTAX.of("the PRAGMA has no name: " + text.text()));
    }

    /** VACUUM, or VACUUM INTO a new file. */
    void vacuum(ParsedSql text, @Nullable Object[] values) throws SQLException {
        session.refuseIfClosed();
        if (text.words().contains("INTO")) {
            source.store().copyTo(copyOf(text, values));
        } else if (session.readOnly()) {
            throw Failure.READ_ONLY.of("the connection is read-only, and VACUUM writes; call setReadOnly(false) first");
        } else if (session.isInTransaction()) {
            throw Failure.TRANSACTION_STATE.of("cannot VACUUM from within a transaction");
        } else {
            source.store().vacuum();
        }
    }

    /** Where VACUUM INTO copies to: a text, or what is set for a placeholder. */
    private static Path copyOf(ParsedSql text, @Nullable Object[] values) throws SQLException {
        boolean isName = text.words().indexOf("INTO") == text.words().size() - 2;
        boolean isSet = isName && text.outline().parameterCount() == 1;
        Object name = isSet && values.length == 1 ? values[0] : isSet ? null : text.lastName();
        if (isName && name instanceof String path) {
            return Path.of(path);
        }
        throw Failure.UNSUPPORTED.of(
                "VACUUM INTO takes no expression here, and no null; write the path as a text, or set a text for a"
                        + " placeholder: " + text.text());
    }

    @Override
    void refuseIfClosed() throws SQLException {
        session.refuseIfClosed();
    }

    /** A step of the session, with its lock held. */
    private interface Step {
        void run() throws SQLException;
    }

    private void locked(Step step) throws SQLException {
        session.lock();
        try {
            step.run();
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            session.unlock();
        }
    }

    // Statements.

    @Override
    public Statement createStatement() throws SQLException {
        refuseIfClosed();
        JdbcStatement statement = new JdbcStatement(this);
        session.add(statement);
        return statement;
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        warnUnless(type, concurrency);
        return createStatement();
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        warnUnless(type, concurrency);
        return createStatement();
    }

    private PreparedStatement prepare(String sql, @Nullable KeyRequest keys) throws SQLException {
        refuseIfClosed();
        JdbcPreparedStatement statement = new JdbcPreparedStatement(this, parsed(sql), keys);
        session.add(statement);
        return statement;
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return prepare(sql, null);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        warnUnless(type, concurrency);
        return prepare(sql, null);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        warnUnless(type, concurrency);
        return prepare(sql, null);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys) throws SQLException {
        return prepare(sql, KeyRequest.flagged(autoGeneratedKeys));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int @Nullable [] columnIndexes) throws SQLException {
        return prepare(sql, KeyRequest.indexed(columnIndexes));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String @Nullable [] columnNames) throws SQLException {
        return prepare(sql, KeyRequest.named(columnNames));
    }

    private void warnUnless(int type, int concurrency) throws SQLException {
        refuseIfClosed();
        if (type != ResultSet.TYPE_FORWARD_ONLY || concurrency != ResultSet.CONCUR_READ_ONLY) {
            warn("result sets are forward only and read only; another type or concurrency was asked for");
        }
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        throw noCalls();
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        throw noCalls();
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        throw noCalls();
    }

    private static SQLException noCalls() {
        return JdbcErrors.unsupported("a stored procedure, which SQLite does not have,");
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        refuseIfClosed();
        return sql;
    }

    // Transactions.

    @Override
    public void commit() throws SQLException {
        locked(session::commit);
    }

    @Override
    public void rollback() throws SQLException {
        locked(session::rollback);
    }

    @Override
    public void setAutoCommit(boolean value) throws SQLException {
        locked(() -> session.setAutoCommit(value));
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        refuseIfClosed();
        return session.autoCommit();
    }

    @Override
    public void setReadOnly(boolean value) throws SQLException {
        if (!value && options.isAlwaysReadOnly()) {
            warn("the connection stays read-only, since its URL says readOnly=true");
            return;
        }
        locked(() -> session.setReadOnly(value));
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        refuseIfClosed();
        return session.readOnly();
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return savepoint(null);
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        if (name == null) {
            throw Failure.BAD_ARGUMENT.of("the name of the savepoint is null");
        }
        return savepoint(name);
    }

    private Savepoint savepoint(@Nullable String name) throws SQLException {
        session.lock();
        try {
            return session.setSavepoint(name);
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            session.unlock();
        }
    }

    private static JdbcSavepoint own(@Nullable Savepoint savepoint) throws SQLException {
        if (savepoint instanceof JdbcSavepoint own) {
            return own;
        }
        throw Failure.BAD_ARGUMENT.of("not a savepoint of this data source: " + savepoint);
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        JdbcSavepoint own = own(savepoint);
        locked(() -> session.rollbackTo(own));
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        JdbcSavepoint own = own(savepoint);
        locked(() -> session.release(own));
    }

    // Metadata.

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        refuseIfClosed();
        return new JdbcMetaData(metaData());
    }

    /** How metadata reads the schema. */
    MetaDataAccess metaData() {
        return new MetaDataAccess(this, source);
    }

    // The end.

    @Override
    public boolean isClosed() {
        return session.isClosed();
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (timeout < 0) {
            throw Failure.BAD_ARGUMENT.of("a timeout must not be negative, but is " + timeout);
        }
        return !session.isClosed() && !source.store().isClosed();
    }

    @Override
    public void close() throws SQLException {
        try {
            session.close();
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            options.onClose().run();
        }
    }

    @Override
    public void abort(@Nullable Executor executor) throws SQLException {
        if (executor == null) {
            throw Failure.BAD_ARGUMENT.of("the executor is null");
        }
        session.abort();
        executor.execute(this::closeQuietly);
    }

    private void closeQuietly() {
        try {
            close();
        } catch (SQLException | RuntimeException e) {
            // it was aborted: nobody waits for an answer
        }
    }

    @Override
    public boolean isWrapperFor(@Nullable Class<?> type) {
        return type == Transaction.class || (type != null && type.isInstance(this));
    }

    /** A connection without autocommit is also the store's transaction, for what accepts one. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type != Transaction.class) {
            return Wrappers.unwrap(this, type);
        }
        session.lock();
        try {
            return type.cast(session.transaction());
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        } finally {
            session.unlock();
        }
    }

    @Override
    public String toString() {
        return "Connection[" + source.file() + "]";
    }
}
