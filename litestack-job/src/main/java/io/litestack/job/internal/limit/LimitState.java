package io.litestack.job.internal.limit;

import io.litestack.job.internal.sql.JobControls;
import io.litestack.job.internal.sql.JobSql;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The row of a limit: what it bounds, and how many of its jobs are where. Used by one thread at a time, inside of a command; whoever
 * changes it says so to {@link Limits}, before.
 */
final class LimitState {
    final long id;
    final String key;
    LimitBounds bounds = LimitBounds.NONE;

    /** Some of its jobs had a rate or a tenant; it stays so, since they may still be there. */
    boolean isPaced;

    /** Whose turn was the last. */
    String lastTenant = "";

    /** When further jobs may start, 0 if none waits for that. */
    long wakeAtMs;

    /** The jobs that are ready or run, those that are ready and counted ({@link #isCounted}), and those that wait for it. */
    int active;

    int ready;
    int blocked;

    /** The row is there. */
    boolean isStored;

    /** What has changed since it was read or written: the counts, or all of it. */
    boolean isChanged;

    boolean isRedefined;

    LimitState(String key) {
        this.id = idOf(key);
        this.key = key;
    }

    /** Sixty-four bits of a hash that nobody can make collide with another key's at will. */
    static long idOf(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * Whether a job is counted apart while it is ready, since its start is noted or others come after it then. That depends on what
     * the job itself said: so whoever leases it knows it too.
     */
    static boolean isCounted(@Nullable JobControls controls) {
        return controls != null && (controls.isRateLimited() || controls.isTurn());
    }

    /** Counts a job in (1) or out (-1). */
    void count(int jobState, boolean isCounted, int sign) {
        switch (jobState) {
            case JobSql.READY -> {
                active += sign;
                ready += isCounted ? sign : 0;
            }
            case JobSql.RUNNING -> active += sign;
            case JobSql.BLOCKED -> blocked += sign;
            default -> {
                // it takes no room
            }
        }
    }

    /** The row says all this. */
    void written() {
        isStored = true;
        isChanged = false;
        isRedefined = false;
    }

    /** How many more may be ready. */
    int room(StartPermits permits) throws SQLException {
        int room = Integer.MAX_VALUE;
        if (bounds.concurrency() > 0) {
            room = bounds.concurrency() - active;
        }
        if (bounds.rate() > 0 && room > 0) {
            int free = bounds.rate() - permits.inWindow(this).count();
            room = Math.min(room, free - ready);
        }
        if (bounds.mostReady() > 0) {
            room = bounds.mostReady() - ready;
        }
        return room;
    }
}
