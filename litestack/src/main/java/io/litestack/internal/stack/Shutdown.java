package io.litestack.internal.stack;

import io.litestack.Litestack;
import io.litestack.core.spi.config.ConfigProblems;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shutdown of a stack: takes its steps one after the other, within one timeout for all of them.
 *
 * <p>Each step bounds what it knows of, but none can bound a system call to a disk that does not answer. So it runs on a
 * thread of its own, and is left behind when only that time is left which the steps after it may take by their settings: they have
 * their turn then, while it goes on. That does no harm: a store that closes rolls back what still runs in it, and a component with
 * a handle of its own on a store holds that open.
 */
public final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Litestack.class);
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What a step has at least, as long as there is time: one without a timeout takes a moment too. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String stack;
    private final Duration timeout;
    private final long startedAt = System.nanoTime();
    private final List<RunningStep> begun = new CopyOnWriteArrayList<>();

    /**
     * Begins the time.
     *
     * @param stack the name of the stack, for the log
     * @param timeout how long it may take
     */
    Shutdown(String stack, Duration timeout) {
        this.stack = stack;
        this.timeout = timeout;
    }

    /** Takes the steps in their order, and returns what failed. */
    @Nullable
    Throwable run(Collection<ShutdownStep> steps) {
        long others = steps.stream().mapToLong(Shutdown::nanosOf).sum();
        for (ShutdownStep step : steps) {
            others -= nanosOf(step);
            RunningStep running = new RunningStep(step, begun.size() + 1);
            begun.add(running);
            running.start();
            long least = Math.max(LEAST_NANOS, nanosOf(step));
            running.await(Math.min(left(), Math.max(least, left() - others)));
        }
        begun.forEach(it -> it.await(left()));
        Throwable failure = failure();
        log(failure);
        return failure;
    }

    /** Whether a step runs on a thread. */
    boolean isOn(Thread thread) {
        return begun.stream().anyMatch(it -> it.isOn(thread));
    }

    private static long nanosOf(ShutdownStep step) {
        return step.timeout().toNanos();
    }

    private long left() {
        return timeout.toNanos() - took();
    }

    private long took() {
        return System.nanoTime() - startedAt;
    }

    private @Nullable Throwable failure() {
        List<Throwable> failures =
                begun.stream().flatMap(it -> it.failure().stream()).toList();
        if (failures.isEmpty()) {
            return null;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(it -> it != first).forEach(first::addSuppressed);
        return first;
    }

    private void log(@Nullable Throwable failure) {
        String open = begun.stream()
                .filter(it -> !it.isOver())
                .map(RunningStep::describe)
                .collect(Collectors.joining(", "));
        if (!open.isEmpty()) {
            LOG.warn(
                    "not closed within close_timeout, {}: {}. What was acknowledged is stored as its sync says, just"
                            + " as after a crash of the process, which may end; until it does, jobs that run keep their"
                            + " lease, and the closing goes on beside the program: {}",
                    ConfigProblems.text(timeout),
                    open,
                    stack);
        } else if (failure == null) {
            LOG.info("closed: {}{}", stack, after(took()));
        }
    }

    /** How long it took, if that is worth a word. */
    public static String after(long nanos) {
        return nanos < LONG_NANOS ? "" : ", after " + nanos / 1_000_000 + " ms";
    }
}
