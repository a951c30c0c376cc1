package io.litestack.compat.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Transaction;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.support.TransactionTemplate;

/** The code of the page on Spring that needs no Boot. */
class SpringTourTest {
    private static final JobType<String> WELCOME = JobType.of("welcome", String.class);

    @TempDir
    Path folder;

    @Test
    void tour() {
        DatabaseConfig config = DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.none())
                .build();
        try (Database db = Database.open(config);
                JobQueue jobs =
                        JobQueue.open(JobConfig.builder(db.store().config()).build())) {
            db.execute("create table person(id integer primary key, email text not null unique)");
            // region spring-jdbc
            DataSource dataSource = db.dataSource();
            JdbcClient client = JdbcClient.create(dataSource);
            TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));

            KeyHolder keys = new GeneratedKeyHolder();
            transactions.executeWithoutResult(status -> {
                client.sql("insert into person(email) values (:email)")
                        .param("email", "ann@example.org")
                        .update(keys);
                jobs.enqueue(currentTransaction(dataSource), WELCOME, "ann@example.org");
            });
            // endregion
            assertThat(keys.getKey()).isEqualTo(1L);
            assertThat(jobs.admin().find(JobFilter.inState(JobState.READY), 10)).hasSize(1);
        }
    }

    // region spring-transaction
    /** The transaction of the {@code @Transactional} method that calls it. */
    static Transaction currentTransaction(DataSource dataSource) {
        try {
            Connection connection = DataSourceUtils.getConnection(dataSource);
            return connection.unwrap(Transaction.class);
        } catch (SQLException e) {
            throw new IllegalStateException("there is no transaction", e);
        }
    }
    // endregion
}
