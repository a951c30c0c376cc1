package io.litestack.job.internal.enqueue;

import io.litestack.core.Codec;
import io.litestack.job.internal.sql.JobData;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A job on its way from another file, as it stands in the outbox there. The names of its components are stored.
 *
 * @param payload in Base64
 */
record RelayedJob(
        String type,
        String queue,
        int priority,
        int maxAttempts,
        long createdAtMs,
        long runAtMs,
        String payload,
        @Nullable String tags,
        @Nullable String metadata) {
    static RelayedJob of(NewJob job) {
        JobData data = job.data();
        return new RelayedJob(
                data.type(),
                data.queue(),
                data.priority(),
                data.maxAttempts(),
                job.createdAtMs(),
                data.runAtMs(),
                Base64.getEncoder().encodeToString(data.payload()),
                data.tags(),
                data.metadata());
    }

    NewJob toNewJob() {
        byte[] bytes = Base64.getDecoder().decode(payload);
        return new NewJob(new JobData(type, queue, priority, maxAttempts, runAtMs, bytes, tags, metadata), createdAtMs);
    }

    byte[] encode() {
        return Codec.json().encode(this);
    }

    static RelayedJob decode(byte[] bytes) {
        return Codec.json().decode(bytes, RelayedJob.class);
    }
}
