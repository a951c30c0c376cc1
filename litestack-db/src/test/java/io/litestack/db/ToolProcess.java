package io.litestack.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A process like a tool: it connects by a URL, does something, and ends. */
final class ToolProcess {
    private ToolProcess() {}

    public static void main(String[] args) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:litestack:" + args[0]);
                Statement statement = connection.createStatement()) {
            statement.execute("create table note(id integer primary key)");
            statement.execute("insert into note default values");
        }
    }
}
