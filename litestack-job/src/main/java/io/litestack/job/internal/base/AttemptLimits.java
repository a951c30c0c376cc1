package io.litestack.job.internal.base;

import io.litestack.core.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many attempts jobs have that were enqueued without a number of their own, according to their worker. It is stored in the
 * worker's row, so that whoever recovers its jobs goes by it, also without their handlers. Immutable.
 *
 * @param standard for types without a policy of their own
 * @param types by the name under which jobs are stored
 */
public record AttemptLimits(int standard, Map<String, Integer> types) {
    /**
     * Reads those of a worker.
     *
     * @param json as stored in its row, or null if that is gone
     * @param here those of this process, which are better than none; what has no handler here is not given up then
     */
    public static AttemptLimits read(@Nullable String json, AttemptLimits here) {
        return json == null
                ? new AttemptLimits(Integer.MAX_VALUE, here.types)
                : Codec.json().decode(json.getBytes(StandardCharsets.UTF_8), AttemptLimits.class);
    }

    public String json() {
        return new String(Codec.json().encode(this), StandardCharsets.UTF_8);
    }

    /**
     * How many attempts a job may have.
     *
     * @param type its type
     * @param own its own number, or 0
     */
    public int of(String type, int own) {
        return own > 0 ? own : types.getOrDefault(type, standard);
    }
}
