package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.DiskTrace;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.core.testkit.Shell;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails at any instant while jobs go from the application's file into the queue's, and have their effects in the
 * first one again; both are flushed at every commit. More instants than a few:
 *
 * <pre>{@code
 * mvn test -pl litestack-job -Dtest=PowerLossTest -Dlitestack.soak=500
 * }</pre>
 */
@Requires(Facility.STRACE)
@Timeout(value = 1, unit = TimeUnit.HOURS)
class PowerLossTest {
    private static final int INSTANTS = Integer.getInteger("litestack.soak", 5);
    private static final int JOBS = 60;
    private static final JobType<Integer> ADD = JobType.of("add", Integer.class);

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    @Test
    void each_acknowledged_transaction_has_its_job_and_each_job_its_effect_once() throws IOException {
        Path app = folder.resolve("app.db");
        Path jobs = folder.resolve("jobs.db");
        Path acknowledgements = folder.resolve("acknowledgements.txt");
        DiskTrace trace = trace(app, jobs, acknowledgements);
        Random random = seed.random();
        for (int i = 0; i < INSTANTS; i++) {
            long instant = random.nextLong(trace.instants());
            Path image = Files.createTempDirectory(folder, "image");
            for (Path file : List.of(app, Shell.log(app), jobs, Shell.log(jobs))) {
                trace.leave(file, instant, random, image.resolve(file.getFileName()));
            }
            verify(
                    image,
                    trace.said(acknowledgements, instant)
                            .lines()
                            .map(Integer::valueOf)
                            .toList());
        }
    }

    private DiskTrace trace(Path app, Path jobs, Path acknowledgements) {
        Path trace = folder.resolve("trace.txt");
        List<String> launcher = DiskTrace.launcher(trace, app, Shell.log(app), jobs, Shell.log(jobs), acknowledgements);
        try (ChildJvm child = ChildJvm.start(launcher, folder, Load.class, folder)) {
            assertThat(child.awaitEnd()).as(child.errors()).isZero();
        }
        DiskTrace read = DiskTrace.read(trace);
        assertThat(read.flushes(Shell.log(app))).isPositive();
        assertThat(read.flushes(Shell.log(jobs))).isPositive();
        return read;
    }

    /** What the next start makes of what is left. */
    private static void verify(Path image, List<Integer> acknowledged) {
        try (Store app = openApp(image);
                JobQueue jobs = openJobs(image, app)) {
            assertThat(app.integrityCheck()).isEmpty();
            assertThat(numbers(app, "sent")).containsAll(acknowledged);
            jobs.attach(app);
            jobs.workers(workers()).start();
            Eventually.until("everything has arrived", () -> Load.waiting(app) == 0);
            Eventually.until(
                    "all are done",
                    () -> jobs.admin().count(JobFilter.inState(JobState.DONE))
                            == jobs.admin().count(JobFilter.all()));
            List<Integer> arrived = new ArrayList<>();
            for (Job job : jobs.admin().find(JobFilter.all(), 2 * JOBS)) {
                arrived.add(0, jobs.admin().payload(job, ADD));
            }
            assertThat(arrived).isEqualTo(numbers(app, "sent"));
            assertThat(numbers(app, "effect")).containsExactlyInAnyOrderElementsOf(arrived);
        }
    }

    /** The sockets are not in the image, so nobody can tell that the former process is dead: its lease has to end. */
    private static WorkerConfig workers() {
        return WorkerConfig.builder().workers(2).lease(Duration.ofSeconds(1)).build();
    }

    private static List<Integer> numbers(Store app, String table) {
        return app.query("select n from " + table + " order by id", row -> row.getInt(1));
    }

    private static Store openApp(Path folder) {
        Store app = Store.open(
                StoreConfig.builder(folder.resolve("app.db")).sync(Sync.FULL).build());
        app.execute("create table if not exists sent(id integer primary key, n integer not null)");
        app.execute("create table if not exists effect(id integer primary key, n integer not null)");
        return app;
    }

    private static JobQueue openJobs(Path folder, Store app) {
        JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build());
        jobs.handle(
                ADD, (n, context) -> context.useWrite(app, tx -> tx.execute("insert into effect(n) values (?)", n)));
        return jobs;
    }

    /** The process that is traced: it sends, carries and runs, and ends without closing anything. */
    static final class Load {
        private Load() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Store app = openApp(folder);
            JobQueue jobs = openJobs(folder, app);
            app.sync();
            jobs.workers(workers()).start();
            try (FileOutputStream said =
                    new FileOutputStream(folder.resolve("acknowledgements.txt").toFile())) {
                for (int n = 1; n <= JOBS; n++) {
                    send(app, jobs, n);
                    said.write((n + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            Eventually.until("all are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == JOBS);
            Eventually.until("all have arrived", () -> waiting(app) == 0);
            Runtime.getRuntime().halt(0);
        }

        private static void send(Store app, JobQueue jobs, int n) {
            app.useWrite(tx -> {
                tx.execute("insert into sent(n) values (?)", n);
                jobs.enqueue(tx, ADD, n);
            });
        }

        static long waiting(Store app) {
            // made with the first row
            boolean isThere = app.queryFirst(
                            "select 1 from sqlite_schema where name = 'litestack_outbox'", row -> row.getInt(1))
                    .isPresent();
            return isThere
                    ? app.queryFirst("select count(*) from litestack_outbox", row -> row.getLong(1))
                            .orElseThrow()
                    : 0;
        }
    }
}
