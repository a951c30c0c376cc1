package io.litestack.core.spi;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Prepared statements of one connection, kept from use to use. Not thread-safe. */
public interface Statements {
    /**
     * Returns a prepared statement for constant text. It must be used up (its result set closed) before the same text is
     * asked for again, and must not be closed.
     *
     * @param sql one SQL statement; a constant, since it is kept
     * @return the statement; its parameters have their former values
     * @throws SQLException if SQLite refuses the text
     */
    PreparedStatement prepare(String sql) throws SQLException;

    /**
     * Returns how many rows the last INSERT, UPDATE or DELETE changed.
     *
     * @return the number of rows, not counting triggers
     * @throws SQLException if the connection is closed
     */
    long changes() throws SQLException;

    /**
     * Returns the id of the row inserted last on this connection.
     *
     * @return the rowid; meaningful only after an INSERT that inserted
     * @throws SQLException if the connection is closed
     */
    long lastInsertRowId() throws SQLException;

    /**
     * Wakes, once the transaction is committed, whoever listens to one of the topics.
     *
     * @param topics a set of bits
     */
    void signal(long topics);
}
