package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreListener;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs go from the application's file into the queue's, and one of the two is put back to an older copy. */
@Requires(Facility.LINUX)
@Timeout(120)
class RestoredFileTest {
    private static final JobType<String> NOTE = JobType.of("note", String.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private Store app;
    private JobQueue jobs;

    private void open() {
        app = Store.open(folder.resolve("app.db"));
        app.execute("create table if not exists note(text text not null)");
        StoreListener listener = new StoreListener() {
            @Override
            public void onRowsMissing(Path file, String relay, Path source, long rows) {
                warnings.add(file.getFileName() + " lacks " + rows + " of " + source.getFileName());
            }
        };
        jobs = JobQueue.open(JobConfig.builder(StoreConfig.builder(folder.resolve("jobs.db"))
                        .listener(listener)
                        .build())
                .build());
        jobs.handle(NOTE, (text, context) -> context.useWrite(app, tx -> ran.add(text)));
        jobs.attach(app);
        jobs.workers(WorkerConfig.builder().workers(1).build()).start();
    }

    /** Waits until all jobs are done and forgotten in the outbox, and closes both files. */
    @AfterEach
    void close() {
        Eventually.until("nothing waits in the outbox", () -> waiting() == 0);
        Eventually.until("all are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == count());
        jobs.close();
        app.close();
    }

    private long waiting() {
        return app.queryFirst("select count(*) from litestack_outbox", row -> row.getLong(1))
                .orElseThrow();
    }

    private long count() {
        return jobs.admin().count(JobFilter.all());
    }

    private void enqueue(String... texts) {
        for (String text : texts) {
            app.useWrite(tx -> {
                tx.execute("insert into note values (?)", text);
                jobs.enqueue(tx, NOTE, text);
            });
        }
    }

    private List<String> notes() {
        return app.query("select text from note order by rowid", row -> row.getString(1));
    }

    private List<String> arrived() {
        List<String> arrived = new ArrayList<>();
        jobs.admin()
                .find(JobFilter.all(), 100)
                .forEach(job -> arrived.add(0, jobs.admin().payload(job, NOTE)));
        return arrived;
    }

    private void save(String file) {
        Shell.run("cp", folder.resolve(file), folder.resolve("backup.db"));
    }

    private void restore(String file) {
        Shell.run("mv", folder.resolve("backup.db"), folder.resolve(file));
    }

    @Test
    void an_older_application_file_gives_numbers_out_again_and_each_job_runs_once() {
        open();
        enqueue("1", "2");
        close();
        save("app.db");
        open();
        enqueue("3", "4");
        close();
        restore("app.db");
        open();
        assertThat(notes()).containsExactly("1", "2");
        enqueue("3'", "4'", "5'");
        close();
        open();
        assertThat(arrived()).containsExactly("1", "2", "3", "4", "3'", "4'", "5'");
        assertThat(ran).containsExactly("1", "2", "3", "4", "3'", "4'", "5'");
        assertThat(warnings).isEmpty();
    }

    @Test
    void an_older_queue_gives_ids_out_again_and_what_it_lacks_is_reported_once() {
        open();
        enqueue("1", "2");
        close();
        save("jobs.db");
        open();
        enqueue("3", "4");
        close();
        restore("jobs.db");
        open();
        Eventually.until("it is reported", () -> !warnings.isEmpty());
        enqueue("5", "6");
        close();
        open();
        // 5 and 6 have the ids that 3 and 4 had, whose effects were recorded beside them
        assertThat(arrived()).containsExactly("1", "2", "5", "6");
        assertThat(ran).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(warnings).containsExactly("jobs.db lacks 2 of app.db");
    }

    @Test
    void an_older_copy_of_both_begins_where_it_was() {
        open();
        enqueue("1");
        close();
        Shell.run("cp", folder.resolve("app.db"), folder.resolve("app-backup.db"));
        save("jobs.db");
        open();
        enqueue("2", "3");
        close();
        restore("jobs.db");
        Shell.run("mv", folder.resolve("app-backup.db"), folder.resolve("app.db"));
        open();
        enqueue("4");
        close();
        open();
        assertThat(arrived()).containsExactly("1", "4");
        assertThat(ran).containsExactly("1", "2", "3", "4");
        assertThat(warnings).isEmpty();
    }
}
