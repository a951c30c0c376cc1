package io.litestack.job.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.LeaseRegistry;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said of queues is read a tenth of a second after the last look at the latest, once a change is noticed; and changes of
 * other processes are noticed within a quarter of a second.
 */
@Timeout(120)
class ControlReaderTest {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    @Test
    void a_pause_is_known_with_the_next_look_which_is_a_tenth_of_a_second_after_the_last(@TempDir Path folder) {
        AtomicLong ticks = new AtomicLong();
        StoreConfig config = StoreConfig.builder(folder.resolve("jobs.db"))
                .ticker(ticks::get)
                .build();
        try (Store store = Store.open(config);
                JobQueue jobs = JobQueue.open(JobConfig.builder(config).build())) {
            WorkerContext context = WorkerContext.of(
                    new QueueResources(jobs.config(), store),
                    WorkerConfig.builder().build());
            AtomicInteger changes = new AtomicInteger();
            ControlReader reader = new ControlReader(context, new LeaseRegistry(context), changes::incrementAndGet);
            assertThat(reader.runDue()).isEqualTo(Long.MAX_VALUE);

            jobs.control().pause("default");
            assertThat(reader.runDue()).as("nothing was noticed").isEqualTo(Long.MAX_VALUE);
            reader.signal();
            ticks.addAndGet(INTERVAL - 1);
            assertThat(reader.runDue()).isEqualTo(1);
            assertThat(context.controls().isPaused("default")).isFalse();
            ticks.addAndGet(1);
            assertThat(reader.runDue()).isEqualTo(Long.MAX_VALUE);
            assertThat(context.controls().isPaused("default")).isTrue();
            assertThat(changes).hasValue(1);

            jobs.control().resume("default");
            reader.signal();
            ticks.addAndGet(INTERVAL);
            assertThat(reader.runDue()).isEqualTo(Long.MAX_VALUE);
            assertThat(context.controls().isPaused("default")).isFalse();
        }
    }
}
