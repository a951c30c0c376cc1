package io.litestack.job.internal.enqueue;

import io.litestack.core.CodecException;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobType;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.sql.JobData;
import io.litestack.job.internal.sql.Millis;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks jobs and encodes their payloads, before anything waits for it. Payloads that can be written but not read are refused:
 * their jobs could never run. Whether one can be read depends on its class more than on its values, so the first ones of each
 * type are read back, and those that are so large that it does not matter beside the writing. Thread-safe.
 */
public final class JobPreparation {
    private static final int FIRST_CHECKED = 100;
    private static final int LARGE_BYTES = 64 << 10;
    private static final int MOST_TYPES = 1_000;

    private final QueueResources resources;
    private final Map<String, AtomicInteger> unchecked = new ConcurrentHashMap<>();

    public JobPreparation(QueueResources resources) {
        this.resources = resources;
    }

    /** Checks a job and encodes its payload; nothing is stored yet. */
    public <P> NewJob prepare(JobType<P> type, P payload, EnqueueOptions asked) {
        EnqueueOptions options = type.complete(asked);
        byte[] bytes = encode(type, payload);
        long now = resources.nowMs();
        long runAt = Math.max(now, runAt(options, now));
        JobRuleSet rules = RuleReader.read(type, options.rules(), bytes);
        JobData data = new JobData(
                type.name(),
                options.queue(),
                options.priority(),
                options.maxAttempts().orElse(0),
                runAt,
                bytes,
                JobJson.ofTags(options.tags()),
                JobJson.ofMetadata(options.metadata()),
                rules.controls(runAt));
        return new NewJob(data, rules, now);
    }

    /** Checks a payload and encodes it. */
    @SuppressWarnings("ConstantValue") // callers without null checks pass null
    public <P> byte[] encode(JobType<P> type, P payload) {
        if (payload == null) {
            throw new IllegalArgumentException("the payload of a job of type " + type.name()
                    + " is null, which no handler could get; enqueue an empty record if there is nothing to say");
        }
        byte[] bytes = resources.codec().encode(payload);
        checkSize(type, bytes);
        checkReadable(type, bytes);
        return bytes;
    }

    private static long runAt(EnqueueOptions options, long now) {
        return options.runAt()
                .map(Millis::of)
                .or(() -> options.delay().map(it -> now + it.toMillis()))
                .orElse(now);
    }

    private void checkSize(JobType<?> type, byte[] bytes) {
        int most = resources.config().maxPayloadBytes();
        if (bytes.length > most) {
            throw new IllegalArgumentException("the payload of a job of type " + type.name() + " is " + bytes.length
                    + " bytes, more than the " + most + " that maxPayloadBytes allows; store it elsewhere and enqueue"
                    + " where it is");
        }
    }

    private void checkReadable(JobType<?> type, byte[] bytes) {
        AtomicInteger left = unchecked.get(type.name());
        if (left == null && unchecked.size() < MOST_TYPES) {
            left = unchecked.computeIfAbsent(type.name(), it -> new AtomicInteger(FIRST_CHECKED));
        }
        if (left == null || left.get() > 0 || bytes.length >= LARGE_BYTES) {
            readBack(type, bytes);
            if (left != null) {
                left.decrementAndGet();
            }
        }
    }

    private void readBack(JobType<?> type, byte[] bytes) {
        try {
            resources.codec().decode(bytes, type.payload());
        } catch (RuntimeException e) {
            throw new CodecException(
                    "the payload of a job of type " + type.name() + " can be written but not read back, so no handler"
                            + " would ever get it; it was not enqueued: " + e.getMessage(),
                    e);
        }
    }
}
