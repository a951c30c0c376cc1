package io.litestack.core.spi;

import io.litestack.core.LitestackException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The statements of an open transaction or of a borrowed reader, for whoever runs them by the driver's own objects, as a data
 * source does: nothing stands between a row and who reads it.
 *
 * <p>In return the borrower keeps to three rules. Each call of the driver that makes SQLite work (executing, going to the next
 * row, closing a result) stands between {@link #enter} and {@link #leave}; reading columns of the row that is current needs
 * neither. After an {@link SQLException} of such a call it asks {@link #failure}, for the transaction may be dead. And a
 * statement that was given back is never touched again: the next borrower of the connection gets the same one.
 *
 * <pre>{@code
 * CompiledStatement statement = source.lend("select name from users where id = ?");
 * statement.jdbc().setLong(1, id);
 * source.enter(statement);
 * try {
 *     rows = statement.jdbc().executeQuery();
 * } finally {
 *     source.leave();
 * }
 * }</pre>
 *
 * <p>What is still lent when the transaction ends, or the reader is given back, is finalised: its objects throw then. One thread
 * at a time uses a source; {@link #interrupt} is for any thread.
 */
public interface StatementSource {
    /**
     * Lends a statement, compiled now or before.
     *
     * @param sql one SQL statement, which the store allows to its callers
     * @return the statement; {@link #giveBack} or {@link #discard} ends the loan
     * @throws SQLException if SQLite refuses the text
     * @throws IllegalArgumentException if the store does
     * @throws IllegalStateException if the transaction has ended
     * @throws LitestackException if the store has ended it
     */
    CompiledStatement lend(String sql) throws SQLException;

    /**
     * As {@link #lend}, for a text that will not come again: its statement is not kept for later.
     *
     * @param sql one SQL statement, which the store allows to its callers
     * @return the statement; {@link #giveBack} or {@link #discard} ends the loan
     * @throws SQLException if SQLite refuses the text
     */
    CompiledStatement lendOnce(String sql) throws SQLException;

    /**
     * Takes the connection for one call of the driver; {@link #leave} must follow, unless this throws.
     *
     * @param statement what is called
     * @throws IllegalStateException if the transaction has ended
     * @throws LitestackException if the store has ended it
     */
    void enter(CompiledStatement statement);

    /** Ends what {@link #enter} began: from here on nothing interrupts it. */
    void leave();

    /**
     * Learns what SQLite refused. Called after {@link #enter}, and before or after {@link #leave}.
     *
     * @param e what the driver threw
     * @param sql the text of the statement
     * @return what to throw in its place if the store itself stopped the statement, for a limit or a close; null if the driver's
     *     exception says it all
     */
    @Nullable
    LitestackException failure(SQLException e, String sql);

    /**
     * Takes a statement back, which has no open result; does nothing if the transaction has ended.
     *
     * @param statement what was lent
     */
    void giveBack(CompiledStatement statement);

    /**
     * Takes a statement back that failed, or whose result could not be closed: it is finalised.
     *
     * @param statement what was lent
     */
    void discard(CompiledStatement statement);

    /**
     * Interrupts a statement if it is between {@link #enter} and {@link #leave} now, and nothing else. Any thread may call this.
     *
     * @param statement what was lent
     * @return whether it was
     */
    boolean interrupt(CompiledStatement statement);

    /**
     * Asks SQLite how many rows the last statement has changed that changes rows.
     *
     * @return the number, without those that triggers have changed
     * @throws SQLException if SQLite fails
     */
    long changes() throws SQLException;

    /**
     * Asks SQLite for the id of the row inserted last.
     *
     * @return the id, of whoever inserted it by this connection
     * @throws SQLException if SQLite fails
     */
    long lastInsertRowId() throws SQLException;

    /**
     * Asks SQLite how many rows were changed, those by triggers among them.
     *
     * @return the number since the connection was opened
     * @throws SQLException if SQLite fails
     */
    long totalChanges() throws SQLException;
}
