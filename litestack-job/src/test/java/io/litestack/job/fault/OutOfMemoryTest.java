package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.ChildJvm;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A handler that takes all memory ends no thread but its own attempt: the other jobs run, also those for later. A long run:
 *
 * <pre>{@code
 * mvn test -pl litestack-job -Dtest=OutOfMemoryTest -Dlitestack.soak=300
 * }</pre>
 */
class OutOfMemoryTest {
    private static final JobType<Integer> GREEDY = JobType.of("greedy", Integer.class);
    private static final JobType<Integer> MODEST = JobType.of("modest", Integer.class);

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void jobs_run_on_after_others_have_run_out_of_memory() {
        int rounds = Integer.getInteger("litestack.soak", 3);
        Path file = folder.resolve("jobs.db");
        List<String> smallHeap = List.of("env", "JDK_JAVA_OPTIONS=-Xmx48m");
        try (ChildJvm child = ChildJvm.start(smallHeap, folder, Hungry.class, file, rounds)) {
            child.await("all have ended");
            child.send("end");
            assertThat(child.awaitEnd()).isZero();
        }
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(file).build())) {
            assertThat(jobs.admin().count(JobFilter.inState(JobState.PARKED).withType("greedy")))
                    .isEqualTo(rounds);
            assertThat(jobs.admin().count(JobFilter.inState(JobState.DONE).withType("modest")))
                    .isEqualTo(rounds * 41L);
        }
    }

    /** The process. */
    static final class Hungry {
        private Hungry() {}

        public static void main(String[] arguments) throws Exception {
            int rounds = Integer.parseInt(arguments[1]);
            try (JobQueue jobs =
                    JobQueue.open(JobConfig.builder(Path.of(arguments[0])).build())) {
                jobs.handle(GREEDY, (number, context) -> {
                    List<byte[]> all = new ArrayList<>();
                    while (true) {
                        all.add(new byte[1 << 20]);
                    }
                });
                jobs.handle(MODEST, (number, context) -> {});
                jobs.workers(WorkerConfig.builder().workers(3).build()).start();
                for (int round = 0; round < rounds; round++) {
                    jobs.enqueueAll(MODEST, Collections.nCopies(20, 1), EnqueueOptions.standard());
                    jobs.enqueue(MODEST, 1, EnqueueOptions.standard().withDelay(Duration.ofMillis(200)));
                    jobs.enqueue(GREEDY, 1);
                    jobs.enqueueAll(MODEST, Collections.nCopies(20, 1), EnqueueOptions.standard());
                    JobFilter left = JobFilter.inState(JobState.READY, JobState.RUNNING, JobState.SCHEDULED);
                    while (jobs.admin().count(left) > 0) {
                        TimeUnit.MILLISECONDS.sleep(5);
                    }
                }
                System.out.println("all have ended");
                while (System.in.read() != '\n') {
                    // waits for the word
                }
            }
        }
    }
}
