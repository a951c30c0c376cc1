package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.Litestack;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.db.Database;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on testing, which is tests. */
class TestingTourTest {
    private static final JobType<Welcome> WELCOME = JobType.of("welcome", Welcome.class);
    private static final Migrations MIGRATIONS = Migrations.of(Migration.of(
            "V1__create_users.sql", "create table users(id integer primary key, email text not null unique) strict"));

    record Welcome(String email) {}

    record User(long id, String email) {}

    private record Users(Database db) {
        void add(String email) {
            db.insert("insert into users(email) values (?)", email);
        }

        Optional<User> find(String email) {
            return db.queryFirst("select * from users where email = ?", User.class, email);
        }
    }

    // region testing-store
    @Test
    void a_user_is_found_by_the_address() {
        try (Store store = Store.temporary()) {
            Database db = Database.over(store);
            db.migrate(MIGRATIONS);
            Users users = new Users(db);

            users.add("ann@example.org");

            assertThat(users.find("ann@example.org")).isPresent();
        }
    }
    // endregion

    // region testing-stack
    @Test
    void a_new_user_gets_a_mail(@TempDir Path folder) throws Exception {
        BlockingQueue<String> mails = new LinkedBlockingQueue<>();
        try (Litestack stack = Litestack.builder().dataFolder(folder).open()) {
            stack.jobs().handle(WELCOME, (job, context) -> mails.add(job.email()));
            stack.start();

            stack.jobs().enqueue(WELCOME, new Welcome("ann@example.org"));

            assertThat(mails.poll(10, TimeUnit.SECONDS)).isEqualTo("ann@example.org");
        }
    }
    // endregion

    // region testing-enqueued
    @Test
    void the_mail_is_enqueued_with_the_user() {
        try (Store store = Store.temporary();
                JobQueue jobs = JobQueue.open(JobConfig.builder(store.config()).build())) {
            store.execute("create table users(email text not null)");

            store.useWrite(tx -> {
                tx.execute("insert into users(email) values (?)", "ann@example.org");
                jobs.enqueue(tx, WELCOME, new Welcome("ann@example.org"));
            });

            Job job = jobs.admin().find(JobFilter.inState(JobState.READY), 10).get(0);
            assertThat(jobs.admin().payload(job, WELCOME).email()).isEqualTo("ann@example.org");
        }
    }
    // endregion

    @Test
    void time(@TempDir Path folder) {
        // region testing-clock
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T12:00:00Z"));
        StoreConfig config =
                StoreConfig.builder(folder.resolve("jobs.db")).clock(now::get).build();
        // endregion
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(config).build())) {
            long id = jobs.enqueue(WELCOME, new Welcome("ann@example.org"));
            assertThat(jobs.admin().find(id).orElseThrow().createdAt()).isEqualTo(now.get());
        }
    }
}
