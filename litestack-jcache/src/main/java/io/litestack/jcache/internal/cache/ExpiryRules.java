package io.litestack.jcache.internal.cache;

import io.litestack.cache.EntryOptions;
import java.time.Duration;
import java.util.function.Supplier;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * How long entries count. Zero means not at all, null that the end stays as it is. A policy that throws is treated as JCache's reference
 * does: what is new counts for ever, and else nothing changes. Thread-safe if the policy is.
 */
final class ExpiryRules {
    /** As long as a cache keeps anything. */
    private static final Duration ETERNAL = Duration.ofDays(36_500);

    private final ExpiryPolicy policy;
    private final boolean isKept;
    private final boolean isUniform;

    ExpiryRules(ExpiryPolicy policy) {
        this.policy = policy;
        Class<?> type = policy.getClass();
        this.isUniform = type == EternalExpiryPolicy.class || type == ModifiedExpiryPolicy.class;
        this.isKept = isUniform || type == CreatedExpiryPolicy.class;
    }

    /** Whether reads surely change nothing. */
    boolean isKeptByReads() {
        return isKept;
    }

    /** Whether an entry surely is kept as long whether it is new or not. */
    boolean isUniform() {
        return isUniform;
    }

    Duration creation() {
        Duration known = ask(policy::getExpiryForCreation, ETERNAL);
        return known == null ? ETERNAL : known;
    }

    @Nullable
    Duration access() {
        return ask(policy::getExpiryForAccess, null);
    }

    @Nullable
    Duration update() {
        return ask(policy::getExpiryForUpdate, null);
    }

    private static @Nullable Duration ask(
            Supplier<javax.cache.expiry.@Nullable Duration> question, @Nullable Duration otherwise) {
        javax.cache.expiry.Duration answer;
        try {
            answer = question.get();
        } catch (RuntimeException e) {
            return otherwise;
        }
        if (answer == null) {
            return null;
        } else if (answer.isEternal()) {
            return ETERNAL;
        } else if (answer.isZero()) {
            return Duration.ZERO;
        }
        // as long as a long can say if it is longer
        long millis = answer.getTimeUnit().toMillis(answer.getDurationAmount());
        return Duration.ofMillis(Math.max(1, Math.min(ETERNAL.toMillis(), millis)));
    }

    static EntryOptions options(Duration duration) {
        return EntryOptions.expiringAfter(duration);
    }
}
