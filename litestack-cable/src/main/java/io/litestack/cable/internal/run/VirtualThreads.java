package io.litestack.cable.internal.run;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A virtual thread for each task, on Java 21 and later: one that waits keeps nobody else waiting. */
final class VirtualThreads implements HandlerExecutor {
    private static final @Nullable ThreadFactory FACTORY = virtualThreads();

    private static final long PAUSE_NANOS = 1_000_000;

    private final ThreadFactory factory;
    private final String name;
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean isClosed;

    private VirtualThreads(ThreadFactory factory, String name) {
        this.factory = factory;
        this.name = name;
    }

    /** Returns null where there are no virtual threads. */
    static @Nullable VirtualThreads create(String name) {
        return FACTORY == null ? null : new VirtualThreads(FACTORY, name);
    }

    @Override
    public void execute(Runnable task) {
        running.incrementAndGet();
        boolean isStarted = false;
        try {
            // who closes looks at the number afterwards
            if (!isClosed) {
                Thread thread = factory.newThread(() -> run(task));
                thread.setName(name);
                thread.start();
                isStarted = true;
            }
        } finally {
            if (!isStarted) {
                running.decrementAndGet();
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public boolean close(Duration timeout) {
        isClosed = true;
        long end = System.nanoTime() + timeout.toNanos();
        while (running.get() > 0 && end - System.nanoTime() > 0) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        return running.get() == 0;
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
