package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ConfigException;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job queue as a part of the whole. */
@Timeout(120)
class JobPartTest {
    record Welcome(String email) {}

    private static final JobType<Welcome> WELCOME = JobType.of("welcome", Welcome.class);

    @TempDir
    Path root;

    private LitestackBuilder builder(Workplace work) {
        ProcessEnvironment process =
                new ProcessEnvironment(work.variables::get, work.properties::get, work.folder, work.temporary);
        return new LitestackBuilder(process, Providers.of(Litestack.class.getClassLoader()));
    }

    @Test
    void its_section_is_read_and_what_is_wrong_there_is_said_with_its_path() {
        Workplace work = new Workplace(root);
        work.write("litestack.yml", "jobs:\n  max_payload: 64KB\n  workers: 7\n");
        try (Litestack stack = builder(work)
                .workers(it -> assertThat(it.build().workers()).isEqualTo(7))
                .open()) {
            assertThat(stack.jobs().config().maxPayloadBytes()).isEqualTo(64 << 10);
        }
        work.write("litestack.yml", "jobs:\n  lease: 1ms\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> builder(work).open())
                .withMessageContaining("litestack.yml:2: jobs.lease must be between 1s and 1d, but is 1ms");
    }

    @Test
    void its_timeouts_must_fit_into_the_time_for_closing() {
        Workplace work = new Workplace(root);
        work.write(
                "litestack.yml",
                "close_timeout: 25s\ncable: {store: off}\ndb: {store: off}\ncache: {store: off}\njobs:\n  drain_timeout: 20s\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> builder(work).open())
                .withMessageContaining(
                        "litestack.yml:1: close_timeout is 25s, but the parts may take 33s, one after the"
                                + " other: jobs.drain_timeout 20s + jobs.interrupt_timeout 3s + jobs.close_timeout 10s;"
                                + " raise it, or lower those");
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
