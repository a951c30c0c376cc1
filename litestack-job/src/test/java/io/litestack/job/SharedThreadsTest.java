package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queues that share threads lease nothing that no thread could soon begin.
 *
 * <pre>{@code
 * mvn test -pl litestack-job -Dtest=SharedThreadsTest -Dlitestack.soak=200
 * }</pre>
 */
@Timeout(120)
class SharedThreadsTest {
    private static final int ROUNDS = Integer.getInteger("litestack.soak", 2);
    private static final JobType<Integer> QUICK = JobType.of("quick", Integer.class);
    private static final JobType<Integer> HOLD = JobType.of("hold", Integer.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final AtomicInteger holding = new AtomicInteger();
    private final Semaphore release = new Semaphore(0);
    private JobQueue jobs;

    @BeforeEach
    void open() {
        jobs = JobQueue.open(
                JobConfig.builder(StoreConfig.builder(folder.resolve("jobs.db")).build())
                        .build());
        jobs.handle(QUICK, (n, context) -> {});
        jobs.handle(HOLD, (n, context) -> {
            holding.incrementAndGet();
            release.acquireUninterruptibly();
            holding.decrementAndGet();
        });
    }

    @AfterEach
    void close() {
        release.release(1_000_000);
        jobs.close();
    }

    private void start(int workers, String... queues) {
        JobContract.start(
                jobs,
                it -> it.workers(workers)
                        .queues(List.of(queues).stream().map(QueueConfig::of).toList()));
    }

    private List<Long> enqueue(JobType<Integer> type, String queue, int count) {
        return jobs.enqueueAll(type, Collections.nCopies(count, 1), EnqueueOptions.onQueue(queue));
    }

    private void awaitDone(List<Long> ids) {
        ids.forEach(it -> JobContract.awaitState(jobs, it, JobState.DONE));
    }

    private long leased(String queue) {
        return jobs.admin().count(JobFilter.inState(JobState.RUNNING).withQueue(queue));
    }

    @Test
    void while_all_threads_are_in_jobs_of_one_queue_nothing_of_the_others_is_leased() {
        start(3, "long", "other", "third");
        enqueue(HOLD, "long", 5);
        Eventually.until("all threads are taken", () -> holding.get() == 3);
        enqueue(QUICK, "other", 20);
        jobs.enqueue(QUICK, 1, EnqueueOptions.onQueue("third"));
        jobs.enqueueAsync(QUICK, 1, EnqueueOptions.onQueue("third")).join();
        assertThat(leased("long")).isEqualTo(3);
        assertThat(leased("other")).isZero();
        assertThat(leased("third")).isZero();
        assertThat(jobs.stats().held()).isEqualTo(3);
    }

    @Test
    void one_thread_that_is_free_counts_once_for_all_queues() {
        start(2, "a", "b", "c");
        enqueue(HOLD, "a", 1);
        Eventually.until("one thread is taken", () -> holding.get() == 1);
        enqueue(HOLD, "b", 3);
        enqueue(HOLD, "c", 3);
        Eventually.until("the other one too", () -> holding.get() == 2);
        assertThat(jobs.stats().held()).isEqualTo(2);
    }

    @Test
    void prefetched_quick_jobs_are_left_to_idle_workers_when_their_threads_are_occupied_unexpectedly() {
        start(2, "mixed", "other");
        for (int round = 0; round < ROUNDS; round++) {
            awaitDone(enqueue(QUICK, "mixed", 500));
            awaitDone(enqueue(QUICK, "other", 500));
            enqueue(HOLD, "mixed", 2);
            Eventually.until("both threads are taken", () -> holding.get() == 2);
            List<Long> waiting = new ArrayList<>(enqueue(QUICK, "other", 100));
            waiting.addAll(enqueue(QUICK, "mixed", 100));
            Eventually.until("only what runs is leased", () -> jobs.stats().held() == 2);
            // from now on nothing is leased in the first place
            long asked = jobs.stats().handedOver() + jobs.stats().claimed();
            waiting.add(jobs.enqueue(QUICK, 1, EnqueueOptions.onQueue("other")));
            assertThat(jobs.stats().handedOver() + jobs.stats().claimed()).isEqualTo(asked);
            assertThat(holding).hasValue(2);

            JobWorkers idle = jobs.workers(WorkerConfig.builder()
                            .workers(1)
                            .queues(List.of(QueueConfig.of("mixed"), QueueConfig.of("other")))
                            .build())
                    .start();
            awaitDone(waiting);
            assertThat(holding).hasValue(2);
            idle.stop(Duration.ofSeconds(5));
            release.release(2);
            Eventually.until("both are done", () -> holding.get() == 0);
        }
    }

    @Test
    void a_thread_that_sleeps_is_woken_for_a_queue_whose_slot_has_become_free() {
        JobContract.start(
                jobs,
                it -> it.workers(2)
                        .queues(List.of(
                                QueueConfig.of("main", 10),
                                QueueConfig.of("single", 1).withConcurrency(1))));
        Signal open = new Signal("the long one may end");
        JobType<Integer> last = JobType.of("last", Integer.class);
        jobs.handle(last, (n, context) -> open.awaitUninterruptibly());
        List<Long> single = enqueue(HOLD, "single", 3);
        Eventually.until("one runs", () -> holding.get() == 1);
        List<Long> main = enqueue(last, "main", 1);
        JobContract.awaitState(jobs, main.get(0), JobState.RUNNING);
        release.release(3);
        awaitDone(single);
        open.give();
        awaitDone(main);
    }

    @Test
    void each_queue_gets_its_turn_by_its_weight_however_long_jobs_take() {
        Semaphore ended = new Semaphore(0);
        List<String> order = new CopyOnWriteArrayList<>();
        JobType<Integer> noted = JobType.of("noted", Integer.class);
        jobs.handle(noted, (n, context) -> {
            order.add(context.queue());
            ended.release();
            release.acquireUninterruptibly();
        });
        enqueue(noted, "light", 20);
        enqueue(noted, "heavy", 20);
        JobContract.start(
                jobs, it -> it.workers(1).queues(List.of(QueueConfig.of("light", 1), QueueConfig.of("heavy", 3))));
        for (int i = 0; i < 16; i++) {
            ended.acquireUninterruptibly();
            long begun = System.nanoTime();
            // longer than what counts as quick
            Eventually.until("it took long", () -> System.nanoTime() - begun > 30_000_000);
            release.release();
        }
        ended.acquireUninterruptibly();
        assertThat(order.subList(0, 16)).filteredOn("light"::equals).hasSizeBetween(3, 5);
    }
}
