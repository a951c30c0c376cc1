package io.litestack.job;

import static io.litestack.job.JobState.BLOCKED;
import static io.litestack.job.JobState.READY;
import static io.litestack.job.JobState.RUNNING;
import static io.litestack.job.JobState.SCHEDULED;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a job the only one of its key: of one type, and of the same payload, of some fields of it, or of a key that the caller
 * gives. Immutable. {@link #byPayload}, {@link #byFields} and {@link #byKey} make one; each method {@code with…} returns a
 * changed copy. {@link EnqueueOptions#withUnique} and {@link JobType#withDefaults} use it.
 *
 * <pre>{@code
 * EnqueueOptions.standard().withUnique(Unique.byFields("customer").withWindow(Duration.ofHours(1)))
 * }</pre>
 *
 * <p>An index of the table enforces it, so it holds among all processes, in bulk, and in transactions: what was enqueued in a
 * transaction that is rolled back keeps nobody out. For a job that goes through an outbox it is decided when that arrives.
 *
 * @param key what the caller gives, 1 to 200 bytes; empty if it is made of the payload
 * @param fields the fields of the payload that make the key, such as {@code customer} or {@code address.city}; empty for all of
 *     it. The payload must be written as a JSON object then. At most 16.
 * @param states in which states the other job counts. {@link JobState#SCHEDULED}, {@link JobState#READY} and {@link
 *     JobState#BLOCKED} always do; of the finished ones only together with {@link JobState#RUNNING}, and for as long as the
 *     finished job is kept. Default: these four, so until it is finished.
 * @param window for how long from its enqueueing on the other job counts, 1 ms to 36,500 days. Within it a finished job is kept
 *     though its retention has ended. Default empty, for ever.
 * @param onConflict what becomes of the new job if there is another one. Default {@link OnConflict#KEEP}.
 */
public record Unique(
        Optional<String> key,
        List<String> fields,
        Set<JobState> states,
        Optional<Duration> window,
        OnConflict onConflict) {
    private static final Set<JobState> WAITING = EnumSet.of(SCHEDULED, READY, BLOCKED);

    /** What becomes of a new job if there is one of its key. */
    public enum OnConflict {
        /** The job that is there stays as it is, and the new one is not stored. */
        KEEP,

        /**
         * The job that is there gets the payload, the time, the priority, the tags and the metadata of the new one, if it waits;
         * else as {@link #KEEP}.
         */
        REPLACE,

        /** {@link DuplicateJobException}; nothing is stored. */
        REJECT
    }

    /**
     * Checks everything.
     *
     * @param key see above
     * @param fields see above
     * @param states see above
     * @param window see above
     * @param onConflict see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public Unique {
        key.ifPresent(it -> check(
                !it.isEmpty() && it.getBytes(StandardCharsets.UTF_8).length <= 200,
                "key",
                "1 to 200 bytes",
                JobType.shortened(it)));
        fields = List.copyOf(fields);
        check(fields.isEmpty() || key.isEmpty(), "fields", "empty if there is a key", fields);
        check(fields.size() <= 16, "fields", "at most 16", fields.size());
        EnumSet<JobState> all = EnumSet.copyOf(WAITING);
        all.addAll(states);
        states = Set.copyOf(all);
        boolean hasFinished = all.stream().anyMatch(it -> !WAITING.contains(it) && it != RUNNING);
        check(!hasFinished || all.contains(RUNNING), "states", "with RUNNING if a finished one is among them", all);
        window.ifPresent(it -> check(
                it.compareTo(Duration.ofMillis(1)) >= 0 && it.compareTo(Duration.ofDays(36_500)) <= 0,
                "window",
                "1 ms to 36500 days",
                it));
    }

    private static void check(boolean isGood, String field, String bound, Object value) {
        if (!isGood) {
            throw new IllegalArgumentException(field + " of Unique must be " + bound + ", but is " + value);
        }
    }

    private static Unique of(Optional<String> key, List<String> fields) {
        return new Unique(key, fields, Set.of(RUNNING), Optional.empty(), OnConflict.KEEP);
    }

    /**
     * Among the jobs of a type with the same payload.
     *
     * @return until the job is finished, keeping the other
     */
    public static Unique byPayload() {
        return of(Optional.empty(), List.of());
    }

    /**
     * Among the jobs of a type with the same values of some fields of the payload.
     *
     * @param names the fields, with dots between the names where they are nested
     * @return until the job is finished, keeping the other
     * @throws IllegalArgumentException if they are none or more than 16
     */
    public static Unique byFields(String... names) {
        check(names.length > 0, "fields", "at least one", Arrays.asList(names));
        return of(Optional.empty(), List.of(names));
    }

    /**
     * Among the jobs of a type with the same key.
     *
     * @param key the key, 1 to 200 bytes; {@code JobAdmin.findUnique} finds the job by it
     * @return until the job is finished, keeping the other
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public static Unique byKey(String key) {
        return of(Optional.of(key), List.of());
    }

    /**
     * Returns this rule with other states.
     *
     * @param values in which states the other job counts, beside the waiting ones
     * @return the changed rule
     * @throws IllegalArgumentException if a finished one is among them and RUNNING is not
     */
    public Unique withStates(JobState... values) {
        return new Unique(key, fields, Set.copyOf(Arrays.asList(values)), window, onConflict);
    }

    /**
     * Returns this rule for all states: also a finished job counts, for as long as it is kept.
     *
     * @return the changed rule
     */
    public Unique withAllStates() {
        return withStates(JobState.values());
    }

    /**
     * Returns this rule with a window.
     *
     * @param span for how long from its enqueueing on the other job counts
     * @return the changed rule
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public Unique withWindow(Duration span) {
        return new Unique(key, fields, states, Optional.of(span), onConflict);
    }

    /**
     * Returns this rule with another answer to a conflict.
     *
     * @param value what becomes of the new job
     * @return the changed rule
     */
    public Unique withOnConflict(OnConflict value) {
        return new Unique(key, fields, states, window, value);
    }
}
