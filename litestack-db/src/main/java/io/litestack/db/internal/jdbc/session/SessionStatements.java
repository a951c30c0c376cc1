package io.litestack.db.internal.jdbc.session;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The statements that are open on a session. Thread-safe, since any thread may abort a connection. */
final class SessionStatements {
    private final Set<SessionStatement> open = ConcurrentHashMap.newKeySet();

    void add(SessionStatement statement) {
        open.add(statement);
    }

    void forget(SessionStatement statement) {
        open.remove(statement);
    }

    /** Closes the results of all; one that fails keeps no other from being closed. */
    void closeResults() throws SQLException {
        JdbcSteps steps = new JdbcSteps();
        for (SessionStatement statement : new ArrayList<>(open)) {
            steps.run(statement::endExecution);
        }
        steps.throwFirst();
    }

    /** Interrupts what they run now. */
    void interrupt() {
        open.forEach(SessionStatement::interrupt);
    }

    /** Ends what they hold without storing anything. */
    void abandon(JdbcSteps steps) {
        for (SessionStatement statement : open) {
            steps.run(statement::abandon);
        }
        open.clear();
    }
}
