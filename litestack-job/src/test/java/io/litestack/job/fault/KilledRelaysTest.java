package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.Transaction;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes bring jobs from the application's file into the queue's, and both are killed there, each at another write or
 * flush of either file: at the first, at one a little later, and so on until they get to the end, with the deletions of what
 * has arrived in between. What one of them leaves behind the next ones find. At every second call instead of every fourth:
 *
 * <pre>{@code
 * mvn test -pl litestack-job -Dtest=KilledRelaysTest -Dlitestack.soak.stride=4
 * }</pre>
 */
@Requires({Facility.LINUX, Facility.STRACE})
@Timeout(300)
class KilledRelaysTest {
    private static final JobType<String> NOTE = JobType.of("note", String.class);
    private static final int STATUS_OF_KILL_9 = 128 + 9;
    private static final int STRIDE = Integer.getInteger("litestack.soak.stride", 8);
    private static final int MOST_ROUNDS = 100;

    /** A job as it stands in an outbox. */
    private record Parcel(String target, String kind, byte[] payload) {}

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    @Test
    void every_job_arrives_exactly_once_wherever_both_relays_are_killed() {
        int kills = 0;
        try (Store app = openApp(folder)) {
            List<Parcel> parcels = parcels(app);
            int killed = 1;
            for (int round = 0; killed > 0; round++) {
                leaveWaiting(app, left(round), parcels.get(round));
                killed = killedAt(1 + STRIDE * round, round);
                kills += killed;
            }
            assertThat(kills).isGreaterThanOrEqualTo(4);
            try (JobQueue jobs = openJobs(folder).attach(app)) {
                Eventually.until("everything has arrived", () -> waiting(app) == 0);
                assertThat(arrived(jobs)).isEqualTo(notes(app));
                run(jobs, app);
                assertThat(app.query("select text from ran order by id", row -> row.getString(1)))
                        .containsExactlyInAnyOrderElementsOf(notes(app));
            }
        }
    }

    /** What the queue puts into an outbox for jobs with these payloads; nothing of it is left there. */
    private List<Parcel> parcels(Store app) {
        List<Parcel> parcels = new ArrayList<>();
        try (JobQueue jobs = openJobs(folder)) {
            app.useWrite(tx -> {
                for (int round = 0; round < MOST_ROUNDS; round++) {
                    jobs.enqueue(tx, NOTE, left(round));
                }
                parcels.addAll(tx.query(
                        "select target, kind, payload from litestack_outbox order by seq",
                        row -> new Parcel(row.getString(1), row.getString(2), row.getBytes(3))));
                tx.execute("delete from litestack_outbox");
            });
        }
        return parcels;
    }

    /** As if a process had enqueued it and died before it carried it. */
    private static void leaveWaiting(Store app, String text, Parcel parcel) {
        app.useWrite(tx -> {
            addNote(tx, text);
            Outbox.of(tx).append(tx, parcel.target, parcel.kind, parcel.payload);
        });
    }

    private static String left(int round) {
        return "left " + round;
    }

    /** Returns how many of the two were killed. */
    private int killedAt(int call, int round) {
        try (ChildJvm one = relay("one " + round);
                ChildJvm other = relay("other " + round)) {
            Faults ofOne = kill(one, call);
            Faults ofOther = kill(other, call + STRIDE / 2);
            one.send("go");
            other.send("go");
            int killed = wasKilled(one) + wasKilled(other);
            ofOne.close();
            ofOther.close();
            return killed;
        }
    }

    private ChildJvm relay(String name) {
        ChildJvm child = ChildJvm.start(folder, Relaying.class, folder, name);
        child.await("ready");
        return child;
    }

    private Faults kill(ChildJvm child, int call) {
        Path app = folder.resolve("app.db");
        Path jobs = folder.resolve("jobs.db");
        String fault = "pwrite64,fsync,fdatasync:signal=SIGKILL:when=" + call;
        return Faults.in(child.pid(), fault, app, Shell.log(app), jobs, Shell.log(jobs));
    }

    private static int wasKilled(ChildJvm child) {
        int status = child.awaitEnd();
        assertThat(status).as(child.errors()).isIn(0, STATUS_OF_KILL_9);
        return status == 0 ? 0 : 1;
    }

    private static void run(JobQueue jobs, Store app) {
        jobs.handle(
                NOTE,
                (text, context) -> context.useWrite(app, tx -> tx.execute("insert into ran(text) values (?)", text)));
        jobs.workers(WorkerConfig.builder().build()).start();
        Eventually.until(
                "all are done",
                () -> jobs.admin().count(JobFilter.inState(JobState.DONE))
                        == jobs.admin().count(JobFilter.all()));
    }

    private static List<String> arrived(JobQueue jobs) {
        List<String> arrived = new ArrayList<>();
        for (Job job : jobs.admin().find(JobFilter.all(), 1_000)) {
            arrived.add(0, jobs.admin().payload(job, NOTE));
        }
        return arrived;
    }

    private static List<String> notes(Store app) {
        return app.query("select text from note order by id", row -> row.getString(1));
    }

    private static long waiting(Store app) {
        return app.queryFirst("select count(*) from litestack_outbox", row -> row.getLong(1))
                .orElseThrow();
    }

    private static void addNote(Transaction tx, String text) {
        tx.execute("insert into note(text) values (?)", text);
    }

    private static Store openApp(Path folder) {
        Store app = Store.open(
                StoreConfig.builder(folder.resolve("app.db")).sync(Sync.FULL).build());
        app.execute("create table if not exists note(id integer primary key, text text not null)");
        app.execute("create table if not exists ran(id integer primary key, text text not null)");
        return app;
    }

    private static JobQueue openJobs(Path folder) {
        return JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build());
    }

    /** The process that is killed: it brings over what it finds, enqueues two jobs of its own, and waits for the end. */
    static final class Relaying {
        private Relaying() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Store app = openApp(folder);
            JobQueue jobs = openJobs(folder);
            System.out.println("ready");
            int ignored = System.in.read();
            jobs.attach(app);
            Eventually.until("what was left has arrived", () -> waiting(app) == 0);
            app.useWrite(tx -> {
                for (int i = 0; i < 2; i++) {
                    addNote(tx, arguments[1] + " " + i);
                    jobs.enqueue(tx, NOTE, arguments[1] + " " + i);
                }
            });
            Eventually.until("all has arrived and is deleted", () -> waiting(app) == 0);
            Runtime.getRuntime().halt(0);
        }
    }
}
