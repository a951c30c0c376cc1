package io.litestack.db.internal.jdbc.session;

import io.litestack.core.spi.OpenTransaction;
import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The savepoints of an open transaction, the innermost last. A snapshot, which changes nothing, has them in name alone. Used with
 * the session's lock held.
 */
public final class SavepointStack {
    private final List<JdbcSavepoint> open = new ArrayList<>(0);
    private int made;

    public JdbcSavepoint set(@Nullable String name, @Nullable OpenTransaction write) {
        int number = write == null ? 0 : write.setSavepoint();
        JdbcSavepoint savepoint = new JdbcSavepoint(++made, name, number);
        open.add(savepoint);
        return savepoint;
    }

    public JdbcSavepoint named(String name) throws SQLException {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (name.equalsIgnoreCase(open.get(i).name())) {
                return open.get(i);
            }
        }
        throw Failure.NO_SAVEPOINT.of("no such savepoint: " + name);
    }

    public void require(JdbcSavepoint savepoint) throws SQLException {
        if (!open.contains(savepoint)) {
            throw Failure.NO_SAVEPOINT.of(
                    savepoint
                            + " is not open: it was released, rolled back with an outer one, or belongs to another transaction");
        }
    }

    /** Undoes what came after it; it stays. */
    public void rollbackTo(JdbcSavepoint savepoint, @Nullable OpenTransaction write) {
        if (write != null) {
            write.rollbackTo(savepoint.number());
        }
        open.subList(open.indexOf(savepoint) + 1, open.size()).clear();
    }

    /** Forgets it, and those set after it. */
    public void release(JdbcSavepoint savepoint, @Nullable OpenTransaction write) {
        if (write != null) {
            write.release(savepoint.number());
        }
        open.subList(open.indexOf(savepoint), open.size()).clear();
    }

    public void clear() {
        open.clear();
    }
}
