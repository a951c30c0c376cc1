package io.litestack.compat.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Transaction;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.nio.file.Path;
import org.hibernate.Session;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on Hibernate. */
class HibernateTourTest {
    private static final JobType<String> WELCOME = JobType.of("welcome", String.class);

    @TempDir
    Path folder;

    // region hibernate-entity
    @Entity(name = "person")
    static class Person {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String email;

        @Version
        long version;
    }
    // endregion

    @Test
    void tour() {
        DatabaseConfig config = DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.of(Migration.of("V1__person.sql", """
                        create table person(
                            id integer primary key autoincrement,
                            email text unique,
                            version integer not null
                        ) strict""")))
                .build();
        try (Database db = Database.open(config);
                JobQueue jobs =
                        JobQueue.open(JobConfig.builder(db.store().config()).build());
                // region hibernate-open
                EntityManagerFactory factory = new HibernatePersistenceConfiguration("app")
                        .managedClasses(Person.class)
                        .property(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, db.dataSource())
                        .createEntityManagerFactory();
                // endregion
                ) {
            // region hibernate-job
            factory.runInTransaction(entities -> {
                Person person = new Person();
                person.email = "ann@example.org";
                entities.persist(person);
                entities.unwrap(Session.class)
                        .doWork(connection ->
                                jobs.enqueue(connection.unwrap(Transaction.class), WELCOME, person.email));
            });
            // endregion
            assertThat(db.query("select email from person", String.class)).containsExactly("ann@example.org");
            assertThat(jobs.admin().find(JobFilter.inState(JobState.READY), 10)).hasSize(1);
        }
    }
}
