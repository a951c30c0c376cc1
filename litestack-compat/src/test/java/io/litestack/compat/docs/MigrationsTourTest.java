package io.litestack.compat.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on Flyway and Liquibase. */
class MigrationsTourTest {
    @TempDir
    Path folder;

    @Test
    void flyway() throws Exception {
        Path file = folder.resolve("app.db");
        Files.writeString(folder.resolve("V1__person.sql"), "create table person(id integer primary key);");
        String location = "filesystem:" + folder;
        // region flyway
        DatabaseConfig config = DatabaseConfig.builder(file)
                .migrations(Migrations.none()) // Flyway's are in db/migration, where ours would be
                .build();
        try (Database db = Database.open(config)) {
            Flyway.configure()
                    .dataSource(db.dataSource())
                    .locations(location)
                    .mixed(true) // scripts with a pragma
                    .load()
                    .migrate();
            // endregion
            assertThat(db.query("select name from sqlite_schema where name = 'person'", String.class))
                    .hasSize(1);
        }
    }

    @Test
    void liquibase() throws Exception {
        Files.writeString(folder.resolve("changelog.sql"), """
                --liquibase formatted sql
                --changeset ann:1
                create table person(id integer primary key);
                """);
        DatabaseConfig config = DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.none())
                .build();
        try (Database db = Database.open(config)) {
            // region liquibase
            try (Connection connection = db.dataSource().getConnection();
                    Liquibase liquibase = new Liquibase(
                            "changelog.sql",
                            new DirectoryResourceAccessor(folder),
                            DatabaseFactory.getInstance()
                                    .findCorrectDatabaseImplementation(new JdbcConnection(connection)))) {
                liquibase.update(new Contexts());
            }
            // endregion
            assertThat(db.query("select name from sqlite_schema where name = 'person'", String.class))
                    .hasSize(1);
        }
    }
}
