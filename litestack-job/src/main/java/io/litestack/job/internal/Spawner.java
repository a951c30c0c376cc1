package io.litestack.job.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Starts a thread for each job: a virtual one on Java 21 and later, which costs next to nothing while it waits. */
final class Spawner {
    private static final @Nullable ThreadFactory VIRTUAL = virtualThreads();

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final ThreadFactory threads;
    private final AtomicLong number = new AtomicLong();

    Spawner(SqliteJobWorkers workers, Engine engine) {
        this.workers = workers;
        this.engine = engine;
        this.threads = VIRTUAL == null ? engine.store().config().threads() : VIRTUAL;
    }

    /** How many jobs of a queue run at once if nothing else is said. */
    static int standardConcurrency() {
        return VIRTUAL == null ? 100 : 10_000;
    }

    /** Runs a lease on a thread of its own; if there can be none it is handed back. */
    void spawn(Intake intake, Lease lease) {
        AttemptRunner runner = null;
        try {
            AttemptRunner made = new AttemptRunner(workers, engine, false);
            runner = made;
            Thread thread = threads.newThread(() -> run(made, intake, lease));
            thread.setName(engine.threadName("spawn-" + number.incrementAndGet()));
            thread.start();
        } catch (RuntimeException | Error e) {
            intake.unreserve(1);
            workers.handBack(lease);
            if (runner != null) {
                runner.close();
            }
            workers.trouble("starting a thread for job " + lease.id, e);
        }
    }

    private static void run(AttemptRunner runner, Intake intake, Lease lease) {
        long took = 0;
        try {
            took = runner.run(lease);
        } finally {
            runner.close();
            intake.ended(took);
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
