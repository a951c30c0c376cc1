package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.Sync;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts that are really there, opened together. */
@Timeout(120)
class WholeStackTest {
    record Welcome(String email) {}

    private static final JobType<Welcome> WELCOME = JobType.of("welcome", Welcome.class);
    private static final Migration USERS =
            Migration.of("V1__create_users.sql", "create table users(email text not null) strict");

    @TempDir
    Path root;

    private LitestackBuilder builder(Workplace work) {
        ProcessEnvironment process =
                new ProcessEnvironment(work.variables::get, work.properties::get, work.folder, work.temporary);
        return new LitestackBuilder(process, Providers.of(Litestack.class.getClassLoader()))
                .db(it -> it.migrations(Migrations.of(USERS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.sqlite3", "jobs.sqlite3"})
    void a_job_that_is_enqueued_in_a_transaction_exists_if_and_only_if_the_rest_does(String file) throws Exception {
        Workplace work = new Workplace(root);
        work.write("litestack.yml", "db: {path: app.sqlite3}\njobs: {path: " + file + "}\n");
        BlockingQueue<String> mails = new LinkedBlockingQueue<>();
        try (Litestack stack = builder(work).open()) {
            stack.jobs().handle(WELCOME, (job, context) -> mails.add(job.email()));
            stack.start();
            stack.db().useWrite(tx -> {
                tx.execute("insert into users(email) values (?)", "ada@example.org");
                stack.jobs().enqueue(tx, WELCOME, new Welcome("ada@example.org"));
            });
            assertThat(mails.poll(20, TimeUnit.SECONDS)).isEqualTo("ada@example.org");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> stack.db().useWrite(tx -> {
                        stack.jobs().enqueue(tx, WELCOME, new Welcome("nobody"));
                        throw new IllegalStateException("no");
                    }));
            assertThat(stack.db().query("select email from users", String.class))
                    .containsExactly("ada@example.org");
        }
        assertThat(mails).isEmpty();
    }

    @Test
    void what_did_not_get_through_before_the_end_does_so_after_the_next_opening() throws Exception {
        Workplace work = new Workplace(root);
        Litestack first = builder(work).open();
        Path jobs = first.stores().get("jobs").config().path();
        try (ForeignProcess other = ForeignProcess.open(root, jobs)) {
            other.run("begin immediate");
            first.db().useWrite(tx -> first.jobs().enqueue(tx, WELCOME, new Welcome("ada@example.org")));
            first.close();
            other.run("commit");
        }
        BlockingQueue<String> mails = new LinkedBlockingQueue<>();
        try (Litestack stack = builder(work).open()) {
            stack.jobs().handle(WELCOME, (job, context) -> mails.add(job.email()));
            stack.start();
            assertThat(mails.poll(20, TimeUnit.SECONDS)).isEqualTo("ada@example.org");
        }
    }

    @Test
    void each_part_has_its_file_and_its_defaults() {
        Workplace work = new Workplace(root);
        try (Litestack stack = builder(work).open()) {
            assertThat(stack.stores()).containsOnlyKeys("db", "cache", "cable", "jobs");
            assertThat(stack.stores().get("db").config().path()).hasFileName("db.sqlite3");
            assertThat(stack.stores().get("db").config().sync()).isEqualTo(Sync.NORMAL);
            assertThat(stack.stores().get("jobs").config().path()).hasFileName("jobs.sqlite3");
            assertThat(stack.stores().get("jobs").config().sync()).isEqualTo(Sync.FULL);
            assertThat(stack.stores().get("cache").config().path()).hasFileName("cache.sqlite3");
            assertThat(stack.stores().get("cache").config().sync()).isEqualTo(Sync.OFF);
            assertThat(stack.stores().get("db").config().pageCacheBytes()).isEqualTo((32 << 20) / 4);
            assertThat(stack.stores().get("cable").config().path()).hasFileName("cable.sqlite3");
            assertThat(stack.stores().get("cable").config().sync()).isEqualTo(Sync.NORMAL);
            assertThat(stack.jobs().config().store().applicationId()).isNotZero();
            assertThat(stack.cable().config().store().applicationId()).isNotZero();
        }
    }
}
