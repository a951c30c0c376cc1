package io.litestack.test;

import static io.litestack.test.Welcome.WELCOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.Litestack;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.db.Database;
import io.litestack.job.Job;
import io.litestack.job.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real stores that fail. */
@Timeout(120)
class FaultsTest {
    @RegisterExtension
    static final LitestackExtension LITESTACK =
            new LitestackExtension(builder -> builder.eachStore(it -> it.waitTimeout(Duration.ofMillis(200))));

    @Test
    void a_full_disk_refuses_commits_until_it_has_room_again(Litestack stack, Database db, Faults faults) {
        db.execute("create table note(text text)");
        try (Fault full = faults.diskFull()) {
            assertThat(full).isNotNull();
            assertThatExceptionOfType(StorageFullException.class)
                    .isThrownBy(() -> db.execute("insert into note values ('a')"));
            assertThatExceptionOfType(StorageFullException.class)
                    .isThrownBy(() -> stack.jobs().enqueue(WELCOME, new Welcome("ann")));
            assertThat(db.query("select text from note", String.class)).isEmpty();
        }
        db.execute("insert into note values ('b')");
        assertThat(db.query("select text from note", String.class)).containsExactly("b");
    }

    @Test
    void a_disk_is_full_until_the_last_fault_has_ended_and_each_ends_once(Database db, Faults faults) {
        db.execute("create table note(text text)");
        Fault first = faults.diskFull();
        Fault second = faults.diskFull();
        first.close();
        first.close();
        assertThatExceptionOfType(StorageFullException.class)
                .isThrownBy(() -> db.execute("insert into note values ('a')"));
        second.close();
        db.execute("insert into note values ('b')");
    }

    @Test
    void a_busy_file_lets_readers_pass_and_writers_wait(Database db, Faults faults) {
        db.execute("create table note(text text)");
        try (Fault busy = faults.busyFor(Duration.ofHours(1))) {
            assertThat(busy).isNotNull();
            assertThat(db.query("select text from note", String.class)).isEmpty();
            assertThatExceptionOfType(StoreBusyException.class)
                    .isThrownBy(() -> db.execute("insert into note values ('a')"));
        }
        db.execute("insert into note values ('b')");
    }

    @Test
    void a_job_whose_process_crashes_runs_again(Litestack stack, TestJobs jobs, Faults faults) {
        List<Integer> attempts = new ArrayList<>();
        stack.jobs().handle(WELCOME, (welcome, context) -> attempts.add(context.attempt()));
        for (String point : List.of("claim", "handler")) {
            attempts.clear();
            long id = stack.jobs().enqueue(WELCOME, new Welcome("ann"));
            faults.crashAfter(point);
            assertThat(jobs.drain().hasCrashed()).isTrue();
            assertThat(attempts).hasSize(point.equals("claim") ? 0 : 1);
            assertThat(stack.jobs().admin().find(id)).map(Job::state).contains(JobState.RUNNING);

            assertThat(jobs.drain().throwIfAnyFailed().done()).hasSize(1);
            assertThat(attempts).last().isEqualTo(2);
            assertThat(stack.jobs().admin().find(id)).map(Job::crashes).contains(1);
        }
    }

    @Test
    void workers_with_threads_recover_too(Litestack stack, Faults faults) throws Exception {
        stack.jobs().handle(WELCOME, (welcome, context) -> {});
        stack.start();
        faults.crashAfter("claim");
        long id = stack.jobs().enqueue(WELCOME, new Welcome("ann"));
        Job job = stack.jobs().await(id, Duration.ofSeconds(50)).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.DONE);
        assertThat(job.crashes()).isEqualTo(1);
    }

    @Test
    void what_makes_no_sense_is_refused(Faults faults) {
        assertThatThrownBy(() -> faults.crashAfter("lunch")).hasMessageContaining("\"claim\" or \"handler\"");
        assertThatThrownBy(() -> new Faults().crashAfter("claim")).hasMessageContaining("cover");
        assertThatThrownBy(() -> faults.busyFor(Duration.ofDays(2))).hasMessageContaining("1 day");
    }
}
