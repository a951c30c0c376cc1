package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The savepoints of an open transaction, the innermost last. Used with the session's lock held. */
final class SavepointStack {
    private final List<JdbcSavepoint> open = new ArrayList<>(2);
    private int made;

    JdbcSavepoint push(@Nullable String name, int number) {
        JdbcSavepoint savepoint = new JdbcSavepoint(++made, name, number);
        open.add(savepoint);
        return savepoint;
    }

    /** The innermost one of a name, as SQLite finds it. */
    JdbcSavepoint named(String name) throws SQLException {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (name.equalsIgnoreCase(open.get(i).name())) {
                return open.get(i);
            }
        }
        throw Failure.NO_SAVEPOINT.of("no such savepoint: " + name);
    }

    void require(JdbcSavepoint savepoint) throws SQLException {
        if (!open.contains(savepoint)) {
            throw Failure.NO_SAVEPOINT.of(
                    savepoint
                            + " is not open: it was released, rolled back with an outer one, or belongs to another transaction");
        }
    }

    /** Forgets those set after it. */
    void keepUpTo(JdbcSavepoint savepoint) {
        open.subList(open.indexOf(savepoint) + 1, open.size()).clear();
    }

    /** Forgets it, and those set after it. */
    void drop(JdbcSavepoint savepoint) {
        open.subList(open.indexOf(savepoint), open.size()).clear();
    }

    void clear() {
        open.clear();
    }
}
