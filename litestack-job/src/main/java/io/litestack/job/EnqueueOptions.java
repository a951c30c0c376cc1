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
 * How a job is enqueued. Immutable. {@link #standard} and {@link #onQueue} make one; each method {@code with…} returns a
 * changed copy.
 *
 * <pre>{@code
 * jobs.enqueue(SEND_MAIL, mail, EnqueueOptions.onQueue("urgent").withDelay(Duration.ofMinutes(5)).withTags("customer:12"));
 * }</pre>
 *
 * <p>These are arguments of a call, and not settings: what is outside its bounds is refused with an {@link
 * IllegalArgumentException}.
 *
 * @param queue the queue's name: 1 to 128 letters, digits and {@code _ . : -}. A job in a queue that no worker works on
 *     waits, and {@link JobListener#onUnserved} reports it. Default {@code default}.
 * @param priority jobs of a higher one start before those of a lower one, whatever their age; negative ones are lower than the
 *     usual 0. It counts within one queue; between queues the weights of {@link QueueConfig} do. -32,768 to 32,767, default 0.
 * @param runAt when it may start at the earliest, by the wall clock; at once if that is past. Not together with {@code
 *     delay}. At most the year 9999; default empty, which means at once.
 * @param delay how long after the enqueueing it may start at the earliest, rounded down to milliseconds; zero for at once. Not
 *     together with {@code runAt}. 0 to 36,500 days; default empty, which means at once.
 * @param tags words to find it by with {@link JobFilter#withTag}; they mean nothing to the queue. Each is found through an
 *     index, and costs a row. At most 32, of 1 to 200 bytes each; default none.
 * @param metadata anything that its handler may want to know beside the payload, by {@link JobContext#metadata}; it is not
 *     searched. At most 16,384 bytes in all, keys and values; default none.
 * @param maxAttempts how often it may be tried, the first attempt included; 1 for never again, even if its process dies. It
 *     takes the place of what the policy of its type says; the waits stay those of the policy. 1 to 10,001; default empty,
 *     which means as the policy says.
 * @param rules when and beside which others it may run. Default {@link JobRules#NONE}.
 */
public record EnqueueOptions(
        String queue,
        int priority,
        Optional<Instant> runAt,
        Optional<Duration> delay,
        List<String> tags,
        Map<String, String> metadata,
        OptionalInt maxAttempts,
        JobRules rules) {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final EnqueueOptions STANDARD = new EnqueueOptions(
            "default", 0, Optional.empty(), Optional.empty(), List.of(), Map.of(), OptionalInt.empty(), JobRules.NONE);

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
     * @param rules see above
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
     * Returns the default options for a queue.
     *
     * @param queue the queue's name
     * @return the options
     * @throws IllegalArgumentException if it is no name
     */
    public static EnqueueOptions onQueue(String queue) {
        return STANDARD.withQueue(queue);
    }

    /**
     * Returns these options for another queue.
     *
     * @param name the queue's name
     * @return the changed options
     * @throws IllegalArgumentException if it is no name
     */
    public EnqueueOptions withQueue(String name) {
        return new EnqueueOptions(name, priority, runAt, delay, tags, metadata, maxAttempts, rules);
    }

    /**
     * Returns these options with another priority.
     *
     * @param value higher starts first; -32,768 to 32,767
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EnqueueOptions withPriority(int value) {
        return new EnqueueOptions(queue, value, runAt, delay, tags, metadata, maxAttempts, rules);
    }

    /**
     * Returns these options for a job that may start at a certain time; a delay is dropped.
     *
     * @param time the earliest start, by the wall clock; at once if it is past
     * @return the changed options
     * @throws IllegalArgumentException if it is after the year 9999
     */
    public EnqueueOptions withRunAt(Instant time) {
        return new EnqueueOptions(
                queue, priority, Optional.of(time), Optional.empty(), tags, metadata, maxAttempts, rules);
    }

    /**
     * Returns these options for a job that may start after a delay; a time of start is dropped.
     *
     * @param time how long to wait from the enqueueing on, 0 to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EnqueueOptions withDelay(Duration time) {
        return new EnqueueOptions(
                queue, priority, Optional.empty(), Optional.of(time), tags, metadata, maxAttempts, rules);
    }

    /**
     * Returns these options with tags.
     *
     * @param words the tags; they replace those that these options have
     * @return the changed options
     * @throws IllegalArgumentException if they are more than 32, or one is not 1 to 200 bytes long
     */
    public EnqueueOptions withTags(String... words) {
        return new EnqueueOptions(queue, priority, runAt, delay, List.of(words), metadata, maxAttempts, rules);
    }

    /**
     * Returns these options with metadata.
     *
     * @param values they replace those that these options have
     * @return the changed options
     * @throws IllegalArgumentException if they are more than 16,384 bytes
     */
    public EnqueueOptions withMetadata(Map<String, String> values) {
        return new EnqueueOptions(
                queue, priority, runAt, delay, tags, Objects.requireNonNull(values), maxAttempts, rules);
    }

    /**
     * Returns these options with a number of attempts.
     *
     * @param count how often it may be tried in all, 1 to 10,001
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EnqueueOptions withMaxAttempts(int count) {
        return new EnqueueOptions(queue, priority, runAt, delay, tags, metadata, OptionalInt.of(count), rules);
    }

    private EnqueueOptions with(JobRules value) {
        return new EnqueueOptions(queue, priority, runAt, delay, tags, metadata, maxAttempts, value);
    }

    /**
     * Returns these options with a timeout of each attempt.
     *
     * @param limit how long an attempt may last, 1 ms to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EnqueueOptions withTimeout(Duration limit) {
        return with(
                new JobRules(Optional.of(limit), rules.expiry(), rules.unique(), rules.limit(), rules.whenGivenUp()));
    }

    /**
     * Returns these options for a job that is of no use any more some time after it was due.
     *
     * @param limit how long after that it may be started for the first time, 1 ms to 36,500 days
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public EnqueueOptions withExpiry(Duration limit) {
        return with(
                new JobRules(rules.timeout(), Optional.of(limit), rules.unique(), rules.limit(), rules.whenGivenUp()));
    }

    /**
     * Returns these options for a job that is the only one of its key.
     *
     * @param rule which other jobs it must not be beside
     * @return the changed options
     */
    public EnqueueOptions withUnique(Unique rule) {
        return with(
                new JobRules(rules.timeout(), rules.expiry(), Optional.of(rule), rules.limit(), rules.whenGivenUp()));
    }

    /**
     * Returns these options for a job that counts for a limit.
     *
     * @param limit how many run at a time, or start in a span of time
     * @return the changed options
     */
    public EnqueueOptions withLimit(Limit limit) {
        return with(
                new JobRules(rules.timeout(), rules.expiry(), rules.unique(), Optional.of(limit), rules.whenGivenUp()));
    }

    /**
     * Returns these options for a job that is followed by another one if it is given up.
     *
     * @param type the type of the other one, which gets the same payload; see {@link JobRules#whenGivenUp}
     * @return the changed options
     */
    public EnqueueOptions withWhenGivenUp(JobType<?> type) {
        return with(
                new JobRules(rules.timeout(), rules.expiry(), rules.unique(), rules.limit(), Optional.of(type.name())));
    }

    /** What is left as in {@link #standard} is as in other options. */
    EnqueueOptions over(EnqueueOptions others) {
        if (others.equals(STANDARD)) {
            return this;
        }
        // as a rule the call says nothing; what was checked before need not be checked again
        if (equals(STANDARD)) {
            return others;
        }
        boolean hasTime = runAt.isPresent() || delay.isPresent();
        return new EnqueueOptions(
                queue.equals(STANDARD.queue) ? others.queue : queue,
                priority == 0 ? others.priority : priority,
                hasTime ? runAt : others.runAt,
                hasTime ? delay : others.delay,
                tags.isEmpty() ? others.tags : tags,
                metadata.isEmpty() ? others.metadata : metadata,
                maxAttempts.isPresent() ? maxAttempts : others.maxAttempts,
                rules.over(others.rules));
    }
}
