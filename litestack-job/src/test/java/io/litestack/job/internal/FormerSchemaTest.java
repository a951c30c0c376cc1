package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.Limit;
import io.litestack.job.Unique;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file with the tables of an earlier version is brought up to date, with its jobs. */
@Timeout(120)
class FormerSchemaTest {
    private static final JobType<String> TEXT = JobType.of("text", String.class);

    @TempDir
    Path folder;

    @Test
    void jobs_of_a_file_of_the_first_version_run() throws Exception {
        StoreConfig config = StoreConfig.builder(folder.resolve("jobs.db")).build();
        try (Store store = Store.open(config)) {
            StoreInternals.of(store).install(Schema.load("job", SqliteJobQueue.class, "V001__jobs.sql"));
            store.execute("insert into litejob_kinds (queue, type) values ('default', 'text')");
            store.execute("""
                    insert into litejob_jobs (state, queue, priority, type, kind, attempt, refunds, run, created_at_ms,
                        run_at_ms, payload, incarnation) values
                        (1, 'default', 0, 'text', 1, 0, 0, 0, 0, 0, x'22616e6e22', 1),
                        (0, 'default', 0, 'text', 1, 0, 0, 0, 0, 0, x'22626f6222', 1)""");
        }
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(config).build())) {
            jobs.handle(TEXT, (text, context) -> context.setResult(text));
            jobs.workers(WorkerConfig.builder().build()).start();
            for (long id = 1; id <= 2; id++) {
                assertThat(jobs.await(id, Duration.ofMinutes(1)).orElseThrow().state())
                        .isEqualTo(JobState.DONE);
            }
            EnqueueOptions options =
                    EnqueueOptions.standard().withUnique(Unique.byPayload()).withLimit(Limit.concurrency("text", 1));
            long id = jobs.enqueue(TEXT, "cay", options);
            assertThat(jobs.admin().result(jobs.await(id, Duration.ofMinutes(1)).orElseThrow(), String.class))
                    .contains("cay");
        }
    }
}
