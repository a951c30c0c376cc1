package io.litestack.job.fault;

import io.litestack.core.StoreConfig;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.Schedule;
import io.litestack.job.Unique;
import io.litestack.job.WorkerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;

/**
 * A process that takes part in a race, and ends at the end of its input: of schedules ({@code schedule}), which it fires, or of
 * unique jobs ({@code unique}), which it enqueues from eight threads.
 */
public final class ScheduleProcess {
    private ScheduleProcess() {}

    /** The file, and what to do. */
    public static void main(String[] arguments) throws InterruptedException {
        StoreConfig store = StoreConfig.builder(Path.of(arguments[0])).build();
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(store).build());
                Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            if (arguments[1].equals("schedule")) {
                schedule(jobs);
            }
            System.out.println("ready");
            input.nextLine();
            if (arguments[1].equals("unique")) {
                race(jobs);
            }
            System.out.println("did it");
            input.nextLine();
        }
    }

    private static void schedule(JobQueue jobs) {
        jobs.schedules()
                .put("tick", Schedule.every(Duration.ofSeconds(1)).withAllMisfires(1_000), WorkerProcess.ADD, 1);
        jobs.workers(WorkerConfig.builder().workers(1).build()).start();
    }

    /** Each thread enqueues a job of each of fifty keys. */
    private static void race(JobQueue jobs) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            new Thread(() -> {
                        for (int key = 0; key < 50; key++) {
                            jobs.enqueue(
                                    WorkerProcess.ADD,
                                    1,
                                    EnqueueOptions.standard().withUnique(Unique.byKey("k" + key)));
                        }
                        end.countDown();
                    })
                    .start();
        }
        end.await();
    }
}
