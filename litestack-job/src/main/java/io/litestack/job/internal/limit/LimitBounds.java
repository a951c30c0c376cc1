package io.litestack.job.internal.limit;

/**
 * What a limit bounds. Immutable.
 *
 * @param concurrency how many run at a time, 0 for any number
 * @param rate how many start in a window, 0 for any number
 * @param windowMs how long the window is
 * @param mostReady how many may be ready at a time if there are turns only, else 0
 */
record LimitBounds(int concurrency, int rate, long windowMs, int mostReady) {
    /** So many jobs are ready where the limit is for turns only: few, since those that are ready have had theirs. */
    private static final int READY_FOR_TURNS = 16;

    private static final int PARTS = 4;

    /** It bounds nothing. */
    static final LimitBounds NONE = new LimitBounds(0, 0, 1, 0);

    static LimitBounds of(LimitRule rule) {
        return new LimitBounds(
                rule.concurrency(), rule.rate(), rule.windowMs(), rule.isFairShare() ? READY_FOR_TURNS : 0);
    }

    /** The same as {@code of(rule).equals(this)}, without a new object. */
    boolean isOf(LimitRule rule) {
        return concurrency == rule.concurrency()
                && rate == rule.rate()
                && windowMs == rule.windowMs()
                && mostReady > 0 == rule.isFairShare();
    }

    /** What {@link #text} has written; nothing of a job that was stored without it. */
    static LimitBounds parse(String text) {
        String[] parts = text.split(",", PARTS);
        return parts.length < PARTS
                ? NONE
                : new LimitBounds(
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]),
                        Long.parseLong(parts[2]),
                        Integer.parseInt(parts[3]));
    }

    /** What is stored in each job; it has no blanks. */
    String text() {
        return concurrency + "," + rate + "," + windowMs + "," + mostReady;
    }
}
