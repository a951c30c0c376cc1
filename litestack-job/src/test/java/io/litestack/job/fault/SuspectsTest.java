package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job that kills its JVM, beside others that cannot help it. */
@Requires(Facility.LINUX)
@Timeout(120)
class SuspectsTest {
    private static final JobType<Integer> KILLER = JobType.of("killer", Integer.class);
    private static final JobType<Integer> INNOCENT = JobType.of("innocent", Integer.class);
    private static final int INNOCENTS = 3;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    @Test
    void the_innocent_get_through_and_the_one_that_kills_alone_is_parked() {
        Path file = folder.resolve("jobs.db");
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(file).build());
                Store store = Store.open(jobs.config().store())) {
            long killer = jobs.enqueue(KILLER, 1);
            for (int i = 0; i < INNOCENTS; i++) {
                jobs.enqueue(INNOCENT, i);
            }
            // this has happened twice before
            store.execute("update litejob_jobs set crashes = 2, attempt = 2");

            assertThat(runToItsEnd(file)).containsExactly("begun innocent 3", "begun killer 3");
            assertThat(jobs.admin().find(JobFilter.inState(JobState.RUNNING), 10))
                    .hasSize(1 + INNOCENTS);
            int deaths = 1;
            while (deaths <= 3 && jobs.admin().find(killer).orElseThrow().state() != JobState.PARKED) {
                try (ChildJvm child = ChildJvm.start(folder, Working.class, file)) {
                    Eventually.until("it died, or all are settled", () -> {
                        makeDue(jobs, store);
                        return !child.isAlive() || isSettled(jobs);
                    });
                }
                deaths++;
            }
            assertThat(jobs.admin().find(killer).orElseThrow().state())
                    .as("after %s deaths", deaths)
                    .isEqualTo(JobState.PARKED);
            assertThat(jobs.admin().find(killer).orElseThrow().reason().orElseThrow())
                    .contains("its process died 4 times while it ran, the last time while it ran alone");
            assertThat(jobs.admin().find(killer).map(Job::crashes)).contains(4);
            try (ChildJvm child = ChildJvm.start(folder, Working.class, file)) {
                child.await("ready");
                Eventually.until("the innocent are done", () -> isSettled(jobs));
            }
            List<Job> innocent = jobs.admin().find(JobFilter.all().withType("innocent"), 10);
            assertThat(innocent).allMatch(it -> it.state() == JobState.DONE);
            assertThat(innocent).allMatch(it -> it.crashes() == 3 && it.attempts() == 4);
        }
    }

    /** What it said. */
    private Set<String> runToItsEnd(Path file) {
        Set<String> said = new TreeSet<>();
        try (ChildJvm child = ChildJvm.start(folder, Working.class, file)) {
            for (var line = child.next(); line.isPresent(); line = child.next()) {
                said.add(line.get());
            }
        }
        said.remove("ready");
        return said;
    }

    /** What waits after a crash would come in some seconds. */
    private static void makeDue(JobQueue jobs, Store store) {
        if (jobs.admin().count(JobFilter.inState(JobState.SCHEDULED)) > 0) {
            store.execute("update litejob_jobs set state = 1 where state = 0");
        }
    }

    private static boolean isSettled(JobQueue jobs) {
        return jobs.admin().count(JobFilter.inState(JobState.DONE)) == INNOCENTS
                && jobs.admin().count(JobFilter.inState(JobState.PARKED)) == 1;
    }

    /** The process that dies: its killer waits until all others run beside it, unless it runs alone. */
    static final class Working {
        private static final AtomicInteger BEGUN = new AtomicInteger();

        private Working() {}

        public static void main(String[] arguments) throws IOException {
            JobQueue jobs =
                    JobQueue.open(JobConfig.builder(Path.of(arguments[0])).build());
            jobs.handle(INNOCENT, (n, context) -> {
                System.out.println("begun innocent " + context.attempt());
                BEGUN.incrementAndGet();
                if (context.attempt() <= 3) {
                    new CountDownLatch(1).await();
                }
            });
            jobs.handle(KILLER, (n, context) -> {
                System.out.println("begun killer " + context.attempt());
                Eventually.until("all run", () -> context.attempt() > 3 || BEGUN.get() == INNOCENTS);
                Runtime.getRuntime().halt(1);
            });
            jobs.workers(WorkerConfig.builder().workers(1 + INNOCENTS).build()).start();
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // until its parent ends
            }
        }
    }
}
