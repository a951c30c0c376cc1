package io.litestack.bench.scenario.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import java.util.function.LongUnaryOperator;

/**
 * What part of the reads hits, if a tenth of the entries has room and each miss is stored: by Zipf's distribution, with scans of keys
 * asked for once among them, and round and round over three times as many keys as have room.
 */
final class HitScenario implements Scenario {
    private static final Metric ZIPF = percent("Zipf").atLeastTimes(0.98);
    private static final Metric SCANS = percent("Zipf with scans").atLeastTimes(0.98);
    private static final Metric LOOP = percent("loop").atLeastTimes(0.7);
    private static final Metric RESTARTED = percent("hot set after a restart").atLeast(95);
    private static final Metric KEPT = new Metric("entries that have room", "", true, null);

    private static final int KEYS = 100_000;
    private static final int ROOM = 10_000;
    private static final long ROOM_BYTES = 12_900_000;
    private static final int HEAP_BYTES = 4 << 20;
    private static final int HOT = 5_000;

    @FunctionalInterface
    private interface Reader {
        /** Reads a key, and stores it if it is not there. Returns whether it was. */
        boolean isHit(int key) throws Exception;
    }

    private static Metric percent(String name) {
        return new Metric(name, "%", true, null);
    }

    @Override
    public Spec spec() {
        return Spec.of(
                        "cache-hits",
                        "part of the reads that hit where a tenth of the entries has room; misses are stored",
                        HeapReadScenario.CAFFEINE + ", 10,000 entries",
                        ZIPF,
                        SCANS,
                        LOOP,
                        RESTARTED,
                        KEPT)
                .inForksAtMost(2);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        int reads = Math.max(20_000, (int) (1_000_000 * trial.timing().scale()));
        // a second set of keys, beyond the first, is for what is asked for once
        EntrySet entries = EntrySet.of(KEYS, 1_000);
        EntrySet all = EntrySet.of(KEYS + reads, 1_000);
        LongUnaryOperator zipf = entries::zipf;
        LongUnaryOperator scans = i -> i / 10_000 % 2 == 0 ? entries.zipf(i) : KEYS + i % reads;
        LongUnaryOperator loop = i -> i % (3L * ROOM);
        trial.record(ZIPF.name(), hits(side, trial, "zipf", all, reads, zipf));
        trial.record(SCANS.name(), hits(side, trial, "scans", all, reads, scans));
        trial.record(LOOP.name(), hits(side, trial, "loop", all, reads, loop));
        restart(side, trial, entries);
    }

    private static double hits(
            Side side, Trial trial, String folder, EntrySet entries, int reads, LongUnaryOperator keys)
            throws Exception {
        if (side == Side.LITESTACK) {
            try (LitestackCache cache = open(trial, folder, entries)) {
                double percent = percent(reads, keys, key -> isHit(cache, key));
                trial.record(KEPT.name(), (double) cache.cache().count());
                return percent;
            }
        }
        Cache<Integer, byte[]> cache = Caffeine.newBuilder().maximumSize(ROOM).build();
        trial.record(KEPT.name(), ROOM);
        return percent(reads, keys, key -> {
            boolean isHit = cache.getIfPresent(key) != null;
            if (!isHit) {
                cache.put(key, entries.bytes(key));
            }
            return isHit;
        });
    }

    private static LitestackCache open(Trial trial, String folder, EntrySet entries) {
        return LitestackCache.open(
                trial.folder().resolve(folder),
                entries,
                it -> it.heapSizeBytes(HEAP_BYTES).maxSizeBytes(ROOM_BYTES));
    }

    private static boolean isHit(Subject cache, int key) throws Exception {
        boolean isHit = cache.read(key) >= 0;
        if (!isHit) {
            cache.write(key);
        }
        return isHit;
    }

    /** The first half fills, the second counts. */
    private static double percent(int reads, LongUnaryOperator keys, Reader reader) throws Exception {
        int hits = 0;
        for (int i = 0; i < reads; i++) {
            boolean isHit = reader.isHit((int) keys.applyAsLong(i));
            if (isHit && i >= reads / 2) {
                hits++;
            }
        }
        return 100.0 * hits / (reads - reads / 2);
    }

    /** Keys asked for again and again beside many that are not: how many of the former are there when the file is opened anew. */
    private static void restart(Side side, Trial trial, EntrySet entries) throws Exception {
        if (side == Side.RIVAL) {
            // what is in the heap is gone
            trial.record(RESTARTED.name(), 0);
            return;
        }
        int hot = (int) Math.max(100, HOT * trial.timing().scale());
        try (LitestackCache cache = open(trial, "restart", entries)) {
            for (int i = 0; i < 20 * hot; i++) {
                isHit(cache, i % hot);
                isHit(cache, hot + i % (KEYS - hot));
            }
        }
        int found = 0;
        try (LitestackCache cache = open(trial, "restart", entries)) {
            for (int i = 0; i < hot; i++) {
                found += cache.read(i) >= 0 ? 1 : 0;
            }
        }
        trial.record(RESTARTED.name(), 100.0 * found / hot);
    }
}
