package io.litestack.job.internal.enqueue;

import io.litestack.job.JobRules;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.Limit;
import io.litestack.job.Unique;
import io.litestack.job.internal.limit.LimitRule;
import io.litestack.job.internal.sql.Millis;
import io.litestack.job.internal.sql.SqlValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Works out what the rules of a job mean for a payload: the keys of what is unique and of what is limited. */
public final class RuleReader {
    /** Somewhat longer than a hash, but quicker to make. */
    private static final int LONGEST_MADE = 64;

    private RuleReader() {}

    /** The rules of a job whose payload was written as some bytes. */
    static JobRuleSet read(JobType<?> type, JobRules rules, byte[] payload) {
        if (rules.equals(JobRules.NONE)) {
            return JobRuleSet.NONE;
        }
        PayloadFields fields = new PayloadFields(type.name(), payload);
        return new JobRuleSet(
                rules.timeout().map(Duration::toMillis).orElse(0L),
                rules.expiry().map(Duration::toMillis).orElse(0L),
                rules.whenGivenUp().orElse(null),
                unique(type, rules.unique().orElse(null), fields),
                limit(rules.limit().orElse(null), fields));
    }

    private static @Nullable UniqueRule unique(JobType<?> type, @Nullable Unique rule, PayloadFields fields) {
        if (rule == null) {
            return null;
        }
        String key = rule.key()
                .map(it -> givenKey(type, it))
                .orElseGet(
                        () -> madeKey(type, rule.fields().isEmpty() ? fields.payload() : fields.values(rule.fields())));
        long states = 0;
        for (JobState state : rule.states()) {
            states |= 1L << SqlValues.number(state);
        }
        return new UniqueRule(key, states, rule.window().map(Millis::of).orElse(0L), rule.onConflict());
    }

    /** The stored form of a key that is made of the payload: short values as they are, and of others a hash. */
    private static String madeKey(JobType<?> type, byte[] values) {
        return isShortText(values)
                ? type.name() + '=' + new String(values, StandardCharsets.US_ASCII)
                : type.name() + '#' + hash(values);
    }

    /** A payload may be of any codec. */
    private static boolean isShortText(byte[] values) {
        if (values.length > LONGEST_MADE) {
            return false;
        }
        for (byte value : values) {
            if (value < ' ' || value > '~') {
                return false;
            }
        }
        return true;
    }

    /** The stored form of a key that a caller gives. */
    public static String givenKey(JobType<?> type, String key) {
        return type.name() + '/' + key;
    }

    private static @Nullable LimitRule limit(@Nullable Limit limit, PayloadFields fields) {
        if (limit == null) {
            return null;
        }
        String key = limit.fields().isEmpty()
                ? limit.name()
                : limit.name() + ' ' + shortened(new String(fields.values(limit.fields()), StandardCharsets.UTF_8));
        boolean hasTurns = limit.tenant().isPresent() || limit.tenantField().isPresent();
        String tenant = limit.tenant()
                .or(() -> limit.tenantField().map(it -> shortened(fields.text(it))))
                .orElse("");
        return new LimitRule(
                key,
                limit.concurrency().orElse(0),
                limit.rate().orElse(0),
                limit.window().toMillis(),
                tenant,
                hasTurns);
    }

    /** A long one is as good as its hash. */
    private static String shortened(String text) {
        return text.length() <= 200 ? text : hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
