package io.litestack.cable.internal.report;

import io.litestack.cable.LatencyStats;
import io.litestack.core.spi.Histogram;
import java.util.concurrent.atomic.LongAdder;

/** What the cable has done in this process. */
public final class Counters {
    public final LongAdder published = new LongAdder();
    public final LongAdder delivered = new LongAdder();
    public final LongAdder failed = new LongAdder();
    public final LongAdder gaps = new LongAdder();
    public final LongAdder overflows = new LongAdder();
    public final LongAdder rereads = new LongAdder();
    public final LongAdder trimmed = new LongAdder();
    private final Histogram latency = new Histogram();

    /** From the commit of a message to its handler. */
    public void latency(long nanos) {
        latency.add(nanos);
    }

    public LatencyStats latency() {
        Histogram.Figures it = latency.figures();
        return new LatencyStats(it.count(), it.p50(), it.p95(), it.p99(), it.max());
    }
}
