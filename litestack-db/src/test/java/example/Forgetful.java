package example;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** An application's code that closes nothing. */
public final class Forgetful {
    private Forgetful() {}

    public static Connection openResult(DataSource source, String sql) throws SQLException {
        Connection connection = source.getConnection();
        read(connection, sql);
        return connection;
    }

    public static Connection openSnapshot(DataSource source, String sql) throws SQLException {
        Connection connection = source.getConnection();
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        read(connection, sql).close();
        return connection;
    }

    public static Connection openTransaction(DataSource source, String sql) throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        connection.createStatement().executeUpdate(sql);
        return connection;
    }

    private static ResultSet read(Connection connection, String sql) throws SQLException {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql);
        rows.next();
        return rows;
    }
}
