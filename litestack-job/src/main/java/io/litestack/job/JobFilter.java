package io.litestack.job;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs are meant; all conditions must hold. Immutable. {@link #all} and {@link #inState} make one; each method {@code
 * with…} returns a changed copy.
 *
 * <pre>{@code
 * jobs.admin().retry(JobFilter.inState(JobState.DEAD).withType("send-mail"));
 * }</pre>
 *
 * @param states in one of these states; empty for any
 * @param queue in this queue
 * @param type stored under this name
 * @param tag with this tag
 * @param payloadPart whose payload holds this text somewhere
 * @param createdFrom enqueued then or later
 * @param createdBefore enqueued earlier
 * @param runFrom due then or later
 * @param runBefore due earlier
 * @param finishedBefore in its final state since earlier
 * @param text what is looked for in reasons, errors and metadata
 */
public record JobFilter(
        Set<JobState> states,
        Optional<String> queue,
        Optional<String> type,
        Optional<String> tag,
        Optional<String> payloadPart,
        Optional<Instant> createdFrom,
        Optional<Instant> createdBefore,
        Optional<Instant> runFrom,
        Optional<Instant> runBefore,
        Optional<Instant> finishedBefore,
        TextFilter text) {
    private static final JobFilter ALL = new JobFilter(
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            TextFilter.NONE);

    /**
     * Copies the set.
     *
     * @param states see above
     * @param queue see above
     * @param type see above
     * @param tag see above
     * @param payloadPart see above
     * @param createdFrom see above
     * @param createdBefore see above
     * @param runFrom see above
     * @param runBefore see above
     * @param finishedBefore see above
     * @param text see above
     */
    public JobFilter {
        states = Set.copyOf(states);
    }

    /**
     * Returns the filter that lets every job through.
     *
     * @return the filter
     */
    public static JobFilter all() {
        return ALL;
    }

    /**
     * Returns a filter for states.
     *
     * @param first a state
     * @param others further states
     * @return the filter
     */
    public static JobFilter inState(JobState first, JobState... others) {
        return ALL.withStates(EnumSet.of(first, others));
    }

    /**
     * Returns this filter for other states.
     *
     * @param wanted the states; they replace those that this filter has, none for any
     * @return the changed filter
     */
    public JobFilter withStates(Set<JobState> wanted) {
        return copy(wanted, queue, type, tag, payloadPart);
    }

    /**
     * Returns this filter for one queue.
     *
     * @param name its name
     * @return the changed filter
     */
    public JobFilter withQueue(String name) {
        return copy(states, Optional.of(name), type, tag, payloadPart);
    }

    /**
     * Returns this filter for one type.
     *
     * @param name the name under which the jobs are stored
     * @return the changed filter
     */
    public JobFilter withType(String name) {
        return copy(states, queue, Optional.of(name), tag, payloadPart);
    }

    /**
     * Returns this filter for one tag.
     *
     * @param word the tag
     * @return the changed filter
     */
    public JobFilter withTag(String word) {
        return copy(states, queue, type, Optional.of(word), payloadPart);
    }

    /**
     * Returns this filter for payloads that hold a text.
     *
     * @param text what to look for, as it was put in: quotes, backslashes and line breaks are found in JSON as well
     * @return the changed filter
     */
    public JobFilter withPayloadPart(String text) {
        return copy(states, queue, type, tag, Optional.of(text));
    }

    /**
     * Returns this filter for a span of enqueueing.
     *
     * @param from inclusive
     * @param before exclusive
     * @return the changed filter
     */
    public JobFilter withCreatedBetween(Instant from, Instant before) {
        return times(Optional.of(from), Optional.of(before), runFrom, runBefore, finishedBefore);
    }

    /**
     * Returns this filter for a span of being due.
     *
     * @param from inclusive
     * @param before exclusive
     * @return the changed filter
     */
    public JobFilter withRunBetween(Instant from, Instant before) {
        return times(createdFrom, createdBefore, Optional.of(from), Optional.of(before), finishedBefore);
    }

    /**
     * Returns this filter for jobs that came to their final state before a time.
     *
     * @param before exclusive
     * @return the changed filter
     */
    public JobFilter withFinishedBefore(Instant before) {
        return times(createdFrom, createdBefore, runFrom, runBefore, Optional.of(Objects.requireNonNull(before)));
    }

    private JobFilter with(TextFilter value) {
        return new JobFilter(
                states,
                queue,
                type,
                tag,
                payloadPart,
                createdFrom,
                createdBefore,
                runFrom,
                runBefore,
                finishedBefore,
                value);
    }

    /**
     * Returns this filter for jobs that are dead or parked for a reason.
     *
     * @param part a part of the reason
     * @return the changed filter
     */
    public JobFilter withReasonPart(String part) {
        return with(new TextFilter(Optional.of(part), text.errorPart(), text.metadata()));
    }

    /**
     * Returns this filter for jobs one of whose last attempts has failed with an error.
     *
     * @param part a part of its class, its message or its stack
     * @return the changed filter
     */
    public JobFilter withErrorPart(String part) {
        return with(new TextFilter(text.reasonPart(), Optional.of(part), text.metadata()));
    }

    /**
     * Returns this filter for jobs with an entry of metadata.
     *
     * @param key the key
     * @param value its value
     * @return the changed filter
     */
    public JobFilter withMetadata(String key, String value) {
        return with(new TextFilter(text.reasonPart(), text.errorPart(), Map.of(key, value)));
    }

    private JobFilter copy(
            Set<JobState> states,
            Optional<String> queue,
            Optional<String> type,
            Optional<String> tag,
            Optional<String> payloadPart) {
        return new JobFilter(
                states,
                queue,
                type,
                tag,
                payloadPart,
                createdFrom,
                createdBefore,
                runFrom,
                runBefore,
                finishedBefore,
                text);
    }

    private JobFilter times(
            Optional<Instant> createdFrom,
            Optional<Instant> createdBefore,
            Optional<Instant> runFrom,
            Optional<Instant> runBefore,
            Optional<Instant> finishedBefore) {
        return new JobFilter(
                states,
                queue,
                type,
                tag,
                payloadPart,
                createdFrom,
                createdBefore,
                runFrom,
                runBefore,
                finishedBefore,
                text);
    }
}
