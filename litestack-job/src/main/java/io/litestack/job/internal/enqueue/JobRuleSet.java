package io.litestack.job.internal.enqueue;

import io.litestack.job.internal.limit.LimitRule;
import io.litestack.job.internal.sql.JobControls;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a new job: relative to its times, so that a schedule can have them too. Most jobs have {@link #NONE}. Immutable.
 *
 * @param timeoutMs how long an attempt may last, 0 if it does not say
 * @param expiryMs for how long after it was due it may be started, 0 for ever
 * @param whenGivenUp the type of the job that follows it if it is given up, or null
 * @param unique what makes it unique, or null
 * @param limit the limit that it counts for, or null
 */
record JobRuleSet(
        long timeoutMs,
        long expiryMs,
        @Nullable String whenGivenUp,
        @Nullable UniqueRule unique,
        @Nullable LimitRule limit) {
    static final JobRuleSet NONE = new JobRuleSet(0, 0, null, null, null);

    /** What whoever runs the job has to heed, or null if that is nothing. */
    @Nullable
    JobControls controls(long runAtMs) {
        if (timeoutMs == 0 && expiryMs == 0 && whenGivenUp == null && limit == null) {
            return null;
        }
        long expiresAtMs = expiryMs == 0 ? 0 : runAtMs + expiryMs;
        return new JobControls(
                timeoutMs,
                expiresAtMs,
                limit != null && limit.rate() > 0,
                limit != null && limit.isTurn(),
                whenGivenUp,
                limit == null ? null : limit.key(),
                limit == null ? "" : limit.bounds());
    }

    /** Whether the columns of rules are empty. */
    boolean isEmpty() {
        return equals(NONE);
    }
}
