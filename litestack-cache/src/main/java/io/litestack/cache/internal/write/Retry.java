package io.litestack.cache.internal.write;

import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.upkeep.Duty;
import java.util.concurrent.TimeUnit;

/** Tries again what could not be written. Used by one thread. */
public final class Retry implements Duty {
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Degradation degradation;
    private final WriteBehind writeBehind;
    private final KeyWriter writer;

    public Retry(Degradation degradation, WriteBehind writeBehind, KeyWriter writer) {
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
        for (Scope namespace : degradation.suspended()) {
            writer.invalidate(namespace);
            degradation.resume(namespace);
        }
        if (degradation.isFailing()) {
            writeBehind.submit();
        }
        return REST_NANOS;
    }
}
