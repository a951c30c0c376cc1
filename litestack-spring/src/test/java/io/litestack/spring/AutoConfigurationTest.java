package io.litestack.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.litestack.Litestack;
import io.litestack.core.ClosedException;
import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Signal;
import io.litestack.db.Database;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import io.litestack.job.JobType;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.sqlite.SQLiteDataSource;

/** When Litestack is the application's data source, and with which settings. */
class AutoConfigurationTest extends SpringBootTest {
    /** Its migrations, and a handler of jobs. */
    @Configuration(proxyBeanMethods = false)
    static class Shop {
        static final JobType<String> GREET = JobType.of("greet", String.class);
        static final AtomicReference<Signal> GREETED = new AtomicReference<>();

        @Bean
        LitestackCustomizer tables() {
            return litestack -> litestack.db(db -> db.migrations(Migrations.of(
                    Migration.of("V1__pens.sql", "create table pen(id integer primary key, name text)"))));
        }

        @Bean
        Object greeter(Litestack litestack) {
            litestack.jobs().handle(GREET, (name, context) -> GREETED.get().give());
            return new Object();
        }
    }

    /** Has a data source already. */
    @Configuration(proxyBeanMethods = false)
    static class OtherDataSource {
        @Bean
        DataSource mine() {
            SQLiteDataSource other = new SQLiteDataSource();
            other.setUrl("jdbc:sqlite::memory:");
            return other;
        }
    }

    @Test
    void without_a_word_litestack_is_the_data_source() {
        application().run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(DataSource.class).hasSingleBean(Database.class);
            JdbcClient client = context.getBean(JdbcClient.class);
            client.sql("create table pen(name text)").update();
            client.sql("insert into pen values ('red')").update();
            assertThat(context.getBean(Database.class).query("select name from pen", String.class))
                    .containsExactly("red");
            assertThat(folder.resolve("db.sqlite3")).exists();
        });
    }

    @Test
    void it_closes_with_the_application() {
        AtomicReference<Database> database = new AtomicReference<>();
        application().run(context -> database.set(context.getBean(Database.class)));
        assertThatThrownBy(() -> database.get().execute("select 1")).isInstanceOf(ClosedException.class);
    }

    @Test
    void a_customizer_says_more_and_jobs_run() {
        Signal greeted = new Signal("the job has run");
        Shop.GREETED.set(greeted);
        application().withUserConfiguration(Shop.class).run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(JdbcClient.class)
                    .sql("insert into pen(name) values ('red')")
                    .update();
            context.getBean(Litestack.class).jobs().enqueue(Shop.GREET, "Ann");
            greeted.await();
        });
    }

    @Test
    void properties_and_a_configuration_file() throws Exception {
        Files.writeString(folder.resolve("litestack.yml"), """
                development:
                  db:
                    sync: normal
                production:
                  db:
                    sync: full
                """);
        application()
                .withPropertyValues(
                        "litestack.config=" + folder, "litestack.environment=production", "litestack.database=shop.db")
                .run(context -> {
                    Database database = context.getBean(Database.class);
                    assertThat(database.store().config().sync()).isEqualTo(Sync.FULL);
                    assertThat(folder.resolve("shop.db")).exists();
                });
    }

    @Test
    void settings_win_over_the_file() throws Exception {
        Files.writeString(folder.resolve("litestack.yml"), "db:\n  sync: full\n  readers: 3\n");
        application()
                .withPropertyValues(
                        "litestack.config=" + folder,
                        "litestack.database=shop.db",
                        "litestack.settings.db.sync=off",
                        "litestack.settings.db.wait_timeout=7s")
                .run(context -> {
                    StoreConfig config = context.getBean(Database.class).store().config();
                    assertThat(config.sync()).isEqualTo(Sync.OFF);
                    assertThat(config.waitTimeout()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(config.readers()).isEqualTo(3);
                });
        application()
                .withPropertyValues("litestack.settings.db=all")
                .run(context -> assertThat(context).getFailure().hasRootCauseInstanceOf(ConfigException.class));
    }

    @Test
    void what_is_wrong_ends_the_start_with_all_problems() throws Exception {
        Files.writeString(folder.resolve("litestack.yml"), "db:\n  snyc: full\n  readers: many\n");
        application()
                .withPropertyValues("litestack.config=" + folder)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(ConfigException.class)
                        .hasStackTraceContaining("snyc")
                        .hasStackTraceContaining("readers"));
    }

    @Test
    void a_data_source_of_the_application_goes_before() {
        application().withUserConfiguration(OtherDataSource.class).run(context -> {
            assertThat(context).hasSingleBean(DataSource.class).hasBean("mine").doesNotHaveBean(Litestack.class);
            assertThat(folder).isEmptyDirectory();
        });
    }

    @Test
    void so_does_a_url() {
        application()
                .withPropertyValues("spring.datasource.url=jdbc:sqlite:" + folder.resolve("other.db"))
                .run(context -> assertThat(context)
                        .hasSingleBean(HikariDataSource.class)
                        .doesNotHaveBean(Litestack.class));
    }

    @Test
    void it_can_be_switched_off() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LitestackAutoConfiguration.class))
                .withPropertyValues("litestack.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(DataSource.class)
                        .doesNotHaveBean(Litestack.class));
    }

    @Test
    void beside_flyway_the_folder_of_migrations_is_not_ours() throws Exception {
        application()
                .run(context -> assertThat(context.getBean(Database.class)
                                .query(
                                        "select name from sqlite_schema where name = 'litestack_migration'",
                                        String.class))
                        .isEmpty());
        application()
                .withPropertyValues("litestack.migrations=true")
                .run(context -> assertThat(
                                context.getBean(Database.class).query("select name from migrated", String.class))
                        .containsExactly("by the file in db/migration"));
    }

    @Test
    void without_flyway_it_is() {
        application()
                .withClassLoader(new FilteredClassLoader("org.flywaydb", "liquibase"))
                .run(context -> assertThat(
                                context.getBean(Database.class).query("select name from migrated", String.class))
                        .hasSize(1));
    }
}
