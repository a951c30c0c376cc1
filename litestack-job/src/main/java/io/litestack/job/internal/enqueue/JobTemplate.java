package io.litestack.job.internal.enqueue;

import io.litestack.core.Codec;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.limit.LimitRule;
import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.JobData;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A job that is not in the table yet, as it stands in an outbox of another file, or in a schedule. The names of its components
 * are stored.
 *
 * @param type the name under which it is stored
 * @param queue its queue
 * @param priority higher ones start first
 * @param maxAttempts its own number of attempts, or 0
 * @param createdAtMs when it was enqueued
 * @param runAtMs when it is due
 * @param payload in Base64
 * @param tags a JSON array, or null
 * @param metadata a JSON object, or null
 * @param timeoutMs how long an attempt may last, 0 if it does not say
 * @param expiryMs for how long after it was due it may be started, 0 for ever
 * @param whenGivenUp the type of the job that follows it if it is given up, or null
 * @param unique what makes it unique, or null
 * @param limit the limit that it counts for, or null
 */
public record JobTemplate(
        String type,
        String queue,
        int priority,
        int maxAttempts,
        long createdAtMs,
        long runAtMs,
        String payload,
        @Nullable String tags,
        @Nullable String metadata,
        long timeoutMs,
        long expiryMs,
        @Nullable String whenGivenUp,
        @Nullable UniqueRule unique,
        @Nullable LimitRule limit) {
    static JobTemplate of(JobData data, JobRuleSet rules, long createdAtMs) {
        return new JobTemplate(
                data.type(),
                data.queue(),
                data.priority(),
                data.maxAttempts(),
                createdAtMs,
                data.runAtMs(),
                Base64.getEncoder().encodeToString(data.payload()),
                data.tags(),
                data.metadata(),
                rules.timeoutMs(),
                rules.expiryMs(),
                rules.whenGivenUp(),
                rules.unique(),
                rules.limit());
    }

    /** The job, as it is enqueued at the time that this one names. */
    public NewJob toNewJob() {
        return toNewJob(createdAtMs, runAtMs);
    }

    /** The job, as it is enqueued at another time. */
    public NewJob toNewJob(long enqueuedAtMs, long dueAtMs) {
        JobRuleSet rules = new JobRuleSet(timeoutMs, expiryMs, whenGivenUp, unique, limit);
        JobControls controls = rules.controls(dueAtMs);
        JobData data =
                new JobData(type, queue, priority, maxAttempts, dueAtMs, payloadBytes(), tags, metadata, controls);
        return new NewJob(data, rules, enqueuedAtMs);
    }

    /** The same without times, which come when a schedule fires: so equal jobs have equal templates. */
    public JobTemplate untimed() {
        return at(0, 0, metadata);
    }

    private JobTemplate at(long created, long due, @Nullable String meta) {
        return new JobTemplate(
                type,
                queue,
                priority,
                maxAttempts,
                created,
                due,
                payload,
                tags,
                meta,
                timeoutMs,
                expiryMs,
                whenGivenUp,
                unique,
                limit);
    }

    /** The same with more metadata. */
    public JobTemplate with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(JobJson.metadata(metadata));
        all.putAll(more);
        return at(createdAtMs, runAtMs, JobJson.ofMetadata(all));
    }

    public byte[] payloadBytes() {
        return Base64.getDecoder().decode(payload);
    }

    public byte[] encode() {
        return Codec.json().encode(this);
    }

    public static JobTemplate decode(byte[] bytes) {
        return Codec.json().decode(bytes, JobTemplate.class);
    }
}
