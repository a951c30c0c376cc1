package io.litestack;

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
 * The end of a stack: closes its parts one after the other, within one time for all of them.
 *
 * <p>Each part bounds what it knows of, but none can bound a system call to a disk that does not answer. So it is closed on a
 * thread of its own, and left behind when only that time is left which those after it may take by their settings: they have
 * their turn then, while it goes on. That harms nobody: a store that closes rolls back what still runs in it, and a part with a
 * handle of its own on a store holds that open.
 */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Litestack.class);
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What a part has at least, as long as there is time: each of those that say nothing takes a moment too. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String stack;
    private final Duration timeout;
    private final long startedAt = System.nanoTime();
    private final List<PartClosing> begun = new CopyOnWriteArrayList<>();

    /**
     * Begins the time.
     *
     * @param stack whose end it is, for the log
     * @param timeout how long it may take
     */
    Closing(String stack, Duration timeout) {
        this.stack = stack;
        this.timeout = timeout;
    }

    /** Closes the parts in their order, and returns what failed. */
    @Nullable
    Throwable close(Collection<Part> parts) {
        long others = parts.stream().mapToLong(Closing::nanosOf).sum();
        for (Part part : parts) {
            others -= nanosOf(part);
            PartClosing closing = new PartClosing(part, begun.size() + 1);
            begun.add(closing);
            closing.start();
            long least = Math.max(LEAST_NANOS, nanosOf(part));
            closing.await(Math.min(left(), Math.max(least, left() - others)));
        }
        begun.forEach(it -> it.await(left()));
        Throwable failure = failure();
        log(failure);
        return failure;
    }

    /** Whether it is on a thread that a part is closed. */
    boolean isOn(Thread thread) {
        return begun.stream().anyMatch(it -> it.isOn(thread));
    }

    private static long nanosOf(Part part) {
        return part.closeTimeout().toNanos();
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
                .map(PartClosing::describe)
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
    static String after(long nanos) {
        return nanos < LONG_NANOS ? "" : ", after " + nanos / 1_000_000 + " ms";
    }
}
