package io.litestack.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.JobBuilder.newJob;
import static org.quartz.TriggerBuilder.newTrigger;

import com.zaxxer.hikari.HikariDataSource;
import io.litestack.Litestack;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Signal;
import io.litestack.spring.SpringBootTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Other parts of Boot on our data source, or on our driver. */
class BootTest extends SpringBootTest {
    private static final AtomicReference<Signal> RAN = new AtomicReference<>();

    /** Says that it ran. */
    public static final class Running implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            RAN.get().give();
        }
    }

    @Test
    void flyway_migrates_what_lies_in_its_folder() {
        application()
                .withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
                // Tables by which jobs join transactions are there already.
                .withPropertyValues("spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(JdbcClient.class)
                                    .sql("select name from migrated")
                                    .query(String.class)
                                    .list())
                            .hasSize(1);
                });
    }

    @Test
    void quartz_keeps_its_jobs_in_the_tables_of_derby() {
        Signal ran = new Signal("the job has run");
        RAN.set(ran);
        application()
                .withConfiguration(AutoConfigurations.of(QuartzAutoConfiguration.class))
                .withPropertyValues(
                        "spring.quartz.job-store-type=jdbc",
                        "spring.quartz.jdbc.initialize-schema=always",
                        "spring.quartz.jdbc.platform=derby",
                        // SQLite has no SELECT FOR UPDATE.
                        "spring.quartz.properties.org.quartz.jobStore.lockHandler.class="
                                + "org.quartz.impl.jdbcjobstore.UpdateLockRowSemaphore")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean(Scheduler.class)
                            .scheduleJob(
                                    newJob(Running.class).build(),
                                    newTrigger().startNow().build());
                    ran.await();
                });
    }

    @Test
    void sessions_of_many_requests_at_once() {
        application().run(context -> {
            new ResourceDatabasePopulator(new ClassPathResource("org/springframework/session/jdbc/schema-sqlite.sql"))
                    .execute(context.getBean(javax.sql.DataSource.class));
            JdbcIndexedSessionRepository sessions = new JdbcIndexedSessionRepository(
                    context.getBean(JdbcOperations.class),
                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class)));
            List<Background<String>> requests = IntStream.range(0, 16)
                    .mapToObj(i -> Background.call("request " + i, () -> request(sessions, i)))
                    .toList();
            for (Background<String> request : requests) {
                Session session = sessions.findById(request.result());
                assertThat(session.<Integer>getAttribute("visits")).isEqualTo(20);
            }
        });
    }

    private static <S extends Session> String request(SessionRepository<S> sessions, int user) {
        S session = sessions.createSession();
        session.setMaxInactiveInterval(Duration.ofHours(1));
        session.setAttribute("user", "user " + user);
        sessions.save(session);
        for (int i = 1; i <= 20; i++) {
            S again = sessions.findById(session.getId());
            again.setAttribute("visits", i);
            sessions.save(again);
        }
        return session.getId();
    }

    @Test
    void a_url_is_enough() {
        bare().withPropertyValues(
                        "spring.datasource.url=jdbc:litestack:" + folder.resolve("app.db"),
                        "spring.datasource.driver-class-name=io.litestack.db.LitestackDriver")
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(HikariDataSource.class)
                            .doesNotHaveBean(Litestack.class);
                    JdbcClient client = context.getBean(JdbcClient.class);
                    client.sql("create table pen(name text)").update();
                    assertThat(client.sql("select count(*) from pen")
                                    .query(Long.class)
                                    .single())
                            .isZero();
                });
    }
}
