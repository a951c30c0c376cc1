package org.hibernate;

import java.sql.SQLException;

/** Stands for the classes from which Hibernate runs isolated work; the rest of Hibernate is tried elsewhere. */
public final class IsolationDelegate {
    /** The work. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException;
    }

    private IsolationDelegate() {}

    public static <T> T call(Work<T> work) throws SQLException {
        return work.run();
    }
}
