package io.litestack.test;

import io.litestack.core.Store;
import io.litestack.core.spi.fault.CommitFaults;
import io.litestack.job.JobContext;
import io.litestack.job.JobMiddleware;
import io.litestack.job.JobQueue;
import io.litestack.job.spi.JobTesting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes stores of this process fail as disks, processes and other programs do. {@link LitestackTest} gives one that covers the
 * whole stack; else {@link #cover(Store)} and {@link #cover(JobQueue)} say what it covers, and it is to be the first {@code
 * JobConfig.Builder.middleware} of the queues whose jobs are to crash.
 *
 * <ul>
 *   <li>{@link #busyFor}: another connection holds SQLite's write lock of each file, as another process would. Writes wait, and fail
 *       with {@link io.litestack.core.StoreBusyException} after the wait timeout of their store. Reads go on.
 *   <li>{@link #diskFull}: each commit that changes something is refused with SQLite's error for a full disk, and rolled back:
 *       {@link io.litestack.core.StorageFullException}. Nothing is written to fill the disk, so what fails on a real one before
 *       the commit (a file that grows during a large transaction, a checkpoint, a copy) does not fail here.
 *   <li>{@link #crashAfter}: the job is taken from the attempt that runs it, as if the process had died: the attempt can store
 *       nothing more of it, and the job runs again as after a crash of which no journal is left. The process lives on, with all that
 *       the handler has done elsewhere. What the end of a real process does to everything else, kill a child process to see.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class Faults implements JobMiddleware, AutoCloseable {
    private static final Set<String> POINTS = Set.of("claim", "handler");
    private static final long RECOVERY_MILLIS = 100;

    private final List<JobTesting> queues = new CopyOnWriteArrayList<>();
    private final Set<Path> files = new CopyOnWriteArraySet<>();
    private final List<Fault> running = new CopyOnWriteArrayList<>();

    /** How many disks are full at once: the last that is closed makes room again. */
    private final AtomicInteger full = new AtomicInteger();

    private final AtomicReference<@Nullable String> crashPoint = new AtomicReference<>();

    /** Covers nothing yet. */
    public Faults() {}

    /**
     * Covers the file of a store.
     *
     * @param store an open store
     * @return this
     */
    public Faults cover(Store store) {
        files.add(store.config().path());
        return this;
    }

    /**
     * Covers a queue and its file.
     *
     * @param queue a queue whose configuration has these faults as middleware
     * @return this
     */
    public Faults cover(JobQueue queue) {
        queues.add(JobTesting.of(queue));
        files.add(queue.config().store().path());
        return this;
    }

    // Files.

    /**
     * Refuses all commits, until the fault is closed.
     *
     * @return ends it when closed
     */
    public Fault diskFull() {
        full.incrementAndGet();
        files.forEach(it -> CommitFaults.setFull(it, true));
        return begin(() -> {
            if (full.decrementAndGet() == 0) {
                files.forEach(it -> CommitFaults.setFull(it, false));
            }
        });
    }

    /**
     * Holds the write lock of all files for a while, or until the fault is closed. It returns once it has them.
     *
     * @param time how long, in real time; at most a day
     * @return ends it when closed, and returns then once the locks are free
     */
    public Fault busyFor(Duration time) {
        Objects.requireNonNull(time, "time");
        if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("time must be 0 to 1 day, but is " + time);
        }
        List<Fault> locks = new ArrayList<>();
        try {
            for (Path file : files) {
                locks.add(WriteLock.hold(file, time));
            }
        } catch (RuntimeException e) {
            locks.forEach(Fault::close);
            throw e;
        }
        return begin(() -> locks.forEach(Fault::close));
    }

    /** It ends once, however often it is closed, and by whom. */
    private Fault begin(Runnable end) {
        AtomicBoolean hasEnded = new AtomicBoolean();
        Fault fault = () -> {
            if (hasEnded.compareAndSet(false, true)) {
                end.run();
            }
        };
        running.add(fault);
        return () -> {
            running.remove(fault);
            fault.close();
        };
    }

    // Jobs.

    /**
     * Has the next attempt of a job crash, whichever it is.
     *
     * @param point {@code claim}: when it is leased, before its handler; {@code handler}: after its handler, before its completion
     *     is stored. A job whose handler has used {@link JobContext#write} on the file of the queue is done by then.
     * @return this
     * @throws IllegalArgumentException if there is no such point
     * @throws IllegalStateException if no queue is covered
     */
    public Faults crashAfter(String point) {
        if (!POINTS.contains(Objects.requireNonNull(point, "point"))) {
            throw new IllegalArgumentException(
                    "a job can crash after \"claim\" or \"handler\", but not after \"" + point + '"');
        }
        if (queues.isEmpty()) {
            throw new IllegalStateException("these faults cover no queue; call cover(queue) before");
        }
        crashPoint.set(point);
        return this;
    }

    @Override
    public void around(JobContext context, Next next) throws Exception {
        String point = crashPoint.getAndSet(null);
        if (point == null) {
            next.run();
            return;
        }
        try {
            if (point.equals("handler")) {
                next.run();
            }
        } finally {
            queues.forEach(it -> it.abandon(context.id()));
            recoverSoon();
        }
    }

    /** For workers with threads; those of a {@link TestJobs} look for themselves. */
    private void recoverSoon() {
        CompletableFuture<Void> unused = CompletableFuture.runAsync(
                () -> queues.forEach(JobTesting::recoverAbandoned),
                CompletableFuture.delayedExecutor(RECOVERY_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Ends all faults that are under way. */
    @Override
    public void close() {
        crashPoint.set(null);
        List<Fault> all = List.copyOf(running);
        running.clear();
        all.forEach(Fault::close);
    }
}
