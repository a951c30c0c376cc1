package io.litestack.cache.internal.upkeep;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.core.spi.LoopWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Does all duties on one thread, each when it is due; one that fails silences no other. */
public final class Upkeep implements AutoCloseable {
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** It looks at the clocks so often, whatever the duties say: one of them may have been set. */
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CacheContext context;
    private final List<Task> tasks = new ArrayList<>();
    private final LoopWorker loop;

    /** Whether all duties are to be done, due or not. */
    private volatile boolean isWoken;

    /** A duty, and when it is due. */
    private static final class Task {
        final Duty duty;
        long dueAt;

        Task(Duty duty, long dueAt) {
            this.duty = duty;
            this.dueAt = dueAt;
        }
    }

    /** Makes one, on a thread of that name. */
    public Upkeep(String thread, CacheContext context, List<Duty> duties) {
        this.context = context;
        long now = context.clock().ticks();
        duties.forEach(it -> tasks.add(new Task(it, now)));
        this.loop = context.internals().loop(thread, this::run);
    }

    public void start() {
        loop.start();
    }

    /** Has all duties done now; returns at once. */
    public void wake() {
        isWoken = true;
        loop.wake();
    }

    private long run() {
        boolean areAllDue = isWoken;
        isWoken = false;
        long rest = LONGEST_REST_NANOS;
        for (Task task : tasks) {
            if (areAllDue || task.dueAt - context.clock().ticks() <= 0) {
                long next = run(task.duty);
                task.dueAt = context.clock().ticks() + next;
            }
            rest = Math.min(rest, Math.max(0, task.dueAt - context.clock().ticks()));
        }
        return rest;
    }

    private long run(Duty duty) {
        try {
            return duty.run();
        } catch (Exception e) {
            context.health().saw(e);
            context.listener().onInternalFailure(duty.name(), e);
            return AFTER_FAILURE_NANOS;
        }
    }

    @Override
    public void close() {
        loop.close(Duration.ofSeconds(5));
    }
}
