package io.litestack.compat.flyway;

import io.litestack.compat.TestDatabase;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A process that migrates a file by Flyway once a line has come. */
final class FlywayProcess {
    private FlywayProcess() {}

    public static void main(String[] args) throws Exception {
        try (TestDatabase database = TestDatabase.open(Path.of(args[0]))) {
            System.out.println("ready");
            System.in.read();
            System.out.println(configuration(Path.of(args[1]))
                    .dataSource(database.dataSource())
                    .load()
                    .migrate()
                    .migrationsExecuted);
        }
    }

    /** Flyway for the migrations in a folder. */
    static FluentConfiguration configuration(Path folder) {
        return Flyway.configure()
                .locations("filesystem:" + folder.resolve("migrations"))
                .mixed(true)
                .cleanDisabled(false);
    }
}
