package io.litestack.test;

import io.litestack.job.Job;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Assertions about the jobs of one type. Each method looks among the jobs that all before it have left, fails if none is left, and
 * then lists what there was.
 *
 * <pre>{@code
 * assertThat(jobs).enqueued(REMINDER).withPayload(new Reminder(7)).onQueue("mail").dueIn(Duration.ofDays(1)).once();
 * }</pre>
 *
 * @param <P> the class of their payloads
 */
public final class EnqueuedAssert<P> {
    private final JobQueue queue;
    private final JobType<P> type;
    private final List<Job> jobs;

    /** What was asserted so far. */
    private final String wanted;

    private EnqueuedAssert(JobQueue queue, JobType<P> type, List<Job> jobs, String wanted) {
        this.queue = queue;
        this.type = type;
        this.jobs = jobs;
        this.wanted = wanted;
    }

    /** All of a type, under its name or an alias; perhaps none. */
    static <P> EnqueuedAssert<P> of(JobQueue queue, JobType<P> type) {
        List<Job> jobs = new ArrayList<>(JobList.newest(queue, JobFilter.all().withType(type.name())));
        for (String alias : type.aliases()) {
            jobs.addAll(JobList.newest(queue, JobFilter.all().withType(alias)));
        }
        return new EnqueuedAssert<>(queue, type, jobs, "a job of type " + type.name());
    }

    EnqueuedAssert<P> isThere() {
        if (jobs.isEmpty()) {
            throw new AssertionError("expected " + wanted + " in " + queue + ", but there is none; all jobs:"
                    + JobList.text(JobList.newest(queue, JobFilter.all())));
        }
        return this;
    }

    boolean isAny(Predicate<? super P> matching) {
        return jobs.stream().anyMatch(it -> matching.test(queue.admin().payload(it, type)));
    }

    AssertionError failure(String what) {
        return new AssertionError("expected " + what + " in " + queue + ", but there are:" + JobList.text(jobs));
    }

    private EnqueuedAssert<P> where(String what, Predicate<Job> condition) {
        List<Job> left = jobs.stream().filter(condition).toList();
        if (left.isEmpty()) {
            throw failure(wanted + " " + what);
        }
        return new EnqueuedAssert<>(queue, type, left, wanted + " " + what);
    }

    /**
     * With a payload that matches.
     *
     * @param matching what it must be like
     * @return what is left
     */
    public EnqueuedAssert<P> matching(Predicate<? super P> matching) {
        return where("that matches", it -> matching.test(queue.admin().payload(it, type)));
    }

    /**
     * With a payload that equals one.
     *
     * @param payload the payload
     * @return what is left
     */
    public EnqueuedAssert<P> withPayload(P payload) {
        return where(
                "with payload " + payload, it -> queue.admin().payload(it, type).equals(payload));
    }

    /**
     * On a queue.
     *
     * @param name its name
     * @return what is left
     */
    public EnqueuedAssert<P> onQueue(String name) {
        return where("on queue " + name, it -> it.queue().equals(name));
    }

    /**
     * With a priority.
     *
     * @param value the priority
     * @return what is left
     */
    public EnqueuedAssert<P> withPriority(int value) {
        return where("with priority " + value, it -> it.priority() == value);
    }

    /**
     * With a tag.
     *
     * @param tag the tag
     * @return what is left
     */
    public EnqueuedAssert<P> withTag(String tag) {
        return where("with tag " + tag, it -> it.tags().contains(tag));
    }

    /**
     * With an entry of metadata.
     *
     * @param key the key
     * @param value its value
     * @return what is left
     */
    public EnqueuedAssert<P> withMetadata(String key, String value) {
        return where(
                "with metadata " + key + "=" + value,
                it -> value.equals(it.metadata().get(key)));
    }

    /**
     * Due at a time, to the second.
     *
     * @param time the time
     * @return what is left
     */
    public EnqueuedAssert<P> dueAt(Instant time) {
        return where(
                "due at " + time, it -> Duration.between(it.runAt(), time).abs().compareTo(Duration.ofSeconds(1)) < 0);
    }

    /**
     * Due so long after it was enqueued, to the second.
     *
     * @param delay how long
     * @return what is left
     */
    public EnqueuedAssert<P> dueIn(Duration delay) {
        return where(
                "due in " + delay,
                it -> Duration.between(it.createdAt().plus(delay), it.runAt())
                                .abs()
                                .compareTo(Duration.ofSeconds(1))
                        < 0);
    }

    /**
     * In one of some states.
     *
     * @param states the states
     * @return what is left
     */
    public EnqueuedAssert<P> in(JobState... states) {
        Set<JobState> wantedStates = Set.of(states);
        return where("in state " + Arrays.toString(states), it -> wantedStates.contains(it.state()));
    }

    /**
     * Just one.
     *
     * @return the job
     * @throws AssertionError if more are left
     */
    public Job once() {
        return times(1).get(0);
    }

    /**
     * Just so many.
     *
     * @param count how many
     * @return the jobs, the newest first
     * @throws AssertionError if more or fewer are left
     */
    public List<Job> times(int count) {
        if (jobs.size() != count) {
            throw failure(wanted + " " + count + " times, and not " + jobs.size() + " times");
        }
        return jobs;
    }

    /**
     * Returns those that are left.
     *
     * @return the jobs, the newest first; at least one
     */
    public List<Job> jobs() {
        return jobs;
    }
}
