package io.litestack.db.internal.jdbc.meta;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The driver's metadata, read on a reader unless a transaction is open. */
public final class JdbcMetaData {
    /** Where the metadata is read. */
    public interface Access {
        /** The connection that the user has. */
        Connection connection();

        /** Reads it: calls with the store's connection; rows are shown as those of the data source are. */
        @Nullable
        Object look(Look look) throws SQLException;
    }

    /** One look. */
    @FunctionalInterface
    public interface Look {
        @Nullable
        Object at(DatabaseMetaData driver) throws SQLException;
    }

    private JdbcMetaData() {}

    public static DatabaseMetaData of(Access access) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                JdbcMetaData.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (self, method, arguments) -> call(access, self, method, arguments));
    }

    private static @Nullable Object call(
            Access access, Object self, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "DatabaseMetaData of " + access.connection();
            case "getConnection" -> access.connection();
            case "supportsSavepoints", "supportsGetGeneratedKeys", "supportsBatchUpdates" -> true;
            default -> access.look(it -> pass(it, method, arguments));
        };
    }

    private static @Nullable Object pass(
            DatabaseMetaData target, Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            } else if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new SQLException("reading metadata failed: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new SQLException("reading metadata failed: " + e, e);
        }
    }

    /** Whether a look has found rows, which stay open. */
    public static boolean isRows(@Nullable Object found) {
        return found instanceof ResultSet;
    }
}
