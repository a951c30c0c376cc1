package io.litestack.bench.harness;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The greatest heap of this process, garbage included. It is greatest right before a collection, each of which is watched. */
public final class HeapPeak {
    private final Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    private final AtomicLong bytes = new AtomicLong();

    private HeapPeak() {}

    /** Watches from now on, to the end of the process. */
    public static HeapPeak watch() {
        HeapPeak peak = new HeapPeak();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener((it, handback) -> peak.look((CompositeData) it.getUserData()), null, null);
        }
        return peak;
    }

    private void look(CompositeData collection) {
        Map<String, MemoryUsage> before =
                GarbageCollectionNotificationInfo.from(collection).getGcInfo().getMemoryUsageBeforeGc();
        long used = pools.stream()
                .map(before::get)
                .mapToLong(it -> it == null ? 0 : it.getUsed())
                .sum();
        bytes.accumulateAndGet(used, Math::max);
    }

    /** The greatest so far. */
    public double megabytes() {
        long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return bytes.accumulateAndGet(now, Math::max) / (double) (1 << 20);
    }
}
