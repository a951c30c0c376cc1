package io.litestack.job.internal.run;

import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.fetch.Fetcher;
import io.litestack.job.internal.fetch.JobSpawner;
import io.litestack.job.internal.lease.Lease;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Starts a thread for each job: a virtual one on Java 21 and later, which costs next to nothing while it waits. */
public final class Spawner implements JobSpawner {
    private static final @Nullable ThreadFactory VIRTUAL = virtualThreads();

    private final RunnerParts parts;
    private final QueueResources resources;
    private final OutcomeRecorder outcomes;
    private final ThreadFactory threads;
    private final AtomicLong number = new AtomicLong();

    public Spawner(RunnerParts parts, OutcomeRecorder outcomes) {
        this.parts = parts;
        this.resources = parts.context().resources();
        this.outcomes = outcomes;
        this.threads = VIRTUAL == null ? resources.store().config().threads() : VIRTUAL;
    }

    /** How many jobs of a queue run at once, unless its settings say so. */
    public static int standardConcurrency() {
        return VIRTUAL == null ? 100 : 10_000;
    }

    @Override
    public void spawn(Fetcher queue, Lease lease) {
        AttemptRunner runner = null;
        try {
            AttemptRunner made = new AttemptRunner(parts, outcomes);
            runner = made;
            Thread thread = threads.newThread(() -> run(made, queue, lease));
            thread.setName(resources.threadName("spawn-" + number.incrementAndGet()));
            thread.start();
        } catch (RuntimeException | Error e) {
            queue.queue().release(lease);
            if (runner != null) {
                runner.close();
            }
            parts.context().reportFailure("starting a thread for job " + lease.id(), e);
        }
    }

    private static void run(AttemptRunner runner, Fetcher queue, Lease lease) {
        long took = 0;
        try {
            took = runner.run(lease);
        } finally {
            runner.close();
            queue.ended(took);
        }
    }

    /** {@code Thread.ofVirtual().factory()}, which Java 17 does not know. */
    private static @Nullable ThreadFactory virtualThreads() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> virtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtual));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(ofVirtual.invoke());
        } catch (Throwable e) {
            return null;
        }
    }
}
