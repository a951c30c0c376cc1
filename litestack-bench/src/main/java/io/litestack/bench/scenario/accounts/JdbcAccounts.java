package io.litestack.bench.scenario.accounts;

import io.litestack.bench.scenario.jdbc.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Plain JDBC. */
record JdbcAccounts(DataSource source) implements Accounts {
    static final String BALANCE = "select balance from account where id = ?";
    static final String ENTRIES = "select id, amount, note from entry where account_id = ? order by id desc limit 10";
    static final String SET_BALANCE = "update account set balance = ? where id = ?";
    static final String ADD_ENTRY = "insert into entry(account_id, amount, note) values (?, ?, ?)";
    static final String NOTE = "a transfer between two accounts";

    @Override
    public long balance(long id) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return balance(connection, id);
        }
    }

    private static long balance(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BALANCE)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public List<Entry> newest(long id) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(ENTRIES)) {
            statement.setLong(1, id);
            List<Entry> entries = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(new Entry(rows.getLong("id"), rows.getLong("amount"), rows.getString("note")));
                }
            }
            return entries;
        }
    }

    @Override
    public void transfer(long from, long to, long amount) throws SQLException {
        SqlFile.inTransaction(source, connection -> {
            add(connection, from, -amount);
            add(connection, to, amount);
        });
    }

    private static void add(Connection connection, long id, long amount) throws SQLException {
        long balance = balance(connection, id);
        try (PreparedStatement update = connection.prepareStatement(SET_BALANCE);
                PreparedStatement insert = connection.prepareStatement(ADD_ENTRY)) {
            update.setLong(1, balance + amount);
            update.setLong(2, id);
            update.executeUpdate();
            insert.setLong(1, id);
            insert.setLong(2, amount);
            insert.setString(3, NOTE);
            insert.executeUpdate();
        }
    }
}
