package io.litestack.job.internal.sql;

import org.jspecify.annotations.Nullable;

/**
 * What whoever runs a job has to heed, as far as the job says so itself; most jobs say nothing. It is stored as one text, so that
 * a claim reads one column for all of it, which is null as a rule. Immutable.
 *
 * @param timeoutMs how long an attempt may last, 0 if the handler's options say it
 * @param expiresAtMs when it is not to be started for the first time any more, 0 for never
 * @param isRateLimited whether its start has to be noted
 * @param isTurn whether it is its tenant's turn, after which the next ones may be ready, once it is leased
 * @param whenGivenUp the type of the job that follows it if it is given up, or null
 * @param limitKey the limit that it counts for, or null
 * @param bounds what that limit says, so that its row can be made again; empty for nothing
 */
public record JobControls(
        long timeoutMs,
        long expiresAtMs,
        boolean isRateLimited,
        boolean isTurn,
        @Nullable String whenGivenUp,
        @Nullable String limitKey,
        String bounds) {
    /** No name of a type. */
    private static final String NONE = "*";

    private static final String RATE = "r";
    private static final String FAIR = "f";
    private static final int FIELDS = 5;

    /** What is in the column. */
    public static @Nullable JobControls read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] fields = text.split(" ", FIELDS);
        String kind = fields[2].substring(0, 1);
        return new JobControls(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                kind.equals(RATE),
                kind.equals(FAIR),
                fields[3].equals(NONE) ? null : fields[3],
                fields.length < FIELDS ? null : fields[4],
                fields[2].substring(1));
    }

    /** What is written into the column; names of types and bounds have no blanks, and the key is at the end. */
    public String text() {
        String start = timeoutMs + " " + expiresAtMs + " " + (isRateLimited ? RATE : isTurn ? FAIR : NONE) + bounds
                + " " + (whenGivenUp == null ? NONE : whenGivenUp);
        return limitKey == null ? start : start + " " + limitKey;
    }
}
