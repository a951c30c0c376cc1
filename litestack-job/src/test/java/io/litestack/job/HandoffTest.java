package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How jobs come to the workers of the process that enqueues them. */
@Timeout(120)
class HandoffTest {
    private static final JobType<Integer> QUICK = JobType.of("quick", Integer.class);
    private static final JobType<JobContract.Note> HOLD = JobType.of("hold", JobContract.Note.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final JobContract.Gate gate = new JobContract.Gate();
    private final AtomicInteger runs = new AtomicInteger();
    private final SteppedTicker ticker = new SteppedTicker();
    private JobQueue jobs;

    @BeforeEach
    void open() {
        jobs = JobQueue.open(JobConfig.builder(StoreConfig.builder(folder.resolve("jobs.db"))
                        .ticker(ticker)
                        .build())
                .build());
        jobs.handle(QUICK, (n, context) -> runs.incrementAndGet());
        jobs.handle(HOLD, gate);
    }

    @AfterEach
    void close() {
        gate.open.give();
        jobs.close();
    }

    @Test
    void a_free_worker_gets_a_new_job_without_looking_for_it() {
        JobContract.start(jobs);
        AtomicInteger enqueued = new AtomicInteger();
        // a look at the table, due to a wake-up that comes late, may be quicker now and then
        Eventually.until("fifty were handed over", () -> {
            JobContract.awaitState(jobs, jobs.enqueue(QUICK, enqueued.incrementAndGet()), JobState.DONE);
            return jobs.stats().handedOver() >= 50;
        });
        assertThat(jobs.stats().handedOver() + jobs.stats().claimed()).isEqualTo(enqueued.get());
    }

    @Test
    void a_job_that_finds_no_free_worker_waits_in_the_table_where_others_can_take_it() {
        JobContract.start(jobs, it -> it.workers(1));
        jobs.enqueue(HOLD, new JobContract.Note(""));
        gate.begun.await();
        long waiting = jobs.enqueue(QUICK, 1);
        assertThat(jobs.admin().find(waiting).orElseThrow().state()).isEqualTo(JobState.READY);

        JobContract.start(jobs, it -> it.workers(1));
        JobContract.awaitState(jobs, waiting, JobState.DONE);
    }

    @Test
    void a_job_for_which_there_is_no_handler_here_is_left_to_others_and_those_behind_it_are_handed_over() {
        JobContract.start(jobs);
        long id = jobs.enqueue(JobType.of("nobody", Integer.class), 1);
        assertThat(jobs.stats().handedOver()).isZero();
        Eventually.until("one behind it is handed over", () -> {
            JobContract.awaitState(jobs, jobs.enqueue(QUICK, 1), JobState.DONE);
            return jobs.stats().handedOver() > 0;
        });
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    @Test
    void a_job_of_higher_priority_runs_before_those_that_were_prefetched() {
        JobType<Integer> noted = JobType.of("noted", Integer.class);
        Queue<Integer> order = new ConcurrentLinkedQueue<>();
        jobs.handle(noted, (n, context) -> order.add(n));
        ticker.stop();
        JobContract.start(jobs, it -> it.workers(1));
        jobs.enqueueAll(QUICK, Collections.nCopies(100, 1), EnqueueOptions.standard());
        Eventually.until("the worker has proved quick", () -> runs.get() == 100);
        jobs.enqueue(HOLD, new JobContract.Note(""));
        gate.begun.await();
        jobs.enqueueAll(noted, List.of(1, 2, 3), EnqueueOptions.standard());
        jobs.enqueue(noted, 4, EnqueueOptions.standard().withPriority(1));
        jobs.enqueue(noted, 5, EnqueueOptions.standard().withPriority(-1));
        gate.open.give();
        Eventually.until("all have run", () -> order.size() == 5);
        assertThat(order).containsExactly(4, 1, 2, 3, 5);
    }

    @Test
    void what_was_prefetched_is_released_when_a_handler_turns_out_to_be_slow() {
        JobContract.start(jobs, it -> it.workers(1));
        jobs.enqueueAll(QUICK, Collections.nCopies(2_000, 1), EnqueueOptions.standard());
        Eventually.until("the worker has proved quick", () -> runs.get() == 2_000);
        jobs.enqueue(HOLD, new JobContract.Note(""));
        gate.begun.await();
        long behind = jobs.enqueue(QUICK, 1);
        JobContract.start(jobs, it -> it.workers(1));
        JobContract.awaitState(jobs, behind, JobState.DONE);
        assertThat(jobs.admin().find(behind).orElseThrow().attempts()).isEqualTo(1);
    }

    @Test
    void more_jobs_than_may_be_prefetched_all_run_and_few_are_held_at_a_time() {
        jobs.enqueueAll(QUICK, Collections.nCopies(10_000, 1), EnqueueOptions.standard());
        AtomicInteger mostHeld = new AtomicInteger();
        JobContract.start(jobs, it -> it.prefetch(100));
        Eventually.until("all have run", () -> {
            mostHeld.accumulateAndGet(jobs.stats().held(), Math::max);
            return runs.get() == 10_000;
        });
        // prefetched, running, and ended with their completion on its way
        assertThat(mostHeld.get()).isLessThan(3_000);
        Eventually.until("all are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 10_000);
        Eventually.until("nothing is held", () -> jobs.stats().held() == 0);
    }
}
