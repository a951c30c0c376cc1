package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.HandlerOptions;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobContext;
import io.litestack.job.JobFilter;
import io.litestack.job.JobListener;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.JobWorkers;
import io.litestack.job.RetryPolicy;
import io.litestack.job.WorkerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed that runs one job and has prefetched many, of a type whose jobs must not begin twice. Whoever rescues
 * them has no handler for them, and other policies.
 */
@Requires(Facility.LINUX)
@Timeout(120)
class KilledPrefetchTest {
    private static final JobType<Integer> ONCE = JobType.of("once", Integer.class);
    private static final JobType<Integer> OTHER = JobType.of("other", Integer.class);
    private static final int BEFORE = 300;
    private static final int AFTER = 300;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final Queue<String> events = new ConcurrentLinkedQueue<>();

    private final JobListener listener = new JobListener() {
        @Override
        public void onDead(JobContext attempt, long runNanos, String reason) {
            events.add("dead " + attempt.id() + " of " + attempt.queue());
        }

        @Override
        public void onRelease(JobContext attempt, long runNanos, String reason) {
            events.add("release");
        }
    };

    private Path file() {
        return folder.resolve("jobs.db");
    }

    @Test
    void only_what_was_begun_has_used_an_attempt_and_its_own_policy_decides_and_all_is_reported() {
        try (JobQueue jobs = JobQueue.open(
                        JobConfig.builder(file()).listener(listener).build());
                ChildJvm child = ChildJvm.start(folder, Working.class, file(), 60_000)) {
            child.await("ready");
            long running = enqueue(jobs);
            child.await("begun " + running);
            Eventually.until("many are prefetched", () -> jobs.admin().count(JobFilter.inState(JobState.RUNNING)) > 20);
            child.kill();
            long leased = jobs.admin().count(JobFilter.inState(JobState.RUNNING));

            jobs.handle(OTHER, (n, context) -> {});
            jobs.workers(WorkerConfig.builder().workers(1).build()).start();
            Eventually.until("all are recovered", () -> jobs.admin().count(JobFilter.inState(JobState.RUNNING)) == 0);
            Job dead = jobs.admin().find(running).orElseThrow();
            assertThat(dead.state()).isEqualTo(JobState.DEAD);
            assertThat(dead.crashes()).isEqualTo(1);
            List<Job> others = new ArrayList<>(jobs.admin().find(JobFilter.all(), 1_000));
            others.removeIf(it -> it.id() == running);
            assertThat(others).hasSize(BEFORE + AFTER);
            assertThat(others)
                    .allMatch(it -> it.id() < running
                            ? it.state() == JobState.DONE && it.attempts() == 1
                            : it.state() == JobState.READY
                                    && it.attempts() == 0
                                    && it.errors().isEmpty());

            Eventually.until("it is reported", () -> events.contains("dead " + running + " of default"));
            Eventually.until(
                    "it is counted",
                    () -> jobs.stats().dead() == 1
                            && jobs.stats().types().get("once").failed() == 1);
            assertThat(jobs.stats().recovered()).isEqualTo(leased);
            Eventually.until(
                    "the others are reported",
                    () -> events.stream().filter("release"::equals).count() > 20);
        }
    }

    @Test
    void what_a_stopped_process_had_prefetched_is_not_begun_there_once_others_have_it() {
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(file()).build());
                Store store = Store.open(jobs.config().store());
                ChildJvm child = ChildJvm.start(folder, Working.class, file(), 1_000)) {
            child.await("ready");
            long running = enqueue(jobs);
            child.await("begun " + running);
            Eventually.until("many are prefetched", () -> jobs.admin().count(JobFilter.inState(JobState.RUNNING)) > 20);
            stop(child, store);
            assertThat(jobs.admin().count(JobFilter.inState(JobState.RUNNING))).isGreaterThan(20);

            AtomicInteger runs = new AtomicInteger();
            jobs.handle(ONCE, (n, context) -> runs.incrementAndGet());
            jobs.workers(WorkerConfig.builder().lease(Duration.ofSeconds(1)).build())
                    .start();
            Eventually.until("all others have run here", () -> runs.get() == AFTER);
            Shell.run("kill", "-CONT", child.pid());
            child.ask("go", "ran " + BEFORE);
            assertThat(runs).hasValue(AFTER);
        }
    }

    @Test
    void a_job_whose_process_is_killed_during_a_stop_has_used_no_attempt() {
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(file()).build());
                ChildJvm child = ChildJvm.start(folder, Working.class, file(), 60_000)) {
            child.await("ready");
            long running = jobs.enqueue(ONCE, 1);
            child.await("begun " + running);
            child.ask("stop", "stopping");
            child.kill();
            jobs.workers(WorkerConfig.builder().workers(1).build()).start();
            Eventually.until(
                    "it is released",
                    () -> jobs.admin().find(running).orElseThrow().state() == JobState.READY);
            assertThat(jobs.admin().find(running).map(Job::attempts)).contains(0);
        }
    }

    /** Not in the midst of a write. */
    private static void stop(ChildJvm child, Store store) {
        boolean isWriterFree = false;
        for (int tries = 1; !isWriterFree; tries++) {
            assertThat(tries).as("times that it was stopped in a write").isLessThan(100);
            Shell.run("kill", "-CONT", child.pid());
            Shell.run("kill", "-STOP", child.pid());
            try {
                store.useWrite(tx -> {});
                isWriterFree = true;
            } catch (StoreBusyException e) {
                // it was; once more
            }
        }
    }

    /** Quick ones, then one that holds its worker, then more. */
    private static long enqueue(JobQueue jobs) {
        List<Integer> payloads = new ArrayList<>();
        for (int i = 0; i <= BEFORE + AFTER; i++) {
            payloads.add(i == BEFORE ? 1 : 0);
        }
        return jobs.enqueueAll(ONCE, payloads, EnqueueOptions.standard()).get(BEFORE);
    }

    /** The process that is killed or stopped. */
    static final class Working {
        private static final CountDownLatch GO = new CountDownLatch(1);
        private static final AtomicInteger RUNS = new AtomicInteger();
        private static final long START = System.nanoTime();

        /** Its clock stands still: what it has prefetched would be released within moments. */
        private static volatile boolean isClockStopped = true;

        private Working() {}

        public static void main(String[] arguments) throws IOException {
            StoreConfig store = JobConfig.builder(Path.of(arguments[0])).build().store().toBuilder()
                    .ticker(() -> isClockStopped ? START : System.nanoTime())
                    .build();
            JobQueue jobs = JobQueue.open(JobConfig.builder(store).build());
            HandlerOptions once = HandlerOptions.standard().withRetryPolicy(RetryPolicy.never());
            JobWorkers workers = jobs.workers(WorkerConfig.builder()
                            .workers(1)
                            .lease(Duration.ofMillis(Long.parseLong(arguments[1])))
                            .build())
                    .start();
            jobs.handle(ONCE, once, (n, context) -> {
                if (n == 0) {
                    RUNS.incrementAndGet();
                } else {
                    say("begun " + context.id());
                    GO.await();
                }
            });
            say("ready");
            switch (System.in.read()) {
                case 'g' -> goOn(jobs);
                case 's' -> stop(workers);
                default -> throw new AssertionError("not killed");
            }
        }

        private static void goOn(JobQueue jobs) {
            isClockStopped = false;
            GO.countDown();
            Eventually.until("nothing is held", () -> jobs.stats().held() == 0);
            say("ran " + RUNS.get());
        }

        private static void stop(JobWorkers workers) {
            Background<Boolean> stop = Background.call("stop", () -> workers.stop(Duration.ofMinutes(1)));
            Eventually.until("it waits", () -> stop.thread().getState() == Thread.State.TIMED_WAITING);
            say("stopping");
            stop.join();
        }

        private static synchronized void say(String line) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
        }
    }
}
