package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.internal.outbox.SteppedInbox;
import io.litestack.core.internal.outbox.SteppedInbox.Step;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobContext;
import io.litestack.job.JobListener;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.LeaseLostException;
import io.litestack.job.RetryPolicy;
import io.litestack.job.WorkerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is stopped in the midst of a handler's transaction on another file than the queue's, and wakes when another one
 * has long begun the next attempt: at each step of the way, each with a file of effects of its own, so that one process can
 * stand at all of them at once.
 */
@Requires(Facility.LINUX)
@Timeout(120)
class StoppedAttemptTest {
    private static final JobType<Step> ADD = JobType.of("add", Step.class);

    /** Where a stopped attempt holds the write lock, so that the next one has to wait for it. */
    private static final Set<Step> LOCKED = EnumSet.of(Step.LOCKED, Step.PASSED, Step.RECORDED, Step.WRITTEN);

    /** Where it has passed the fence before it was stopped, so that its effects are the ones that count. */
    private static final Set<Step> FIRST_WINS = EnumSet.of(Step.PASSED, Step.RECORDED, Step.WRITTEN, Step.COMMITTED);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    @Test
    void the_effect_is_there_once_wherever_the_first_attempt_stood_and_that_is_reported() {
        Map<Step, Long> ids = new EnumMap<>(Step.class);
        Set<String> begunAgain = ConcurrentHashMap.newKeySet();
        try (Effects effects = new Effects(folder, 2);
                JobQueue jobs = open(folder, new JobListener() {});
                ChildJvm first = ChildJvm.start(folder, FirstAttempt.class, folder)) {
            first.await("ready");
            for (Step step : Step.values()) {
                ids.put(step, jobs.enqueue(ADD, step));
            }
            assertThat(lines(first, Step.values().length)).isEqualTo(said("at", EnumSet.allOf(Step.class), ids));

            stop(first);
            jobs.handle(ADD, (step, context) -> {
                begunAgain.add(step.name());
                effects.add(step, context);
            });
            jobs.workers(config()).start();
            Eventually.until("all have begun again", () -> begunAgain.size() == Step.values().length);
            for (Step step : EnumSet.complementOf(EnumSet.copyOf(LOCKED))) {
                awaitDone(jobs, ids.get(step));
            }
            for (Step step : LOCKED) {
                assertThat(jobs.admin().find(ids.get(step)).orElseThrow().state())
                        .isEqualTo(JobState.RUNNING);
                assertThat(effects.counter(step)).isZero();
            }

            Shell.run("kill", "-CONT", first.pid());
            first.send("go");
            ids.values().forEach(id -> awaitDone(jobs, id));
            Set<String> expected = said("late", EnumSet.allOf(Step.class), ids);
            expected.addAll(said("refused", EnumSet.complementOf(EnumSet.copyOf(FIRST_WINS)), ids));
            assertThat(lines(first, expected.size())).isEqualTo(expected);
            for (Step step : Step.values()) {
                boolean isOfFirst = FIRST_WINS.contains(step);
                assertThat(effects.counter(step)).as(step.name()).isEqualTo(isOfFirst ? 1 : 2);
                assertThat(jobs.admin().find(ids.get(step)).map(Job::attempts)).contains(2);
                Eventually.until("the row beside the effects is forgotten", () -> effects.inbox(step) == 0);
            }
        }
    }

    /** Stops it, and not while it holds a lock that it does not have because of its step, such as that of its heartbeat. */
    private void stop(ChildJvm child) {
        Set<String> files = new HashSet<>(Set.of("jobs"));
        EnumSet.complementOf(EnumSet.copyOf(LOCKED)).forEach(step -> files.add(step.name()));
        Eventually.until("it is stopped outside of such locks", () -> {
            Shell.run("kill", "-STOP", child.pid());
            boolean isOutside = files.stream().allMatch(this::isWriterFree);
            if (!isOutside) {
                Shell.run("kill", "-CONT", child.pid());
            }
            return isOutside;
        });
    }

    private boolean isWriterFree(String file) {
        String url = "jdbc:sqlite:" + folder.resolve(file + ".db") + "?busy_timeout=1000";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");
            statement.execute("rollback");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static JobQueue open(Path folder, JobListener listener) {
        return JobQueue.open(
                JobConfig.builder(folder.resolve("jobs.db")).listener(listener).build());
    }

    private static WorkerConfig config() {
        return WorkerConfig.builder()
                .workers(Step.values().length)
                .lease(Duration.ofSeconds(1))
                .retryPolicy(RetryPolicy.standard().withDelay(Duration.ofMillis(10), 1))
                .build();
    }

    private static void awaitDone(JobQueue jobs, long id) {
        Eventually.until(
                "job " + id + " is done: " + jobs.admin().find(id),
                () -> jobs.admin().find(id).orElseThrow().state() == JobState.DONE);
    }

    private static Set<String> lines(ChildJvm child, int count) {
        Set<String> lines = new HashSet<>();
        while (lines.size() < count) {
            lines.add(child.next().orElseThrow(() -> new AssertionError("it ended: " + child.errors())));
        }
        return lines;
    }

    private static Set<String> said(String word, Set<Step> steps, Map<Step, Long> ids) {
        Set<String> said = new HashSet<>();
        steps.forEach(step -> said.add(word + " " + ids.get(step)));
        return said;
    }

    /** A file for each step, with a counter; the attempts of each process add a number of their own. */
    private static final class Effects implements AutoCloseable {
        private final Map<Step, Store> files = new EnumMap<>(Step.class);
        private final int number;

        Effects(Path folder, int number) {
            this.number = number;
            for (Step step : Step.values()) {
                // an attempt that waits for the stopped one is not to give up before that goes on
                Store file = Store.open(StoreConfig.builder(folder.resolve(step + ".db"))
                        .waitTimeout(Duration.ofMinutes(1))
                        .build());
                WorkerProcess.createTable(file);
                files.put(step, file);
            }
        }

        Store file(Step step) {
            return files.get(step);
        }

        void add(Step step, JobContext context) {
            context.useWrite(file(step), tx -> tx.execute("update counter set n = n + ?", number));
        }

        long counter(Step step) {
            return WorkerProcess.counter(file(step));
        }

        long inbox(Step step) {
            return file(step)
                    .queryFirst("select count(*) from litestack_inbox", row -> row.getLong(1))
                    .orElseThrow();
        }

        @Override
        public void close() {
            files.values().forEach(Store::close);
        }
    }

    /** The process of the first attempts: each waits at its step, and the process is stopped meanwhile. */
    static final class FirstAttempt {
        private static final CountDownLatch GO = new CountDownLatch(1);

        private FirstAttempt() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Effects effects = new Effects(folder, 1);
            Map<Step, Long> ids = new ConcurrentHashMap<>();
            for (Step step : Step.values()) {
                SteppedInbox.install(effects.file(step), reached -> {
                    if (reached == step) {
                        say("at " + ids.get(step));
                        awaitGo();
                    }
                });
            }
            JobQueue jobs = open(folder, new JobListener() {
                @Override
                public void onLateCompletion(JobContext attempt) {
                    say("late " + attempt.id());
                }
            });
            jobs.handle(ADD, (step, context) -> {
                ids.put(step, context.id());
                try {
                    effects.add(step, context);
                } catch (LeaseLostException e) {
                    say("refused " + context.id());
                    throw e;
                }
            });
            jobs.workers(config()).start();
            say("ready");
            while (System.in.read() >= 0) {
                GO.countDown();
            }
        }

        private static void awaitGo() {
            try {
                GO.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** In one system call, so that no line is half said. */
        private static synchronized void say(String line) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
        }
    }
}
