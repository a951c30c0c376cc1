package io.litestack.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.Litestack;
import io.litestack.core.Transaction;
import io.litestack.core.testkit.Signal;
import io.litestack.db.Database;
import io.litestack.db.TransactionBegin;
import io.litestack.job.JobQueue;
import io.litestack.job.JobType;
import io.litestack.spring.LitestackCustomizer;
import io.litestack.spring.LitestackProperties;
import io.litestack.spring.SpringBootTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.sqlite.SQLiteJDBCLoader;

/** The code of the page on Spring that needs Boot. */
class SpringBootTourTest extends SpringBootTest {
    private static final AtomicReference<Signal> MAILED = new AtomicReference<>();

    // region spring-service
    @Service
    static class People {
        static final JobType<String> WELCOME = JobType.of("welcome", String.class);

        private final JdbcClient client;
        private final DataSource dataSource;
        private final JobQueue jobs;

        People(JdbcClient client, DataSource dataSource, Litestack litestack) {
            this.client = client;
            this.dataSource = dataSource;
            this.jobs = litestack.jobs();
            jobs.handle(WELCOME, (email, context) -> mail(email));
        }

        @Transactional
        public void join(String email) throws SQLException {
            client.sql("insert into person(email) values (?)").param(email).update();
            Connection connection = DataSourceUtils.getConnection(dataSource); // the method's own
            jobs.enqueue(connection.unwrap(Transaction.class), WELCOME, email);
        }
    }
    // endregion

    private static void mail(String email) {
        assertThat(email).isEqualTo("ann@example.org");
        MAILED.get().give();
    }

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    static class Application {
        // region spring-customizer
        @Bean
        LitestackCustomizer settings() {
            return litestack ->
                    litestack.db(db -> db.begin(TransactionBegin.EAGER)).workers(workers -> workers.workers(8));
        }
        // endregion

        @Bean
        People people(JdbcClient client, DataSource dataSource, Litestack litestack) {
            return new People(client, dataSource, litestack);
        }
    }

    @Test
    void a_service() {
        Signal mailed = new Signal("the mail is sent");
        MAILED.set(mailed);
        application().withUserConfiguration(Application.class).run(context -> {
            assertThat(context).hasNotFailed();
            context.getBean(Database.class).execute("create table person(email text not null)");
            context.getBean(People.class).join("ann@example.org");
            mailed.await();
        });
    }

    private static PropertySource<?> yaml(String name) throws IOException {
        return new YamlPropertySourceLoader()
                .load(name, new ClassPathResource(name + ".yml", SpringBootTourTest.class))
                .get(0);
    }

    @Test
    void properties() throws IOException {
        LitestackProperties properties = new Binder(ConfigurationPropertySource.from(yaml("spring-boot-properties")))
                .bind("litestack", LitestackProperties.class)
                .get();
        assertThat(properties)
                .isEqualTo(new LitestackProperties(
                        null,
                        Path.of("config/litestack.yml"),
                        "production",
                        Path.of("/srv/app/data"),
                        Path.of("shop.db"),
                        true,
                        Map.of("db", Map.of("wait_timeout", "10s", "sync", "full")),
                        true));
    }

    private static ApplicationContextRunner with(ApplicationContextRunner application, String name) {
        return application.withInitializer(context -> {
            try {
                context.getEnvironment().getPropertySources().addLast(yaml(name));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void a_url() throws IOException {
        assertThat(yaml("spring-boot-url").getProperty("spring.datasource.url"))
                .isEqualTo("jdbc:litestack:data/app.db");
        with(bare(), "spring-boot-url")
                .withPropertyValues("spring.datasource.url=jdbc:litestack:" + folder.resolve("app.db"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void quartz() {
        with(application(), "spring-boot-quartz")
                .withConfiguration(AutoConfigurations.of(QuartzAutoConfiguration.class))
                .run(context ->
                        assertThat(context.getBean(Scheduler.class).isStarted()).isTrue());
    }

    @Test
    void flyway() {
        with(application(), "spring-boot-flyway")
                .withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void the_driver_is_new_enough() throws Exception {
        String xml = new ClassPathResource("spring-boot-dependency.xml", SpringBootTourTest.class)
                .getContentAsString(StandardCharsets.UTF_8);
        assertThat(xml).contains("<sqlite-jdbc.version>" + SQLiteJDBCLoader.getVersion() + "<");
    }
}
