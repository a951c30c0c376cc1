package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A loop that cannot die, can be woken, and stops when it is asked to. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class LoopWorkerTest {
    private static final String NAME = "litestack-test-loop-1";
    private static final long FOR_EVER = LoopWorker.Step.UNTIL_WOKEN;

    private final AtomicInteger steps = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Long> pauses = new CopyOnWriteArrayList<>();
    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private LoopWorker loop = loop(() -> FOR_EVER);

    /** Counts the steps, and what fails. */
    private LoopWorker loop(LoopWorker.Step step) {
        return new LoopWorker(
                NAME,
                task -> {
                    thread.set(new Thread(task));
                    return thread.get();
                },
                () -> {
                    steps.incrementAndGet();
                    return step.run();
                },
                (name, cause, pause) -> {
                    assertThat(name).isEqualTo(NAME);
                    failures.add(cause);
                    pauses.add(pause);
                });
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private void untilSteps(int count) {
        Eventually.until(count + " steps", () -> steps.get() >= count);
    }

    private void untilAsleep() {
        Eventually.until("it sleeps", () -> thread.get().getState() == Thread.State.WAITING);
    }

    @Test
    void it_runs_at_once_when_started_and_sleeps_until_woken() {
        loop.start();
        untilSteps(1);
        untilAsleep();
        assertThat(steps).hasValue(1);
        assertThat(thread.get().getName()).isEqualTo(NAME);
        loop.wake();
        untilSteps(2);
        untilAsleep();
        assertThat(steps).hasValue(2);
    }

    @Test
    void it_runs_again_and_again_at_the_interval_that_its_step_returns() {
        loop = loop(() -> TimeUnit.MILLISECONDS.toNanos(1));
        loop.start();
        untilSteps(10);
        loop = closed(loop(() -> 0));
        loop.start();
        untilSteps(1000);
    }

    private LoopWorker closed(LoopWorker next) {
        loop.close();
        steps.set(0);
        return next;
    }

    @Test
    void a_wake_up_shortens_the_interval() {
        loop = loop(() -> TimeUnit.HOURS.toNanos(1));
        loop.start();
        untilSteps(1);
        loop.wake();
        untilSteps(2);
    }

    @Test
    void a_wake_up_during_a_step_makes_it_run_once_more() {
        Signal inStep = new Signal("in the step");
        Signal goOn = new Signal("the step may go on");
        loop = loop(() -> {
            inStep.give();
            goOn.await();
            return FOR_EVER;
        });
        loop.start();
        inStep.await();
        loop.wake();
        loop.wake();
        goOn.give();
        untilSteps(2);
        untilAsleep();
        assertThat(steps).hasValue(2);
    }

    @Test
    void the_step_may_be_run_on_the_thread_of_who_wakes_it() {
        AtomicReference<Thread> runner = new AtomicReference<>();
        loop = loop(() -> {
            runner.set(Thread.currentThread());
            return FOR_EVER;
        });
        loop.start();
        untilSteps(1);
        untilAsleep();
        loop.runOrWake();
        assertThat(steps).hasValue(2);
        assertThat(runner).hasValue(Thread.currentThread());
        assertThat(thread.get().getState()).isEqualTo(Thread.State.WAITING);
    }

    @Test
    void a_step_that_is_running_is_run_once_more_on_its_own_thread() {
        Signal inStep = new Signal("in the step");
        Signal goOn = new Signal("the step may go on");
        loop = loop(() -> {
            inStep.give();
            goOn.await();
            return FOR_EVER;
        });
        loop.start();
        inStep.await();
        loop.runOrWake();
        assertThat(steps).hasValue(1);
        goOn.give();
        untilSteps(2);
        untilAsleep();
        assertThat(steps).hasValue(2);
    }

    @Test
    void what_is_left_of_a_step_or_fails_is_for_the_thread_of_the_loop() {
        loop = loop(() -> {
            if (steps.get() == 3) {
                throw new IllegalStateException("3");
            }
            return steps.get() == 2 ? 0 : FOR_EVER;
        });
        loop.start();
        untilSteps(1);
        untilAsleep();
        loop.runOrWake();
        // the second step said that there is more, and the third fails
        untilSteps(4);
        assertThat(failures).hasSize(1);
        untilAsleep();
        steps.set(2);
        loop.runOrWake();
        untilSteps(4);
        assertThat(failures).hasSize(1);
    }

    @Test
    void closing_waits_for_a_step_on_another_thread() {
        Signal inStep = new Signal("in the step");
        Signal goOn = new Signal("the step may go on");
        loop = loop(() -> {
            if (steps.get() == 2) {
                inStep.give();
                goOn.await();
            }
            return FOR_EVER;
        });
        loop.start();
        untilSteps(1);
        untilAsleep();
        Background<Void> waker = Background.run("waker", loop::runOrWake);
        inStep.await();
        assertThat(loop.close(Duration.ofMillis(20))).isFalse();
        goOn.give();
        waker.result();
        assertThat(loop.close(Duration.ofSeconds(10))).isTrue();
        loop.runOrWake();
        assertThat(steps).hasValue(2);
    }

    @Test
    void starting_twice_starts_one_thread() {
        loop.start();
        untilSteps(1);
        Thread first = thread.get();
        loop.start();
        assertThat(thread.get()).isSameAs(first);
    }

    @Test
    void a_step_that_throws_is_reported_and_run_again_after_a_pause_that_grows_until_it_succeeds() {
        List<Throwable> causes = List.of(new Exception("1"), new AssertionError("2"), new IllegalStateException("3"));
        loop = loop(() -> {
            int step = steps.get();
            if (step <= 3) {
                throw sneaky(causes.get(step - 1));
            }
            if (step == 5) {
                throw new Exception("again");
            }
            return step == 4 ? 0 : FOR_EVER;
        });
        loop.start();
        untilSteps(6);
        untilAsleep();
        assertThat(failures.subList(0, 3)).isEqualTo(causes);
        long first = pauses.get(0);
        assertThat(first).isBetween(TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1));
        assertThat(pauses).containsExactly(first, 2 * first, 4 * first, first);
    }

    @Test
    void a_wake_up_ends_the_pause_after_a_failure() {
        loop = loop(() -> {
            throw new IllegalStateException("mine");
        });
        loop.start();
        for (int i = 1; i <= 30; i++) {
            untilSteps(i);
            loop.wake();
        }
        assertThat(pauses).allMatch(it -> it <= TimeUnit.MINUTES.toNanos(1)).contains(TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    void a_listener_that_throws_does_not_end_it() {
        loop = new LoopWorker(
                NAME,
                Thread::new,
                () -> {
                    if (steps.incrementAndGet() == 1) {
                        throw new IllegalStateException("mine");
                    }
                    return FOR_EVER;
                },
                (name, cause, pause) -> {
                    throw new AssertionError("the listener's");
                });
        loop.start();
        loop.wake();
        untilSteps(2);
    }

    @Test
    void closing_waits_for_the_step_that_is_under_way() {
        Signal inStep = new Signal("in the step");
        Signal goOn = new Signal("the step may go on");
        loop = loop(() -> {
            inStep.give();
            goOn.await();
            return 0;
        });
        loop.start();
        inStep.await();
        assertThat(loop.close(Duration.ofMillis(1))).isFalse();
        Background<Void> closing = Background.run("closes", loop::close);
        Eventually.until("it waits", () -> closing.thread().getState() == Thread.State.TIMED_WAITING);
        goOn.give();
        closing.result();
        assertThat(thread.get().isAlive()).isFalse();
        assertThat(steps).hasValue(1);
        assertThat(loop.close(Duration.ofMillis(1))).isTrue();
    }

    @Test
    void closing_before_the_start_is_legal_and_there_is_no_start_after_it() {
        loop.close();
        loop.close();
        loop.start();
        loop.wake();
        assertThat(thread.get()).isNull();
    }

    @Test
    void a_step_may_close_its_own_loop() {
        AtomicReference<LoopWorker> self = new AtomicReference<>();
        loop = loop(() -> {
            self.get().close();
            return 0;
        });
        self.set(loop);
        loop.start();
        untilSteps(1);
        Eventually.until("it ends", () -> !thread.get().isAlive());
        assertThat(steps).hasValue(1);
    }

    @Test
    void an_interrupt_of_its_thread_does_not_end_it() {
        loop.start();
        untilSteps(1);
        untilAsleep();
        thread.get().interrupt();
        untilSteps(2);
        untilAsleep();
        loop.wake();
        untilSteps(3);
    }

    @Test
    void who_is_interrupted_while_closing_it_waits_on_and_keeps_the_flag() {
        Signal inStep = new Signal("in the step");
        Signal goOn = new Signal("the step may go on");
        loop = loop(() -> {
            inStep.give();
            goOn.await();
            return 0;
        });
        loop.start();
        inStep.await();
        Background<Boolean> closing = Background.call("closes", () -> {
            loop.close();
            return Thread.interrupted() && !thread.get().isAlive();
        });
        Eventually.until("it waits", () -> closing.thread().getState() == Thread.State.TIMED_WAITING);
        closing.thread().interrupt();
        goOn.give();
        assertThat(closing.result()).isTrue();
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneaky(Throwable cause) throws X {
        throw (X) cause;
    }
}
