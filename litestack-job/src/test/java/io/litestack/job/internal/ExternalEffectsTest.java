package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.internal.outbox.SteppedInbox;
import io.litestack.core.internal.outbox.SteppedInbox.Step;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What handlers leave in several files is forgotten there. */
@Timeout(120)
class ExternalEffectsTest {
    private static final JobType<Integer> ADD = JobType.of("add", Integer.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final List<Store> files = new ArrayList<>();
    private SqliteJobQueue jobs;
    private SqliteJobWorkers workers;

    @BeforeEach
    void open() {
        jobs = (SqliteJobQueue)
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build());
        jobs.handle(
                ADD,
                (n, context) -> context.useWrite(files.get(n), tx -> tx.execute("insert into counter values (?)", n)));
        workers = (SqliteJobWorkers)
                jobs.workers(WorkerConfig.builder().workers(2).build()).start();
    }

    @AfterEach
    void close() {
        jobs.close();
        files.forEach(Store::close);
    }

    private void openFiles(int count) {
        for (int i = 0; i < count; i++) {
            Store file = Store.open(StoreConfig.builder(folder.resolve(i + ".db"))
                    .waitTimeout(Duration.ofMillis(500))
                    .build());
            file.execute("create table counter(n integer)");
            files.add(file);
        }
    }

    private static long inbox(Store file) {
        return file.queryFirst("select count(*) from litestack_inbox", row -> row.getLong(1))
                .orElseThrow();
    }

    private void awaitDone(int count) {
        Eventually.until("done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == count);
    }

    @Test
    void a_file_that_is_closed_is_not_kept() {
        openFiles(1);
        jobs.enqueue(ADD, 0);
        awaitDone(1);
        files.get(0).close();
        Eventually.until("it is forgotten", () -> workers.parts().effects.size() == 0);
    }

    @Test
    void a_file_that_cannot_be_written_keeps_none_of_the_others_from_being_cleaned_and_is_later() {
        openFiles(6);
        Signal stored = new Signal("the effects are stored");
        Signal held = new Signal("the writer of the first file is held");
        Signal free = new Signal("it may be free again");
        SteppedInbox.install(files.get(0), step -> {
            if (step == Step.COMMITTED) {
                stored.give();
                held.await();
            }
        });
        jobs.enqueue(ADD, 0);
        stored.await();
        Background<Void> holder = Background.run(
                "holder",
                () -> files.get(0).useWrite(tx -> {
                    held.give();
                    free.await();
                }));
        for (int i = 1; i < files.size(); i++) {
            jobs.enqueue(ADD, i);
        }
        awaitDone(files.size());
        for (Store file : files.subList(1, files.size())) {
            Eventually.until("it is clean: " + file, () -> inbox(file) == 0);
        }
        assertThat(inbox(files.get(0))).isEqualTo(1);
        free.give();
        holder.result();
        Eventually.until("the first one is clean as well", () -> inbox(files.get(0)) == 0);
    }
}
