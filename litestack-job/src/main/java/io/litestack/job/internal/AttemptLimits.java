package io.litestack.job.internal;

import io.litestack.core.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts jobs have that were enqueued without a number of their own, as their owner has it: it stands in the owner's
 * row, so that whoever rescues them goes by it, also without their handlers. Immutable.
 *
 * @param standard for types without a policy of their own
 * @param types by the name under which jobs are stored
 */
record AttemptLimits(int standard, Map<String, Integer> types) {
    /**
     * Reads those of an owner.
     *
     * @param json as they stand in its row, or null if that is gone
     * @param here those of this process, which are better than none; what has no handler here is not given up then
     */
    static AttemptLimits read(@Nullable String json, AttemptLimits here) {
        return json == null
                ? new AttemptLimits(Integer.MAX_VALUE, here.types)
                : Codec.json().decode(json.getBytes(StandardCharsets.UTF_8), AttemptLimits.class);
    }

    String json() {
        return new String(Codec.json().encode(this), StandardCharsets.UTF_8);
    }

    int of(Lease lease) {
        return lease.maxAttempts > 0 ? lease.maxAttempts : types.getOrDefault(lease.type, standard);
    }
}
