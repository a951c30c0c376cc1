package io.litestack.db.internal.jdbc.session;

import java.sql.SQLException;

/** What a session does with the statements that were made on it. */
public interface SessionStatement {
    /** Closes its open result, if it has one, and ends what that was read in. */
    void endExecution() throws SQLException;

    /** Interrupts what it runs now; any thread may call this. */
    void interrupt();

    /** Ends what it holds without storing anything: the session is closed. */
    void abandon() throws SQLException;
}
