package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.StorageFullException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Signal;
import io.litestack.core.testkit.SmallDisk;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk fills up while jobs are enqueued, taken and finished. */
@Requires(Facility.MOUNT)
@Timeout(120)
class FullDiskTest {
    private static final JobType<String> TEXT = JobType.of("text", String.class);

    @TempDir
    Path folder;

    @Test
    void nothing_acknowledged_is_lost_or_doubled_and_work_goes_on_once_there_is_room() {
        try (SmallDisk disk = SmallDisk.mount(folder, 20_000);
                JobQueue jobs = JobQueue.open(
                        JobConfig.builder(StoreConfig.builder(disk.folder().resolve("jobs.db"))
                                        .sync(Sync.NORMAL)
                                        .build())
                                .build())) {
            Queue<Long> ran = new ConcurrentLinkedQueue<>();
            Signal full = new Signal("the disk is full");
            jobs.handle(TEXT, (text, context) -> {
                full.await();
                ran.add(context.id());
            });
            jobs.workers(WorkerConfig.builder().workers(2).build()).start();
            Set<Long> acknowledged = new HashSet<>();
            acknowledged.add(jobs.enqueue(TEXT, "first"));
            acknowledged.add(jobs.enqueue(TEXT, "second"));
            Throwable failure = fill(disk, jobs, acknowledged);
            assertThat(failure).isInstanceOf(StorageFullException.class).hasMessageContaining("jobs.db");

            full.give();
            Eventually.until("the running ones have ended", () -> ran.size() >= 2);
            disk.makeRoom();
            Eventually.until(
                    "all acknowledged ones are done: " + jobs.stats(),
                    () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == acknowledged.size());
            assertThat(ran).containsExactlyInAnyOrderElementsOf(acknowledged);
            assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(acknowledged.size());
        }
    }

    private static Throwable fill(SmallDisk disk, JobQueue jobs, Set<Long> acknowledged) {
        disk.fillUpTo(50);
        for (int i = 0; i < 1_000; i++) {
            Throwable failure = catchThrowable(() -> acknowledged.add(jobs.enqueue(TEXT, "x".repeat(5_000))));
            if (failure != null) {
                return failure;
            }
        }
        throw new AssertionError("the disk does not fill up");
    }
}
