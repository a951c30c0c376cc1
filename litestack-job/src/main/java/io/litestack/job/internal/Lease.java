package io.litestack.job.internal;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A running job's row as the worker that holds it has it in memory. */
final class Lease {
    static final Comparator<Lease> START_ORDER = Comparator.comparingInt((Lease it) -> -it.priority)
            .thenComparingLong(it -> it.id)
            .thenComparingInt(it -> it.attempt);

    private static final int CRASHES_OF_SUSPECTS = 3;

    final long id;
    final long owner;
    final int attempt;
    final int refunds;
    final int run;
    final String type;
    final String queue;
    final int priority;
    final long runAtMs;
    final byte[] payload;
    final @Nullable String tags;
    final @Nullable String metadata;

    /** 0 if the type's policy decides. */
    final int maxAttempts;

    /** When it came into memory, by the ticker. */
    final long heldSince;

    /** How many attempts ended with their process. */
    int crashes;

    /** Whether the table says that it runs alone. */
    boolean isAlone;

    /** Where it is noted that it was begun, until its end is written. */
    volatile @Nullable InFlight inFlight;

    int slot;

    /** The attempt, once a thread has begun it. */
    volatile @Nullable Attempt running;

    @SuppressWarnings("TooManyParameters") // a row has that many columns
    Lease(
            long id,
            long owner,
            int attempt,
            int refunds,
            int run,
            int maxAttempts,
            String type,
            String queue,
            int priority,
            long runAtMs,
            byte[] payload,
            @Nullable String tags,
            @Nullable String metadata,
            long heldSince) {
        this.id = id;
        this.owner = owner;
        this.attempt = attempt;
        this.refunds = refunds;
        this.run = run;
        this.maxAttempts = maxAttempts;
        this.type = type;
        this.queue = queue;
        this.priority = priority;
        this.runAtMs = runAtMs;
        this.payload = payload;
        this.tags = tags;
        this.metadata = metadata;
        this.heldSince = heldSince;
    }

    /** Which of the attempts that count this is. */
    int countedAttempt() {
        return attempt - refunds;
    }

    /** How many attempts may be made; those that ended with their process do not count. */
    int most(int standard) {
        int most = maxAttempts > 0 ? maxAttempts : standard;
        return most > Integer.MAX_VALUE - crashes ? most : most + crashes;
    }

    /** Whether it is the last of the attempts that may be made. */
    boolean isLast(int standard) {
        return countedAttempt() >= most(standard);
    }

    /** Whether it was there so often when its process died that it has to run alone. */
    boolean isSuspect() {
        return crashes >= CRASHES_OF_SUSPECTS;
    }
}
