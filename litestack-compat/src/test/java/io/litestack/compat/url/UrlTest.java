package io.litestack.compat.url;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Eventually;
import io.litestack.db.LitestackDriver;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.core.SQLiteDatabase;
import liquibase.snapshot.DatabaseSnapshot;
import liquibase.snapshot.SnapshotControl;
import liquibase.snapshot.SnapshotGeneratorFactory;
import liquibase.structure.core.Column;
import liquibase.structure.core.ForeignKey;
import liquibase.structure.core.Table;
import org.flywaydb.core.Flyway;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;
import org.jdbi.v3.core.Jdbi;
import org.jooq.CloseableDSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Libraries that are given nothing but a URL. */
@Timeout(120)
class UrlTest {
    @TempDir
    Path folder;

    @AfterEach
    void awaitTheEnd() {
        Eventually.until("the database closes", () -> Files.notExists(folder.resolve("app.db-wal")));
    }

    private String url() {
        return "jdbc:litestack:" + folder.resolve("app.db");
    }

    @Test
    void flyway_which_chooses_by_the_beginning_of_the_url() throws Exception {
        Files.writeString(
                Files.createDirectories(folder.resolve("migrations")).resolve("V1__pen.sql"),
                "create table pen(id integer primary key, name text not null);\ninsert into pen(name) values ('red');");
        Flyway flyway = Flyway.configure()
                .driver(LitestackDriver.class.getName())
                .dataSource("jdbc:sqlite:litestack:" + folder.resolve("app.db"), null, null)
                .locations("filesystem:" + folder.resolve("migrations"))
                .load();
        assertThat(flyway.migrate().migrationsExecuted).isEqualTo(1);
        assertThat(flyway.migrate().migrationsExecuted).isZero();
        assertThat(pens()).isEqualTo(1);
    }

    private int pens() {
        return new JdbcTemplate(new DriverManagerDataSource(url()))
                .queryForObject("select count(*) from pen", Integer.class);
    }

    @Test
    void spring_jdbi_and_jooq() {
        JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url()));
        jdbc.execute("create table pen(id integer primary key, name text not null)");
        Jdbi.create(url()).useHandle(handle -> handle.execute("insert into pen(name) values (?)", "red"));
        try (CloseableDSLContext jooq = DSL.using(url())) {
            assertThat(jooq.fetchCount(DSL.table("pen"))).isEqualTo(1);
            assertThat(jooq.dialect()).isIn(SQLDialect.SQLITE, SQLDialect.DEFAULT);
        }
        assertThat(pens()).isEqualTo(1);
    }

    /** Something to store. */
    @Entity(name = "pen")
    static class Pen {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;
    }

    @Test
    void hibernate_finds_its_dialect() {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("app");
        configuration.managedClasses(Pen.class);
        configuration.property(JdbcSettings.JAKARTA_JDBC_URL, url());
        configuration.property(JdbcSettings.JAKARTA_JDBC_DRIVER, LitestackDriver.class.getName());
        configuration.property(SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, Action.CREATE_ONLY);
        try (EntityManagerFactory factory = configuration.createEntityManagerFactory()) {
            factory.runInTransaction(manager -> manager.persist(new Pen()));
            assertThat(pens()).isEqualTo(1);
        }
    }

    @Test
    void liquibase_sees_the_schema_as_it_is() throws Exception {
        try (Connection connection = DriverManager.getConnection(url())) {
            connection.createStatement().execute("create table pen(id integer primary key, name varchar(40) not null)");
            connection
                    .createStatement()
                    .execute("create table cap(pen_id integer references pen(id), other integer references pen)");
        }
        Database database = DatabaseFactory.getInstance()
                .openDatabase(url(), null, null, LitestackDriver.class.getName(), null, null, null, null);
        try {
            assertThat(database).isInstanceOf(SQLiteDatabase.class);
            DatabaseSnapshot snapshot = SnapshotGeneratorFactory.getInstance()
                    .createSnapshot(database.getDefaultSchema(), database, new SnapshotControl(database));
            assertThat(snapshot.get(Table.class)).extracting(Table::getName).containsExactlyInAnyOrder("cap", "pen");
            assertThat(snapshot.get(ForeignKey.class)).hasSize(2);
            assertThat(snapshot.get(Column.class))
                    .filteredOn(it -> it.getName().equals("name"))
                    .allSatisfy(it -> assertThat(it.getType().toString()).startsWith("VARCHAR(40"));
        } finally {
            database.close();
        }
    }
}
