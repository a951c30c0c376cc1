package io.litestack.core.testkit;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** A process that knows nothing of Litestack and uses the same file with plain JDBC. */
public final class ForeignProcess implements AutoCloseable {
    private final ChildJvm child;

    private ForeignProcess(ChildJvm child) {
        this.child = child;
    }

    /** Opens the file in a process of its own. */
    public static ForeignProcess open(Path temporary, Path file) {
        ChildJvm child = ChildJvm.start(temporary, Main.class, file);
        child.await("done");
        return new ForeignProcess(child);
    }

    /** Runs one statement, such as {@code begin immediate}; rows are read up to the first. */
    public void run(String sql) {
        child.ask(sql, "done");
    }

    @Override
    public void close() {
        child.close();
    }

    /** Its main method: runs each line it gets. */
    static final class Main {
        public static void main(String[] args) throws Exception {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                    Statement statement = connection.createStatement()) {
                // SQLite's own waiting has no queue: beside a busy writer it may take long on a busy machine
                statement.execute("pragma busy_timeout=25000");
                System.out.println("done");
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                for (String sql = lines.readLine(); sql != null; sql = lines.readLine()) {
                    if (statement.execute(sql)) {
                        try (ResultSet rows = statement.getResultSet()) {
                            rows.next();
                        }
                    }
                    System.out.println("done");
                }
            }
        }
    }
}
