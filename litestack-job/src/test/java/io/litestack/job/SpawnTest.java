package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that have a thread each: on Java 21 and later hundreds of virtual ones on a few carriers. */
@Timeout(300)
class SpawnTest {
    private static final JobType<Integer> ADD = JobType.of("add", Integer.class);
    private static final int JOBS = 500;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    @Test
    void hundreds_that_wait_in_their_transactions_and_out_of_them_hold_up_no_other() {
        CountDownLatch allHaveBegun = new CountDownLatch(JOBS);
        AtomicInteger runs = new AtomicInteger();
        try (Store store = Store.open(folder.resolve("app.db"));
                JobQueue jobs = JobQueue.open(
                        JobConfig.builder(folder.resolve("jobs.db")).build())) {
            store.execute("create table counter(n integer)");
            store.execute("insert into counter values (0)");
            jobs.handle(ADD, (n, context) -> {
                context.progress(1, 2, "has begun");
                allHaveBegun.countDown();
                if (!allHaveBegun.await(Eventually.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("held up: " + allHaveBegun.getCount() + " have not begun");
                }
                context.useWrite(store, tx -> {
                    tx.execute("update counter set n = n + ?", n);
                    Thread.yield();
                });
                runs.incrementAndGet();
            });
            jobs.workers(WorkerConfig.builder()
                            .queue(QueueConfig.of("default").spawning().withConcurrency(JOBS))
                            .build())
                    .start();
            jobs.enqueueAll(ADD, Collections.nCopies(JOBS, 1), EnqueueOptions.standard());
            for (int part = 100; part <= JOBS; part += 100) {
                int some = part;
                Eventually.until(some + " are done: " + jobs.stats(), () -> done(jobs) >= some);
            }
            assertThat(runs).hasValue(JOBS);
            assertThat(store.queryFirst("select n from counter", row -> row.getInt(1)))
                    .contains(JOBS);
        }
    }

    private static long done(JobQueue jobs) {
        return jobs.admin().count(JobFilter.inState(JobState.DONE));
    }
}
