package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A thread survives whatever its work, its factory and its listener throw. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class SupervisedThreadTest {
    private static final String NAME = "litestack-test-thread-1";

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicReference<Thread> last = new AtomicReference<>();
    private volatile boolean isEnding;
    private SupervisedThread thread = supervised(Thread::new, () -> {});

    /** Work that counts its runs, does something, and goes on until the test ends. */
    private SupervisedThread supervised(ThreadFactory factory, Runnable first) {
        return new SupervisedThread(
                NAME,
                factory,
                () -> {
                    last.set(Thread.currentThread());
                    runs.incrementAndGet();
                    first.run();
                    while (!isEnding) {
                        LockSupport.park(this);
                    }
                },
                (name, cause, pause) -> failures.add(cause));
    }

    @AfterEach
    void end() {
        isEnding = true;
        thread.unpark();
        assertThat(thread.join(TimeUnit.SECONDS.toNanos(20))).isTrue();
    }

    static Stream<Throwable> everyKind() {
        return Stream.of(
                new IllegalStateException("unchecked"),
                new Exception("sneaky"),
                new InterruptedException("sneaky"),
                new StackOverflowError(),
                new OutOfMemoryError("made up"),
                new NoClassDefFoundError("a class"),
                new ThreadDeath(),
                new Throwable("neither"));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void work_that_throws_is_reported_and_run_again_on_the_same_thread(Throwable kind) {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        thread = supervised(Thread::new, () -> {
            threads.add(Thread.currentThread());
            if (runs.get() <= 3) {
                Thread.currentThread().interrupt();
                throw SupervisedThreadTest.<RuntimeException>sneaky(kind);
            }
        });
        assertThat(thread.start()).isTrue();
        Eventually.until("it runs the fourth time", () -> threads.size() == 4);
        assertThat(failures).hasSize(3).containsOnly(kind);
        assertThat(threads).hasSize(4).containsOnly(last.get());
        assertThat(last.get().getName()).isEqualTo(NAME);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void a_factory_that_throws_is_asked_again_until_there_is_a_thread(Throwable kind) {
        AtomicInteger asked = new AtomicInteger();
        thread = supervised(
                task -> {
                    if (asked.incrementAndGet() <= 2) {
                        throw SupervisedThreadTest.<RuntimeException>sneaky(kind);
                    }
                    return new Thread(task);
                },
                () -> {});
        assertThat(thread.start()).isFalse();
        Eventually.until("it runs", () -> runs.get() == 1);
        assertThat(failures).isNotEmpty().allMatch(it -> it.getCause() == kind);
        assertThat(failures.get(0)).hasMessageContaining(NAME);
    }

    @Test
    void a_thread_that_the_system_does_not_give_is_asked_for_again() {
        AtomicInteger asked = new AtomicInteger();
        thread = supervised(
                task -> new Thread(task) {
                    @Override
                    public synchronized void start() {
                        if (asked.incrementAndGet() == 1) {
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        super.start();
                    }
                },
                () -> {});
        assertThat(thread.start()).isFalse();
        assertThat(thread.start()).isTrue();
        Eventually.until("it is reported", () -> failures.size() == 1);
        assertThat(failures.get(0).getCause()).hasMessageContaining("native thread");
    }

    @Test
    void a_thread_that_is_gone_is_replaced_and_reported() {
        AtomicInteger made = new AtomicInteger();
        thread = supervised(task -> made.incrementAndGet() == 1 ? new Thread(() -> {}) : new Thread(task), () -> {});
        thread.start();
        Eventually.until("it runs", () -> runs.get() == 1);
        assertThat(made).hasValue(2);
        Eventually.until("it is reported", () -> failures.size() == 1);
        assertThat(failures.get(0)).hasMessageContaining("ended although");
    }

    @Test
    void a_listener_that_throws_ends_nothing() {
        thread = new SupervisedThread(
                NAME,
                Thread::new,
                () -> {
                    if (runs.incrementAndGet() == 1) {
                        throw new IllegalStateException("mine");
                    }
                },
                (name, cause, pause) -> {
                    throw SupervisedThreadTest.<RuntimeException>sneaky(new Exception("the listener's"));
                });
        thread.start();
        Eventually.until("it runs again", () -> runs.get() >= 2);
    }

    @Test
    void a_start_while_the_work_is_returning_runs_it_once_more() {
        Signal isReturning = new Signal("the work is returning");
        Signal end = new Signal("it may return");
        thread = new SupervisedThread(
                NAME,
                Thread::new,
                () -> {
                    if (runs.incrementAndGet() == 1) {
                        isReturning.give();
                        end.await();
                    }
                },
                (name, cause, pause) -> failures.add(cause));
        thread.start();
        isReturning.await();
        thread.start();
        end.give();
        assertThat(thread.join(TimeUnit.SECONDS.toNanos(20))).isTrue();
        assertThat(runs).hasValue(2);
        thread.start();
        Eventually.until("a new thread runs it", () -> runs.get() == 3);
    }

    @Test
    void whoever_waits_for_a_thread_that_could_not_be_started_does_not_wait_and_it_is_not_started_later() {
        AtomicInteger asked = new AtomicInteger();
        thread = supervised(
                task -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException("none");
                },
                () -> {});
        thread.start();
        Eventually.until("it is asked again", () -> asked.get() >= 3);
        assertThat(thread.join(TimeUnit.SECONDS.toNanos(20))).isTrue();
        int before = asked.get();
        Eventually.until(
                "the supervisor has ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(it -> it.getName().equals("litestack-supervisor-1")));
        assertThat(asked.get()).isBetween(before, before + 1);
        assertThat(failures).hasSize(1);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneaky(Throwable cause) throws X {
        throw (X) cause;
    }
}
