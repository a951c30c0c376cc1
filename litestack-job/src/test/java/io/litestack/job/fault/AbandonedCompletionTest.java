package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobListener;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A queue is closed while the finishes of its jobs cannot be written; all else can. */
class AbandonedCompletionTest {
    private static final JobType<String> TEXT = JobType.of("text", String.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final Signal hasFailed = new Signal("a completion could not be written");

    private JobQueue open(StoreConfig config) {
        JobListener listener = new JobListener() {
            @Override
            public void onInternalFailure(String what, Throwable cause) {
                hasFailed.give();
            }
        };
        JobQueue jobs =
                JobQueue.open(JobConfig.builder(config).listener(listener).build());
        jobs.handle(TEXT, (text, context) -> {});
        return jobs;
    }

    private static WorkerConfig workers() {
        return WorkerConfig.builder()
                .lease(Duration.ofSeconds(1))
                .drainTimeout(Duration.ofMillis(100))
                .interruptTimeout(Duration.ofMillis(100))
                .build();
    }

    @Test
    void the_row_by_which_their_leases_are_found_stays_and_the_jobs_are_done_by_whoever_finds_it() {
        StoreConfig config =
                StoreConfig.builder(folder.resolve("jobs.db")).sync(Sync.FULL).build();
        long id;
        try (Store store = Store.open(config)) {
            try (JobQueue jobs = open(config)) {
                store.execute("create trigger no_end before update on litejob_jobs when new.state = 3"
                        + " begin select raise(abort, 'not now'); end");
                jobs.workers(workers()).start();
                id = jobs.enqueue(TEXT, "text");
                hasFailed.await();
            }
            assertThat(store.query(
                            "select o.id from litejob_owners o join litejob_jobs j on j.owner = o.id where j.state = 2",
                            row -> row.getLong(1)))
                    .hasSize(1);
            store.execute("drop trigger no_end");
        }
        try (JobQueue jobs = open(config)) {
            jobs.workers(workers()).start();
            Eventually.until("it is done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 1);
            assertThat(jobs.admin().find(id).orElseThrow().attempts()).isEqualTo(1);
        }
    }
}
