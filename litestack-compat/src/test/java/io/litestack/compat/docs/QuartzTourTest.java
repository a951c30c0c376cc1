package io.litestack.compat.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Signal;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** The code of the page on Quartz. */
class QuartzTourTest {
    private static final AtomicReference<Signal> RAN = new AtomicReference<>();

    @TempDir
    Path folder;

    /** Says that it ran. */
    public static final class Running implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            RAN.get().give();
        }
    }

    // region quartz-provider
    record Connections(DataSource dataSource) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return dataSource.getConnection();
        }

        @Override
        public void initialize() {}

        @Override
        public void shutdown() {}
    }
    // endregion

    @Test
    void tour() throws Exception {
        Signal ran = new Signal("the job has run");
        RAN.set(ran);
        DatabaseConfig config = DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.none())
                .build();
        try (Database db = Database.open(config)) {
            createTables(db);
            // region quartz-open
            DBConnectionManager.getInstance().addConnectionProvider("app", new Connections(db.dataSource()));
            Properties properties = new Properties();
            properties.setProperty("org.quartz.threadPool.threadCount", "4");
            properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
            properties.setProperty("org.quartz.jobStore.dataSource", "app");
            properties.setProperty(
                    "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
            Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
            // endregion
            try {
                scheduler.scheduleJob(
                        JobBuilder.newJob(Running.class).build(),
                        TriggerBuilder.newTrigger().startNow().build());
                scheduler.start();
                ran.await();
            } finally {
                scheduler.shutdown(true);
            }
            assertThat(db.queryFirst("select count(*) from qrtz_job_details", Long.class))
                    .contains(0L);
        }
    }

    private static void createTables(Database db) throws IOException {
        // region quartz-tables
        try (InputStream in = Scheduler.class.getResourceAsStream("/org/quartz/impl/jdbcjobstore/tables_derby.sql")) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("--.*", "");
            Arrays.stream(script.split(";")).filter(it -> !it.isBlank()).forEach(db::execute);
        }
        // endregion
    }
}
