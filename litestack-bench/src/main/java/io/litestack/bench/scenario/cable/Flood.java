package io.litestack.bench.scenario.cable;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Publishes from one thread without waiting, as long as not too many messages are on their way. Used by one thread. */
final class Flood {
    private static final int AT_ONCE = 64;
    private static final long PAUSE_NANOS = 20_000;

    private final Bus bus;
    private final LongSupplier arrived;
    private final long mostUnderWay;
    private long published;

    /** The arrived ones are those that each subscriber has. */
    Flood(Bus bus, LongSupplier arrived, long mostUnderWay) {
        this.bus = bus;
        this.arrived = arrived;
        this.mostUnderWay = mostUnderWay;
    }

    /** Publishes for a while. */
    void run(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            for (int i = 0; i < AT_ONCE; i++) {
                bus.publishAsync(Stamp.of(Stamp.UNCOUNTED));
            }
            published += AT_ONCE;
            bus.flush();
            while (published - arrived.getAsLong() > mostUnderWay && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    long published() {
        return published;
    }
}
