package io.litestack.compat.pool;

import io.litestack.compat.Bank;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The bank in plain JDBC. */
final class JdbcBank implements Bank {
    private final DataSource dataSource;

    JdbcBank(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void transfer(Transfer transfer) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            change(connection, transfer.from(), -transfer.amount());
            change(connection, transfer.to(), transfer.amount());
            connection.commit();
        }
    }

    private static void change(Connection connection, long account, long amount) throws SQLException {
        long balance = balance(connection, account);
        try (PreparedStatement update = connection.prepareStatement("update account set balance = ? where id = ?");
                PreparedStatement insert =
                        connection.prepareStatement("insert into entry(account_id, amount) values (?, ?)")) {
            update.setLong(1, balance + amount);
            update.setLong(2, account);
            update.executeUpdate();
            insert.setLong(1, account);
            insert.setLong(2, amount);
            insert.executeUpdate();
        }
    }

    @Override
    public long balance(long account) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return balance(connection, account);
        }
    }

    private static long balance(Connection connection, long account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select balance from account where id = ?")) {
            select.setLong(1, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
