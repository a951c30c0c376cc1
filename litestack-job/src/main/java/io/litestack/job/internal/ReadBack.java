package io.litestack.job.internal;

import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import io.litestack.job.JobType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refuses payloads that can be written but not read: their jobs could never run. Whether one can be read depends on its class
 * more than on what it holds, so the first ones of each type are read back, and those that are so large that it does not matter
 * beside the writing. Thread-safe.
 */
final class ReadBack {
    private static final int FIRST = 100;
    private static final int LARGE_BYTES = 64 << 10;
    private static final int MOST_TYPES = 1_000;

    private final Codec codec;
    private final Map<String, AtomicInteger> left = new ConcurrentHashMap<>();

    ReadBack(Codec codec) {
        this.codec = codec;
    }

    void check(JobType<?> type, byte[] bytes) {
        AtomicInteger unchecked = left.get(type.name());
        if (unchecked == null && left.size() < MOST_TYPES) {
            unchecked = left.computeIfAbsent(type.name(), it -> new AtomicInteger(FIRST));
        }
        if (unchecked == null || unchecked.get() > 0 || bytes.length >= LARGE_BYTES) {
            read(type, bytes);
            if (unchecked != null) {
                unchecked.decrementAndGet();
            }
        }
    }

    private void read(JobType<?> type, byte[] bytes) {
        try {
            codec.decode(bytes, type.payload());
        } catch (RuntimeException e) {
            throw new CodecException(
                    "the payload of a job of type " + type.name() + " can be written but not read back, so no handler"
                            + " would ever get it; it was not enqueued: " + e.getMessage(),
                    e);
        }
    }
}
