package io.litestack.job.fault;

import io.litestack.core.StoreConfig;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobType;
import io.litestack.job.RetryPolicy;
import io.litestack.job.WorkerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with 25 workers that says when each of its jobs begins and ends, by the monotonic clock that all processes of the
 * machine share; until its input ends.
 */
public final class LimitProcess {
    /** A job that takes some milliseconds. */
    static final JobType<Integer> SHORT = JobType.of("short", Integer.class);

    /** A job that takes no time, and says when it began only. */
    static final JobType<Integer> START = JobType.of("start", Integer.class);

    /** A job that waits to be interrupted. */
    static final JobType<Integer> WAIT = JobType.of("wait", Integer.class);

    /** A job that follows one that is given up. */
    static final JobType<Integer> FOLLOW = JobType.of("follow", Integer.class);

    private static final long SHORT_NANOS = 3_000_000;

    private LimitProcess() {}

    /** The file. */
    public static void main(String[] arguments) {
        StoreConfig store = StoreConfig.builder(Path.of(arguments[0])).build();
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(store).build());
                Scanner input = new Scanner(System.in, StandardCharsets.UTF_8)) {
            jobs.handle(SHORT, (n, context) -> {
                long begun = System.nanoTime();
                say("begin " + n + ' ' + begun);
                LockSupport.parkNanos(SHORT_NANOS);
                say("end " + n + ' ' + System.nanoTime());
            });
            jobs.handle(START, (n, context) -> {
                long begun = System.nanoTime();
                say("start " + n + ' ' + begun);
            });
            jobs.handle(WAIT, (n, context) -> {
                say("waits " + context.id());
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    say("interrupted " + context.id());
                    throw e;
                }
            });
            jobs.handle(
                    FOLLOW, (n, context) -> say("follows " + context.metadata().get("given-up-id")));
            jobs.workers(WorkerConfig.builder()
                            .workers(25)
                            .retryPolicy(RetryPolicy.standard().withDelay(Duration.ofMillis(1), 1))
                            .build())
                    .start();
            say("ready");
            while (input.hasNextLine()) {
                say("did " + input.nextLine());
            }
        }
    }

    /** In one system call, so that no line is half said. */
    private static synchronized void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
