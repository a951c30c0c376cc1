package io.litestack.job;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a job is enqueued. Immutable.
 *
 * <pre>{@code
 * jobs.enqueue(SEND_MAIL, mail, EnqueueOptions.onQueue("urgent").in(Duration.ofMinutes(5)).taggedWith("customer:12"));
 * }</pre>
 *
 * @param queue the queue's name: 1 to 128 letters, digits and {@code _ . : -}. Default {@code default}.
 * @param priority jobs of a higher one start before those of a lower one in the same queue; -32,768 to 32,767, default 0
 * @param runAt when it may start at the earliest, by the wall clock. Default at once.
 * @param delay how long after the enqueueing it may start at the earliest; not together with {@code runAt}
 * @param tags words to find it by; at most 32, of 1 to 200 bytes each
 * @param metadata anything that its handler may want to know beside the payload; at most 16 KB in all
 * @param maxAttempts how often it may be tried, 1 to 10,001, instead of what its type's policy says
 */
public record EnqueueOptions(
        String queue,
        int priority,
        Optional<Instant> runAt,
        Optional<Duration> delay,
        List<String> tags,
        Map<String, String> metadata,
        OptionalInt maxAttempts) {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final EnqueueOptions STANDARD = new EnqueueOptions(
            "default", 0, Optional.empty(), Optional.empty(), List.of(), Map.of(), OptionalInt.empty());

    /**
     * Checks everything.
     *
     * @param queue see above
     * @param priority see above
     * @param runAt see above
     * @param delay see above
     * @param tags see above
     * @param metadata see above
     * @param maxAttempts see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public EnqueueOptions {
        JobType.checkName("queue", queue);
        check(priority >= Short.MIN_VALUE && priority <= Short.MAX_VALUE, "priority", "-32768 to 32767", priority);
        check(runAt.isEmpty() || delay.isEmpty(), "runAt", "empty if there is a delay", runAt);
        runAt.ifPresent(it -> check(!it.isAfter(LATEST), "runAt", "at most in the year 9999", it));
        delay.ifPresent(it ->
                check(!it.isNegative() && it.compareTo(Duration.ofDays(36_500)) <= 0, "delay", "0 to 36500 days", it));
        tags = List.copyOf(tags);
        check(tags.size() <= 32, "tags", "at most 32", tags.size());
        tags.forEach(it -> check(!it.isEmpty() && bytes(it) <= 200, "a tag", "1 to 200 bytes", bytes(it)));
        metadata = Map.copyOf(metadata);
        long size = metadata.entrySet().stream()
                .mapToLong(it -> bytes(it.getKey()) + bytes(it.getValue()))
                .sum();
        check(size <= 16 << 10, "metadata", "at most 16384 bytes", size);
        maxAttempts.ifPresent(it -> check(it >= 1 && it <= 10_001, "maxAttempts", "1 to 10001", it));
    }

    private static void check(boolean isGood, String field, String bound, Object value) {
        if (!isGood) {
            throw new IllegalArgumentException(field + " must be " + bound + ", but is " + value);
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Returns the options of a job that is to run at once on the queue {@code default}.
     *
     * @return the default options
     */
    public static EnqueueOptions standard() {
        return STANDARD;
    }

    /**
     * Returns the default options for another queue.
     *
     * @param queue the queue's name
     * @return the options
     */
    public static EnqueueOptions onQueue(String queue) {
        return STANDARD.withQueue(queue);
    }

    /**
     * Returns these options for another queue.
     *
     * @param name the queue's name
     * @return the changed options
     */
    public EnqueueOptions withQueue(String name) {
        return new EnqueueOptions(name, priority, runAt, delay, tags, metadata, maxAttempts);
    }

    /**
     * Returns these options with another priority.
     *
     * @param value higher starts first
     * @return the changed options
     */
    public EnqueueOptions withPriority(int value) {
        return new EnqueueOptions(queue, value, runAt, delay, tags, metadata, maxAttempts);
    }

    /**
     * Returns these options for a job that may start at a certain time.
     *
     * @param time the earliest start, by the wall clock; at once if it is past
     * @return the changed options
     */
    public EnqueueOptions at(Instant time) {
        return new EnqueueOptions(queue, priority, Optional.of(time), Optional.empty(), tags, metadata, maxAttempts);
    }

    /**
     * Returns these options for a job that may start after a delay.
     *
     * @param time how long to wait from the enqueueing on
     * @return the changed options
     */
    public EnqueueOptions in(Duration time) {
        return new EnqueueOptions(queue, priority, Optional.empty(), Optional.of(time), tags, metadata, maxAttempts);
    }

    /**
     * Returns these options with tags.
     *
     * @param words the tags; they replace those that these options have
     * @return the changed options
     */
    public EnqueueOptions taggedWith(String... words) {
        return new EnqueueOptions(queue, priority, runAt, delay, List.of(words), metadata, maxAttempts);
    }

    /**
     * Returns these options with metadata.
     *
     * @param values they replace those that these options have
     * @return the changed options
     */
    public EnqueueOptions withMetadata(Map<String, String> values) {
        return new EnqueueOptions(queue, priority, runAt, delay, tags, Objects.requireNonNull(values), maxAttempts);
    }

    /**
     * Returns these options with a number of attempts.
     *
     * @param count how often it may be tried in all
     * @return the changed options
     */
    public EnqueueOptions withMaxAttempts(int count) {
        return new EnqueueOptions(queue, priority, runAt, delay, tags, metadata, OptionalInt.of(count));
    }
}
