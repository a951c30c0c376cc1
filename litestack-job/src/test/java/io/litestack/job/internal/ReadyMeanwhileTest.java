package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.fetch.LocalQueue;
import io.litestack.job.internal.lease.LeaseRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that can take no job for a while: those that become ready meanwhile are looked for again. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ReadyMeanwhileTest {
    private static final JobType<Integer> NUMBER = JobType.of("number", Integer.class);

    @TempDir
    Path folder;

    private JobQueue jobs;
    private WorkerParts parts;

    @BeforeEach
    void open() {
        jobs = JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build());
        jobs.handle(NUMBER, (number, context) -> {});
        SqliteJobWorkers workers = (SqliteJobWorkers)
                jobs.workers(WorkerConfig.builder().workers(1).build()).start();
        parts = workers.parts();
    }

    @AfterEach
    void close() {
        jobs.close();
    }

    private long lookedForInVain() {
        long[] id = new long[1];
        try (Store store = Store.open(jobs.config().store())) {
            store.useWrite(tx -> id[0] = jobs.enqueue(tx, NUMBER, 1).orElseThrow());
        }
        Eventually.until("it was looked for", () -> !parts.context.ready().isRaised());
        assertThat(jobs.admin().find(id[0]).map(Job::state)).contains(JobState.READY);
        return id[0];
    }

    private void awaitDone(long id) {
        Eventually.until(
                "it is done",
                () -> jobs.admin()
                        .find(id)
                        .filter(it -> it.state() == JobState.DONE)
                        .isPresent());
    }

    @Test
    void once_it_is_known_what_is_leased() {
        LeaseRegistry leases = parts.leases;
        leases.commandSubmitted();
        leases.outcomeUnknown();
        long id = lookedForInVain();
        leases.commandEnded();
        awaitDone(id);
    }

    @Test
    void once_the_slot_of_a_job_that_does_not_come_is_free() {
        LocalQueue queue = parts.fetchers.get(0).queue();
        assertThat(queue.reserve()).isTrue();
        long id = lookedForInVain();
        queue.notStored();
        awaitDone(id);
    }
}
