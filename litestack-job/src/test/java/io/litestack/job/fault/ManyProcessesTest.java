package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.job.JobConfig;
import io.litestack.job.JobContext;
import io.litestack.job.JobFilter;
import io.litestack.job.JobListener;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many processes enqueue and work on one queue at the same time, as fast as they can. More jobs:
 *
 * <pre>{@code
 * mvn test -pl litestack-job -Dtest=ManyProcessesTest -Dlitestack.soak=20000
 * }</pre>
 */
@Requires(Facility.LINUX)
@Timeout(600)
class ManyProcessesTest {
    private static final int PROCESSES = 8;

    /** Two cores may have much to do beside these processes. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int JOBS = Integer.getInteger("litestack.soak", 1_000);
    private static final JobType<Integer> NUMBER = JobType.of("number", Integer.class);

    @TempDir
    Path folder;

    @Test
    void each_job_runs_once_and_no_call_fails_because_the_file_is_busy() {
        Path file = folder.resolve("jobs.db");
        List<ChildJvm> children = new ArrayList<>();
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(file).build())) {
            for (int i = 0; i < PROCESSES; i++) {
                children.add(ChildJvm.start(folder, BusyProcess.class, file, i * JOBS, JOBS));
            }
            children.forEach(it -> it.await("ready"));
            children.forEach(it -> it.send("enqueue"));
            children.forEach(it -> it.await("enqueued"));
            awaitAllDone(jobs, children);
            List<Integer> ran = new ArrayList<>();
            int idle = 0;
            for (ChildJvm child : children) {
                List<Integer> here = end(child);
                ran.addAll(here);
                idle += here.isEmpty() ? 1 : 0;
            }
            assertThat(ran).hasSize(PROCESSES * JOBS);
            assertThat(new HashSet<>(ran)).isEqualTo(numbers(0, PROCESSES * JOBS));
            assertThat(idle).isLessThan(PROCESSES - 1);
            verifyRows(jobs);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    private static Set<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toSet());
    }

    /** Fails as soon as one of those that work ends, or complains. */
    private static void awaitAllDone(JobQueue jobs, List<ChildJvm> children) {
        Progress.until(
                "jobs are done",
                () -> jobs.admin().count(JobFilter.inState(JobState.DONE)),
                PROCESSES * JOBS,
                () -> children.forEach(ManyProcessesTest::assertIsWell));
    }

    private static void assertIsWell(ChildJvm child) {
        if (!child.isAlive()) {
            throw new AssertionError("a child ended with " + child.awaitEnd() + ": " + child.errors());
        }
        assertThat(child.errors()).isEmpty();
    }

    /** Lets it end, and returns the numbers that it ran. */
    private static List<Integer> end(ChildJvm child) {
        child.send("end");
        List<Integer> ran = child.rest().stream().map(Integer::valueOf).toList();
        assertThat(child.awaitEnd()).isZero();
        assertThat(child.errors()).isEmpty();
        return ran;
    }

    private static void verifyRows(JobQueue jobs) {
        try (Store store = Store.open(jobs.config().store())) {
            assertThat(store.integrityCheck()).isEmpty();
            assertThat(store.query(
                            "select id from litejob_jobs where attempt - refunds <> 1 or errors is not null",
                            row -> row.getLong(1)))
                    .isEmpty();
            assertThat(store.query("select id from litejob_owners", row -> row.getLong(1)))
                    .isEmpty();
        }
    }

    /** Enqueues numbers one by one and runs whatever it gets; says at its end which that were, or what went wrong. */
    static final class BusyProcess {
        private BusyProcess() {}

        /** The queue's file, the first of its numbers, and how many those are. */
        public static void main(String[] arguments) throws IOException {
            int first = Integer.parseInt(arguments[1]);
            int end = first + Integer.parseInt(arguments[2]);
            Queue<Integer> ran = new ConcurrentLinkedQueue<>();
            BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            StoreConfig store = JobConfig.builder(Path.of(arguments[0])).build().store().toBuilder()
                    .waitTimeout(PATIENCE)
                    .build();
            try (JobQueue jobs = JobQueue.open(
                    JobConfig.builder(store).listener(new Complaints()).build())) {
                jobs.handle(NUMBER, (number, context) -> ran.add(number));
                jobs.workers(WorkerConfig.builder().workers(2).build()).start();
                System.out.println("ready");
                words.readLine();
                for (int number = first; number < end; number++) {
                    jobs.enqueue(NUMBER, number);
                }
                System.out.println("enqueued");
                words.readLine();
            }
            ran.forEach(System.out::println);
        }
    }

    /** Whatever is not as it should be, on the error output. */
    private static final class Complaints implements JobListener {
        @Override
        public void onInternalFailure(String what, Throwable cause) {
            System.err.println(what + ": " + cause);
        }

        @Override
        public void onRecovery(String worker, long jobs, String reason) {
            System.err.println(jobs + " jobs of " + worker + " were recovered: " + reason);
        }

        @Override
        public void onLateCompletion(JobContext attempt) {
            System.err.println(attempt + " was refused");
        }
    }
}
