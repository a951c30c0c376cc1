package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.ChildJvm;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that ends the JVM does not wait for itself. */
class ExitingJobTest {
    private static final JobType<Integer> EXIT = JobType.of("exit", Integer.class);

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void a_handler_that_calls_exit_ends_a_process_whose_workers_stop_at_the_exit() {
        try (ChildJvm child = ChildJvm.start(folder, Exiting.class, folder.resolve("jobs.db"))) {
            child.await("exits");
            // far less than the workers may take to drain
            assertThat(child.awaitEnd()).isEqualTo(3);
        }
    }

    /** The process. */
    static final class Exiting {
        private Exiting() {}

        public static void main(String[] arguments) throws InterruptedException {
            JobQueue jobs =
                    JobQueue.open(JobConfig.builder(Path.of(arguments[0])).build());
            jobs.handle(EXIT, (status, context) -> {
                System.out.println("exits");
                System.exit(status);
            });
            jobs.workers(WorkerConfig.builder()
                            .stopAtExit(true)
                            .drainTimeout(Duration.ofHours(1))
                            .build())
                    .start();
            jobs.enqueue(EXIT, 3);
            // a main that returned would end the process itself, since workers are daemons
            new CountDownLatch(1).await();
        }
    }
}
