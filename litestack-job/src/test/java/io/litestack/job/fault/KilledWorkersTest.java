package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that work on one queue are killed at random while it is drained. A long run:
 *
 * <pre>{@code
 * mvn test -pl litestack-job -Dtest=KilledWorkersTest -Dlitestack.soak=10000
 * }</pre>
 */
@Requires(Facility.LINUX)
class KilledWorkersTest {
    private static final int PROCESSES = 3;

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "the queue in {0}")
    @ValueSource(strings = {"app.db", "jobs.db"})
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void every_effect_is_there_exactly_once_whoever_is_killed_when(String queue) {
        int count = Integer.getInteger("litestack.soak", 1_000);
        Random random = seed.random();
        List<ChildJvm> children = new ArrayList<>();
        StoreConfig queueFile = StoreConfig.builder(folder.resolve(queue)).build();
        try (Store store = Store.open(folder.resolve("app.db"));
                JobQueue jobs = WorkerProcess.open(queueFile)) {
            WorkerProcess.createTable(store);
            for (int i = 0; i < PROCESSES; i++) {
                children.add(worker(queueFile));
            }
            int kills = 0;
            for (int enqueued = 0; enqueued < count; enqueued += 100) {
                jobs.enqueueAll(
                        WorkerProcess.ADD, Collections.nCopies(Math.min(100, count - enqueued), 1), options(random));
                LockSupport.parkNanos(random.nextInt(20_000_000));
                if (enqueued % 300 == 0) {
                    children.remove(random.nextInt(children.size())).kill();
                    children.add(worker(queueFile));
                    kills++;
                }
            }
            Progress.until(
                    "jobs are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)), count, () -> {});
            assertThat(WorkerProcess.counter(store)).isEqualTo(count);
            assertThat(kills).isPositive();
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    private static EnqueueOptions options(Random random) {
        return EnqueueOptions.standard().withPriority(random.nextInt(3));
    }

    private ChildJvm worker(StoreConfig queue) {
        ChildJvm child = ChildJvm.start(folder, WorkerProcess.class, folder.resolve("app.db"), queue.path(), 60_000);
        child.await("ready");
        return child;
    }
}
