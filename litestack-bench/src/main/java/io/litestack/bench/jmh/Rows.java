package io.litestack.bench.jmh;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/** The little table of both benchmarks. */
final class Rows {
    static final Path FOLDER = Path.of("target", "bench");
    static final String TEXT = "a row of some sixty characters, which is about what a row has.";
    static final String TABLE = "create table item(id integer primary key, text text not null) strict";
    static final String INSERT = "insert into item(text) values (?)";
    static final String SELECT = "select text from item where id = ?";
    static final String FILL = "insert into item(text) with recursive n(i) as"
            + " (select 1 union all select i + 1 from n where i < 10000) select '" + TEXT + "' from n";

    private static final int FILLED = 10_000;

    private Rows() {}

    static long anyId() {
        return ThreadLocalRandom.current().nextLong(1, FILLED + 1);
    }

    static void insert(PreparedStatement statement) throws SQLException {
        statement.setString(1, TEXT);
        statement.executeUpdate();
    }

    static String select(PreparedStatement statement) throws SQLException {
        statement.setLong(1, anyId());
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
