package io.litestack.db.internal.jdbc.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Steps that are all done, whatever becomes of the ones before; the first failure is thrown in the end. */
public final class JdbcSteps {
    /** One step. */
    @FunctionalInterface
    interface Step {
        void run() throws SQLException;
    }

    private @Nullable Throwable first;

    public void run(Step step) {
        try {
            step.run();
        } catch (SQLException | RuntimeException | Error e) {
            if (first == null) {
                first = e;
            } else if (first != e) {
                first.addSuppressed(e);
            }
        }
    }

    public void throwFirst() throws SQLException {
        if (first instanceof SQLException e) {
            throw e;
        } else if (first instanceof RuntimeException e) {
            throw e;
        } else if (first instanceof Error e) {
            throw e;
        }
    }
}
