package io.litestack.core.internal.context;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a writer or a reader that was lent to somebody whom no callback bounds: for finding the one that was
 * forgotten. Its borrower writes it, the watchdog looks at it, and any thread may ask for its texts and its place.
 */
public final class OpenLoan {
    /** In place of the first statement of a transaction that has begun before it had one. */
    private static final String BEGIN = "BEGIN";

    private static final StackTraceElement[] UNKNOWN = {};

    private String firstStatement = BEGIN;

    /** Its last statement; null if nothing is on loan. Of all that is set for a loan it is set last, and cleared first. */
    private volatile @Nullable String statement;

    private volatile @Nullable Throwable site;

    /** How often it was used, by all its borrowers. */
    private int uses;

    // What the watchdog has seen.
    private int usesSeen;
    private long idleSince;

    /** The transaction has begun, without a statement. */
    public void begun(BorrowSites sites) {
        lent(BEGIN, sites);
    }

    /** A statement is lent in it. */
    public void lent(String sql, BorrowSites sites) {
        String before = statement;
        if (before == null || before.equals(BEGIN)) {
            firstStatement = sql;
            Throwable here = site == null ? sites.here(sql) : null;
            if (here != null) {
                site = here;
            }
        }
        used();
        statement = sql;
    }

    /** It is used. */
    public void used() {
        uses++;
    }

    /** It was given back. */
    public void ended() {
        statement = null;
        used();
        if (site != null) {
            site = null;
        }
    }

    /** The text of the statement that was lent last to be run by its borrower, or null. */
    public @Nullable String statement() {
        return statement;
    }

    /** The text of its first statement, which tells it from others. */
    public String firstStatement() {
        return firstStatement;
    }

    /** Where its borrower stood, innermost first; empty if that was not recorded. */
    public StackTraceElement[] site() {
        Throwable known = site;
        return known == null ? UNKNOWN : known.getStackTrace();
    }

    /** For the watchdog alone: how long it has not been used, as far as it has looked. */
    public long idleNanos(long now, boolean isBusy) {
        if (statement == null || isBusy || uses != usesSeen) {
            usesSeen = uses;
            idleSince = now;
        }
        return now - idleSince;
    }

    /** For the watchdog alone: whether it is still as it was at the last look, so that what was read since belongs together. */
    public boolean isStillIdle() {
        return statement != null && uses == usesSeen;
    }
}
