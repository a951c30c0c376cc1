package io.litestack.cable.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.spi.LoopWorker;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that become more while tasks stall. */
@Timeout(120)
class ElasticPoolTest {
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    };

    private static final Duration PATIENCE = Duration.ofSeconds(Eventually.PATIENCE_SECONDS);

    private final List<Integer> starvations = new CopyOnWriteArrayList<>();
    private final Signal open = new Signal("the stalled tasks may go on");
    private final AtomicInteger stalled = new AtomicInteger();
    private ElasticPool pool = pool(128);

    private ElasticPool pool(int most) {
        return new ElasticPool(
                most,
                "test-handler",
                DAEMONS,
                (threads, waiting, nanos) -> starvations.add(threads),
                (name, step) -> new LoopWorker(name, DAEMONS, step, (loop, cause, pause) -> {}));
    }

    @AfterEach
    void close() {
        open.give();
        pool.close(PATIENCE);
    }

    private void stall(int tasks) {
        for (int i = 0; i < tasks; i++) {
            pool.execute(() -> {
                stalled.incrementAndGet();
                open.awaitUninterruptibly();
            });
        }
    }

    @Test
    void tasks_that_stall_hold_up_no_other() {
        AtomicInteger done = new AtomicInteger();
        stall(70);
        for (int i = 0; i < 30; i++) {
            pool.execute(done::incrementAndGet);
        }
        Eventually.until("the others are done", () -> done.get() == 30);
        Eventually.until("all that stall have begun", () -> stalled.get() >= 70);
        assertThat(stalled).hasValue(70);
        assertThat(starvations).isEmpty();
        pool.execute(done::incrementAndGet);
        Eventually.until("a later one too", () -> done.get() == 31);
    }

    /** A task may be added at the moment the pool grows: it must not wait for a thread that nobody starts. */
    @Test
    void tasks_that_stall_begin_while_there_may_be_threads_for_them() {
        for (int round = 0; round < 300; round++) {
            ElasticPool small = pool(4);
            AtomicInteger begun = new AtomicInteger();
            Signal end = new Signal("the tasks of the round may end");
            Runnable task = () -> {
                begun.incrementAndGet();
                end.awaitUninterruptibly();
            };
            for (int i = 0; i < 3; i++) {
                small.execute(task);
            }
            // the third makes the pool grow some two milliseconds later
            spin(2_000_000 - 1_000 * round);
            small.execute(task);
            String name = "all of round " + round + " have begun";
            Eventually.until(name, () -> begun.get() == 4);
            end.give();
            small.close(PATIENCE);
        }
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void when_there_may_be_no_more_threads_somebody_is_told() {
        pool.close(PATIENCE);
        pool = pool(4);
        AtomicInteger done = new AtomicInteger();
        stall(4);
        Eventually.until("all that stall have begun", () -> stalled.get() == 4);
        pool.execute(done::incrementAndGet);
        Eventually.until("it is told", () -> !starvations.isEmpty());
        assertThat(starvations).containsExactly(4);
        assertThat(done).hasValue(0);
        open.give();
        Eventually.until("it is done", () -> done.get() == 1);
    }

    @Test
    void quick_tasks_need_few_threads() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            pool.execute(() -> {
                if (done.incrementAndGet() % 100 == 0 && !threads.contains(Thread.currentThread())) {
                    threads.add(Thread.currentThread());
                }
            });
        }
        Eventually.until("all are done", () -> done.get() == 10_000);
        // a busy machine may let all of them stand still for two milliseconds a few times
        assertThat(threads).hasSizeLessThan(100);
    }

    @Test
    void what_was_given_before_the_close_is_run() {
        AtomicInteger done = new AtomicInteger();
        List<Runnable> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add(done::incrementAndGet);
        }
        tasks.forEach(pool::execute);
        assertThat(pool.close(PATIENCE)).isTrue();
        assertThat(done).hasValue(100);
        pool.execute(done::incrementAndGet);
        assertThat(done).hasValue(100);
    }
}
