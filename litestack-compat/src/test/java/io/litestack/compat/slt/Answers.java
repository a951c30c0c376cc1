package io.litestack.compat.slt;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a connection answers to a statement, in words that can be compared. */
final class Answers {
    private static final Pattern CHANGE =
            Pattern.compile("\\s*(insert|update|delete|replace)\\b", Pattern.CASE_INSENSITIVE);

    private final Connection connection;

    Answers(Connection connection) {
        this.connection = connection;
    }

    /** The rows, or the number of rows changed, or that there is an error. */
    List<String> of(String sql) {
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    return rows(rows);
                }
            }
            // Of what changes no rows the driver tells the count of the statement before.
            return List.of(CHANGE.matcher(sql).lookingAt() ? "changed " + statement.getUpdateCount() : "done");
        } catch (SQLException e) {
            return List.of("an error");
        }
    }

    private static List<String> rows(ResultSet rows) throws SQLException {
        List<String> answers = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            StringBuilder row = new StringBuilder();
            for (int i = 1; i <= columns; i++) {
                Object value = rows.getObject(i);
                row.append(rows.getString(i))
                        .append(':')
                        .append(value == null ? "" : value.getClass().getSimpleName());
                row.append('|');
            }
            answers.add(row.toString());
        }
        return answers;
    }
}
