package io.litestack.compat.spring;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A process that holds the write lock of a file until a line comes. */
final class HoldingProcess {
    private HoldingProcess() {}

    public static void main(String[] args) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            System.out.println("holding");
            System.in.read();
            statement.execute("rollback");
            System.out.println("released");
        }
    }
}
