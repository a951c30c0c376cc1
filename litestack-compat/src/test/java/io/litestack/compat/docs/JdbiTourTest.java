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
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.statement.GetGeneratedKeys;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on Jdbi. */
class JdbiTourTest {
    private static final JobType<String> WELCOME = JobType.of("welcome", String.class);

    @TempDir
    Path folder;

    // region jdbi-people
    public interface People {
        @SqlUpdate("insert into person(email) values (:email)")
        @GetGeneratedKeys
        long insert(String email);

        @SqlQuery("select email from person order by id")
        List<String> emails();
    }
    // endregion

    @Test
    void tour() throws SQLException {
        DatabaseConfig config = DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.none())
                .build();
        try (Database db = Database.open(config);
                JobQueue jobs =
                        JobQueue.open(JobConfig.builder(db.store().config()).build())) {
            db.execute("create table person(id integer primary key, email text not null unique)");
            // region jdbi-open
            Jdbi jdbi = Jdbi.create(db.dataSource()).installPlugin(new SqlObjectPlugin());

            jdbi.useTransaction(handle -> {
                handle.attach(People.class).insert("ann@example.org");
                Transaction tx = handle.getConnection().unwrap(Transaction.class);
                jobs.enqueue(tx, WELCOME, "ann@example.org");
            });
            // endregion
            assertThat(jdbi.onDemand(People.class).emails()).containsExactly("ann@example.org");
            assertThat(jobs.admin().find(JobFilter.inState(JobState.READY), 10)).hasSize(1);
        }
    }
}
