package io.litestack.compat.quartz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Schedulers of Quartz whose jobs are in a database. */
final class Schedulers {
    private Schedulers() {}

    /** Makes Quartz's tables, which it brings for Derby: SQLite takes them as they are. */
    static void createTables(DataSource dataSource) throws SQLException, IOException {
        try (InputStream in = Scheduler.class.getResourceAsStream("/org/quartz/impl/jdbcjobstore/tables_derby.sql");
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String sql : script.replaceAll("--.*", "").split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    /** A scheduler, not started; as many as there are nodes may be on one file. */
    static Scheduler open(DataSource dataSource, String instance, boolean isClustered) throws SchedulerException {
        DBConnectionManager.getInstance().addConnectionProvider(instance, new ConnectionProvider() {
            @Override
            public Connection getConnection() throws SQLException {
                return dataSource.getConnection();
            }

            @Override
            public void initialize() {}

            @Override
            public void shutdown() {}
        });
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "jobs");
        properties.setProperty("org.quartz.scheduler.instanceId", instance);
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.threadPool.threadCount", "4");
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty(
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
        properties.setProperty("org.quartz.jobStore.dataSource", instance);
        properties.setProperty("org.quartz.jobStore.misfireThreshold", "1000");
        if (isClustered) {
            properties.setProperty("org.quartz.jobStore.isClustered", "true");
            properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "500");
            // SQLite has no SELECT FOR UPDATE.
            properties.setProperty(
                    "org.quartz.jobStore.lockHandler.class", "org.quartz.impl.jdbcjobstore.UpdateLockRowSemaphore");
        }
        return new StdSchedulerFactory(properties).getScheduler();
    }
}
