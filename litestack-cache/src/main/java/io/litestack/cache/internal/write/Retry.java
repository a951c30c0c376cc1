package io.litestack.cache.internal.write;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.upkeep.Duty;
import java.util.concurrent.TimeUnit;

/**
 * Has written what could not be written before, or had to wait, and says as long as something waits for too long that old values
 * would come back if the process were killed now. Used by one thread.
 */
public final class Retry implements Duty {
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** While what was put waits for the store's log to be copied, which takes some hundredths of a second. */
    private static final long SHORT_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final CacheContext context;
    private final Degradation degradation;
    private final WriteBehind writeBehind;
    private final KeyWriter writer;

    public Retry(CacheContext context, Degradation degradation, WriteBehind writeBehind, KeyWriter writer) {
        this.context = context;
        this.degradation = degradation;
        this.writeBehind = writeBehind;
        this.writer = writer;
    }

    @Override
    public String name() {
        return "what was put could not be written yet";
    }

    @Override
    public long run() {
        context.health().writesAreLate(degradation.isAnyLate());
        for (Scope namespace : degradation.suspended()) {
            writer.invalidate(namespace);
            degradation.resume(namespace);
        }
        writeBehind.submit();
        return writeBehind.isWaiting() ? SHORT_REST_NANOS : REST_NANOS;
    }
}
