package io.litestack.cache.internal.evict;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Notices that entries are read in turn, again and again, and that there are more of them than there is room for. Then whatever came first
 * is just what is read next, so that SIEVE finds nothing, as nothing does that goes by age. As long as this lasts the newest go instead: a
 * part of the entries stays, and is found each time round.
 *
 * <p>A flood of new entries looks the same to the hand, which finds nobody that was read; there the oldest must go. The difference is what
 * is missed: in a loop that was evicted before. So one of {@value #SAMPLE} hashes is remembered when its entry is evicted, and a read that
 * misses it is counted. If the hand has walked past all entries that there were, hardly anybody was read, and what was missed is most of what
 * was evicted, it is a loop. After a few rounds it is looked at anew.
 *
 * <p>{@link #missed} is thread-safe; the others are for whoever holds the writer.
 */
public final class LoopDetector {
    private static final int SAMPLE = 16;
    private static final int CELLS = 1 << 16;

    /** Of what the hand has seen in a round less than one in so many was read. */
    private static final int SELDOM = 20;

    /** For so many rounds the newest go. */
    private static final int ROUNDS = 4;

    /** Made when something is evicted for the first time. */
    private volatile @Nullable AtomicIntegerArray evictedLately;

    private final LongAdder missedAgain = new LongAdder();
    private long roundEnd;
    private long evicted;
    private long passed;
    private long newestLeft;

    /** A read has found nothing. */
    public void missed(long hash) {
        AtomicIntegerArray cells = evictedLately;
        if (cells != null && isSample(hash) && cells.get(cell(hash)) == mark(hash)) {
            missedAgain.increment();
        }
    }

    /** The newest are to go, rather than those that the hand finds. */
    boolean isLoop() {
        return newestLeft > 0;
    }

    void evicted(long hash) {
        evicted++;
        newestLeft = Math.max(0, newestLeft - 1);
        if (isSample(hash)) {
            AtomicIntegerArray cells = evictedLately;
            if (cells == null) {
                cells = new AtomicIntegerArray(CELLS);
                evictedLately = cells;
            }
            cells.set(cell(hash), mark(hash));
        }
    }

    /** The hand has passed somebody who was read. */
    void passed() {
        passed++;
    }

    /** The hand has walked past all that there were. */
    boolean isRoundOver(long hand) {
        return hand >= roundEnd;
    }

    /** A round begins; {@code lastPlace} is that of the newest entry. */
    void beginRound(long lastPlace) {
        roundEnd = lastPlace;
        boolean isAnybodyRead = passed * SELDOM >= evicted;
        boolean isMissed = missedAgain.sumThenReset() * SAMPLE * 2 > evicted;
        if (!isAnybodyRead && isMissed) {
            newestLeft = ROUNDS * evicted;
        }
        evicted = 0;
        passed = 0;
    }

    /** There are no newest that may go. */
    void endLoop() {
        newestLeft = 0;
    }

    private static boolean isSample(long hash) {
        return (hash & (SAMPLE - 1)) == 0;
    }

    private static int cell(long hash) {
        return (int) (hash >>> 4) & (CELLS - 1);
    }

    /** Never that of an empty cell. */
    private static int mark(long hash) {
        return (int) (hash >>> 32) | 1;
    }
}
