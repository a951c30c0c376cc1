package io.litestack.job.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.testkit.Eventually;
import io.litestack.job.JobConfig;
import io.litestack.job.JobListener;
import io.litestack.job.JobQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PeriodicTasks of one loop, of which some fail. */
class PeriodicTasksTest {
    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong();
    private final List<String> events = new ArrayList<>();
    private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    private Store store;
    private QueueResources resources;

    @BeforeEach
    void open() {
        StoreConfig config =
                StoreConfig.builder(folder.resolve("jobs.db")).ticker(now::get).build();
        store = Store.open(config);
        JobQueue.open(JobConfig.builder(config).build()).close();
        JobListener listener = new JobListener() {
            @Override
            public void onInternalFailure(String what, Throwable cause) {
                failures.add(what);
                throw new OutOfMemoryError("the listener's");
            }
        };
        resources =
                new QueueResources(JobConfig.builder(config).listener(listener).build(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private LoopWorker.Step failing(String name) {
        return () -> {
            events.add(name);
            throw new OutOfMemoryError(name);
        };
    }

    private LoopWorker.Step succeeding(String name, long next) {
        return () -> {
            events.add(name);
            return next;
        };
    }

    @Test
    void a_failing_one_keeps_no_other_from_its_turn_and_is_paused_by_itself() throws InterruptedException {
        PeriodicTasks tasks = new PeriodicTasks(resources)
                .add("first", failing("first"))
                .add("second", succeeding("second", Duration.ofHours(1).toNanos()));
        assertThat(tasks.run()).isEqualTo(Duration.ofMillis(50).toNanos());
        assertThat(events).containsExactly("first", "second");
        assertThat(failures.poll(Eventually.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("first");
        events.clear();
        tasks.run();
        assertThat(events).containsExactly("second");
    }

    @Test
    void it_is_tried_again_and_its_pause_never_grows_beyond_two_seconds() {
        List<Long> pauses = new ArrayList<>();
        PeriodicTasks tasks = new PeriodicTasks(resources).add("only", failing("only"));
        for (int i = 0; i < 10; i++) {
            pauses.add(tasks.run() / 1_000_000);
            now.addAndGet(Duration.ofSeconds(2).toNanos());
        }
        assertThat(pauses).containsExactly(50L, 100L, 200L, 400L, 800L, 1_600L, 2_000L, 2_000L, 2_000L, 2_000L);
    }
}
