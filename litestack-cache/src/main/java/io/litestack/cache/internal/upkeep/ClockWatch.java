package io.litestack.cache.internal.upkeep;

import io.litestack.cache.internal.base.CacheContext;
import java.util.concurrent.TimeUnit;

/** Looks whether somebody has set the wall clock. */
public final class ClockWatch implements Duty {
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final CacheContext context;
    private final Runnable onStep;

    public ClockWatch(CacheContext context, Runnable onStep) {
        this.context = context;
        this.onStep = onStep;
    }

    @Override
    public String name() {
        return "the clocks could not be compared";
    }

    @Override
    public long run() {
        long step = context.clock().follow();
        if (step != 0) {
            onStep.run();
            context.listener().onClockStep(step);
        }
        return REST_NANOS;
    }
}
