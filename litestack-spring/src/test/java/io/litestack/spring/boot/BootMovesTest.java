package io.litestack.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.litestack.Litestack;
import io.litestack.core.testkit.Eventually;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** A Boot application with JPA, Flyway and JdbcClient goes on, on the same file, after one of its properties was changed. */
@Timeout(120)
class BootMovesTest {
    /** What it stores. */
    @Entity(name = "visit")
    static class Visit {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String guest;
        Instant at = Instant.parse("2026-03-29T00:30:00Z");
    }

    /** Is made by Spring. */
    interface Visits extends JpaRepository<Visit, Long> {
        List<Visit> findByAtGreaterThanEqualOrderById(Instant at);
    }

    /** What it does. */
    static class Hotel {
        private final Visits visits;
        private final JdbcClient client;

        Hotel(Visits visits, JdbcClient client) {
            this.visits = visits;
            this.client = client;
        }

        @Transactional
        public void check(String guest) {
            Visit visit = new Visit();
            visit.guest = guest;
            visits.saveAndFlush(visit);
            client.sql("insert into migrated(name) values (?)").param(guest).update();
        }

        /** Who was there since, by JPA and by JDBC. */
        @Transactional(readOnly = true)
        public List<String> guests() {
            List<String> guests = new ArrayList<>(visits.findByAtGreaterThanEqualOrderById(new Visit().at).stream()
                    .map(it -> it.guest)
                    .toList());
            guests.addAll(client.sql("select name from migrated order by rowid")
                    .query(String.class)
                    .list());
            return guests;
        }
    }

    /** The application, of which nothing else changes. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableJpaRepositories(considerNestedRepositories = true)
    static class Application {
        @Bean
        Hotel hotel(Visits visits, JdbcClient client) {
            return new Hotel(visits, client);
        }
    }

    @TempDir
    Path folder;

    private ConfigurableApplicationContext start(String... line) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "logging.level.root=warn",
                        "spring.jpa.hibernate.ddl-auto=update",
                        "spring.flyway.baseline-on-migrate=true",
                        "spring.flyway.baseline-version=0")
                .properties(line)
                .run();
    }

    private static List<String> serve(ConfigurableApplicationContext started, String guest) {
        try (started) {
            Hotel hotel = started.getBean(Hotel.class);
            hotel.check(guest);
            return hotel.guests();
        }
    }

    @Test
    void by_its_url_or_by_leaving_that_out() {
        Path file = folder.resolve("app.db");
        ConfigurableApplicationContext before = start("spring.datasource.url=jdbc:sqlite:" + file);
        assertThat(serve(before, "Ann")).containsExactly("Ann", "by the file in db/migration", "Ann");

        ConfigurableApplicationContext url =
                start("spring.datasource.url=jdbc:litestack:" + file + "?dates=epoch-millis");
        assertThat(url.getBean(HikariDataSource.class).getDriverClassName()).contains("litestack");
        assertThat(serve(url, "Bob")).containsExactly("Ann", "Bob", "by the file in db/migration", "Ann", "Bob");

        Eventually.until("the url's database closes", () -> Files.notExists(folder.resolve("app.db-wal")));
        ConfigurableApplicationContext bean =
                start("litestack.database=" + file, "litestack.settings.db.dates=epoch-millis");
        assertThat(bean.getBeansOfType(Litestack.class)).hasSize(1);
        assertThat(serve(bean, "Cyd")).startsWith("Ann", "Bob", "Cyd").endsWith("Ann", "Bob", "Cyd");
    }
}
