package io.litestack.compat.moving;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.DateStorage;
import io.litestack.db.Migrations;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application with Hibernate goes on, on the same file, after one of its lines was changed; and back. */
@Timeout(120)
class HibernateMovesTest {
    private static final Instant EPOCH = Instant.parse("2026-03-29T00:30:00Z");

    /** What the application stores. */
    @Entity(name = "sale")
    static class Sale {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Version
        long version;

        Instant soldAt;
        LocalDate day;
        LocalDateTime opened;
        BigDecimal price = new BigDecimal("12.5");
        boolean isPaid = true;
        UUID token = new UUID(1, 2);
        byte[] scan = {1, 0, -1};

        @Enumerated(EnumType.STRING)
        DayOfWeek weekday = DayOfWeek.SUNDAY;

        Sale() {}

        Sale(int number) {
            soldAt = EPOCH.plusSeconds(3600L * number);
            day = LocalDate.of(2026, 3, 28).plusDays(number);
            opened = LocalDateTime.of(2026, 3, 29, 6 + number, 30);
        }

        String asText() {
            return String.join(" ", soldAt + "", day + "", opened + "", price.stripTrailingZeros() + "", isPaid + "")
                    + " " + token + " " + scan.length + " " + weekday + " " + version;
        }
    }

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    /** The application: the line with its data source, and what it does. */
    private static List<String> serve(String key, Object line, int number) {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("app");
        configuration.managedClasses(Sale.class);
        configuration.property(key, line);
        configuration.property(SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, Action.UPDATE);
        try (EntityManagerFactory factory = configuration.createEntityManagerFactory()) {
            factory.runInTransaction(entities -> entities.persist(new Sale(number)));
            long latest = factory.callInTransaction(entities -> soldSince(entities, number));
            assertThat(latest).isOne();
            return factory.callInTransaction(entities -> entities.createQuery("from sale order by id", Sale.class)
                    .getResultStream()
                    .map(Sale::asText)
                    .toList());
        }
    }

    private static long soldSince(EntityManager entities, int number) {
        Sale last = new Sale(number);
        return entities.createQuery(
                        "select count(*) from sale where soldAt >= :at and day >= :day and opened >= :opened",
                        Long.class)
                .setParameter("at", last.soldAt)
                .setParameter("day", last.day)
                .setParameter("opened", last.opened)
                .getSingleResult();
    }

    private void assertThatItMoves(String key, Object before, Object after) throws SQLException {
        List<String> first = serve(key, before, 1);
        List<String> second = serve(key, after, 2);
        List<String> third = serve(key, before, 3);
        assertThat(first).containsExactly(new Sale(1).asText());
        assertThat(second).containsExactly(new Sale(1).asText(), new Sale(2).asText());
        assertThat(third).startsWith(second.toArray(String[]::new)).hasSize(3);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                ResultSet types = connection
                        .createStatement()
                        .executeQuery("select count(distinct typeof(soldAt) || typeof(day) || typeof(opened)"
                                + " || typeof(price) || typeof(isPaid) || typeof(token)) from sale")) {
            types.next();
            assertThat(types.getInt(1)).as("forms of storage").isOne();
        }
    }

    @Test
    void by_its_url() throws SQLException {
        assertThatItMoves(
                JdbcSettings.JAKARTA_JDBC_URL,
                "jdbc:sqlite:" + file(),
                "jdbc:litestack:" + file() + "?dates=epoch-millis");
    }

    @Test
    void by_its_data_source() throws SQLException {
        DatabaseConfig config = DatabaseConfig.builder(file())
                .migrations(Migrations.none())
                .dates(DateStorage.EPOCH_MILLIS)
                .build();
        try (HikariDataSource pool = new HikariDataSource();
                Database db = Database.open(config)) {
            pool.setJdbcUrl("jdbc:sqlite:" + file());
            assertThatItMoves(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, pool, db.dataSource());
        }
    }
}
