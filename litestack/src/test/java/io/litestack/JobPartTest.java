package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ConfigException;
import io.litestack.job.JobType;
import io.litestack.job.QueueConfig;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job queue as a part of the whole. */
@Timeout(60)
class JobPartTest {
    record Welcome(String email) {}

    private static final JobType<Welcome> WELCOME = JobType.of("welcome", Welcome.class);

    @TempDir
    Path root;

    private LitestackBuilder builder(Workplace work) {
        Surroundings surroundings =
                new Surroundings(work.variables::get, work.properties::get, work.folder, work.temporary);
        return new LitestackBuilder(surroundings, Providers.of(Litestack.class.getClassLoader()));
    }

    @Test
    void every_key_of_the_jobs_is_read_unquoted() {
        Workplace work = new Workplace(root);
        work.write("litestack.yml", """
                jobs:
                  workers: 7
                  queues: [[default, 1], [urgent, 10, 3], [mail, 1, spawn]]
                  prefetch: 10
                  lease: 5s
                  retries: 3
                  retry_delay: 2s
                  retry_delay_multiplier: 1.5
                  drain_timeout: 1s
                  interrupt_timeout: 500ms
                  keep_done: 0s
                  keep_dead: 30d
                  max_payload: 64KB
                """);
        var workers = new Object[1];
        try (Litestack stack =
                builder(work).workers(it -> workers[0] = it.build()).open()) {
            assertThat(stack.jobs().config().maxPayloadBytes()).isEqualTo(64 << 10);
        }
        var config = (WorkerConfig) workers[0];
        assertThat(config.workers()).isEqualTo(7);
        assertThat(config.queues())
                .containsExactly(
                        QueueConfig.of("default"),
                        QueueConfig.of("urgent", 10).withConcurrency(3),
                        QueueConfig.of("mail").spawning());
        assertThat(config.prefetch()).isEqualTo(10);
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.retryPolicy().retries()).isEqualTo(3);
        assertThat(config.retryPolicy().delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.retryPolicy().multiplier()).isEqualTo(1.5);
        assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.interruptTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.keepDone()).isZero();
        assertThat(config.keepDead()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void what_is_wrong_with_the_jobs_is_said_in_the_words_of_the_file() {
        Workplace work = new Workplace(root);
        work.write("litestack.yml", """
                jobs:
                  workers: 0
                  queues: [[default, 0], [urgent, 1, spam]]
                  lease: 1ms
                  retries: -1
                  retry_delay: 0s
                  max_payload: 1GB
                """);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> builder(work).open())
                .satisfies(e -> assertThat(e.problems().stream().map(it -> it.replace(work.folder + "/", "")))
                        .hasSize(7)
                        .allMatch(it -> it.startsWith("litestack.yml:"))
                        .anyMatch(it -> it.startsWith("litestack.yml:2: jobs.workers must be between 1 and 1000"))
                        .anyMatch(it -> it.startsWith("litestack.yml:3: jobs.queues[0]: weight"))
                        .anyMatch(it -> it.startsWith("litestack.yml:3: jobs.queues[1]")
                                && it.contains("[name, weight, spawn]"))
                        .anyMatch(it -> it.startsWith("litestack.yml:4: jobs.lease must be between"))
                        .anyMatch(it -> it.startsWith("litestack.yml:5: jobs.retries is refused"))
                        .anyMatch(it -> it.startsWith("litestack.yml:6: jobs.retry_delay is refused"))
                        .anyMatch(it -> it.startsWith("litestack.yml:7: jobs.max_payload must be between")));
    }

    @Test
    void a_part_that_is_off_says_so() {
        Workplace work = new Workplace(root);
        work.write("litestack.yml", "jobs: {store: off}\n");
        try (Litestack stack = builder(work).open()) {
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(stack::jobs)
                    .withMessageContaining("jobs is off in the environment development")
                    .withMessageContaining("litestack.yml:1");
        }
    }

    @Test
    void workers_begin_at_start_and_not_before() throws Exception {
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        try (Litestack stack = builder(new Workplace(root)).open()) {
            stack.jobs().handle(WELCOME, (job, context) -> done.add(job.email()));
            stack.jobs().enqueue(WELCOME, new Welcome("a"));
            assertThat(stack.jobs().stats().toString()).isNotEmpty();
            assertThat(done).isEmpty();
            stack.start();
            assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo("a");
        }
    }
}
