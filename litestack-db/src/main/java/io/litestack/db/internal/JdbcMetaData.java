package io.litestack.db.internal;

import java.lang.reflect.Method;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The driver's metadata, read on a reader unless a transaction is open. */
final class JdbcMetaData extends JdbcProxy<DatabaseMetaData> {
    private final JdbcConnection connection;

    JdbcMetaData(JdbcConnection connection) {
        super(DatabaseMetaData.class);
        this.connection = connection;
    }

    @Override
    @Nullable
    Object call(Method method, @Nullable Object[] arguments) throws Throwable {
        synchronized (connection) {
            return switch (method.getName()) {
                case "getConnection" -> connection.proxy();
                case "supportsSavepoints" -> false;
                case "supportsGetGeneratedKeys", "supportsBatchUpdates" -> true;
                default -> look(method, arguments);
            };
        }
    }

    private @Nullable Object look(Method method, @Nullable Object[] arguments) throws Throwable {
        JdbcLease lease = connection.metaDataLease();
        boolean isOpen = false;
        try {
            Object found = pass(lease.connection().getMetaData(), method, arguments);
            if (found instanceof ResultSet rows) {
                isOpen = true;
                return new JdbcResult(connection, null, rows, it -> close(it, lease)).proxy();
            }
            return found;
        } finally {
            if (!isOpen) {
                lease.done();
            }
        }
    }

    private static void close(JdbcResult rows, JdbcLease lease) throws SQLException {
        try {
            rows.closeTarget();
        } finally {
            lease.done();
        }
    }
}
