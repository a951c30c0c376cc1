package io.litestack.db.internal.jdbc.session;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The statements that are open on a session. Most have one at a time, for which no set is made. Thread-safe, since any thread may
 * abort a connection.
 */
final class SessionStatements {
    private final AtomicReference<@Nullable SessionStatement> one = new AtomicReference<>();
    private final AtomicReference<@Nullable Set<SessionStatement>> others = new AtomicReference<>();

    void add(SessionStatement statement) {
        if (!one.compareAndSet(null, statement)) {
            Set<SessionStatement> set = others.get();
            while (set == null) {
                others.compareAndSet(null, ConcurrentHashMap.newKeySet());
                set = others.get();
            }
            set.add(statement);
        }
    }

    void forget(SessionStatement statement) {
        if (!one.compareAndSet(statement, null)) {
            Set<SessionStatement> set = others.get();
            if (set != null) {
                set.remove(statement);
            }
        }
    }

    /** Closes the results of all; one that fails keeps no other from being closed. */
    void closeResults() throws SQLException {
        JdbcSteps steps = new JdbcSteps();
        for (SessionStatement statement : open()) {
            steps.run(statement::endExecution);
        }
        steps.throwFirst();
    }

    /** Interrupts what they run now. */
    void interrupt() {
        open().forEach(SessionStatement::interrupt);
    }

    /** Ends what they hold without storing anything. */
    void abandon(JdbcSteps steps) {
        for (SessionStatement statement : open()) {
            steps.run(statement::abandon);
            forget(statement);
        }
    }

    private List<SessionStatement> open() {
        SessionStatement first = one.get();
        Set<SessionStatement> set = others.get();
        if (first == null && set == null) {
            return List.of();
        }
        List<SessionStatement> all = set == null ? new ArrayList<>(1) : new ArrayList<>(set);
        if (first != null) {
            all.add(first);
        }
        return all;
    }
}
