package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Chooses what has to go, by SIEVE (Zhang, Yang, Yue, Vigfusson and Rashmi, NSDI 2024): entries stand in a queue in the order in which
 * they came. A hand walks from the oldest to the newest and begins again; an entry that was read since the hand passed it is passed once
 * more, one that was not is evicted. So a read costs nothing but a bit, entries that are read again and again stay, and those that come
 * and are never read again go soon.
 *
 * <p>In a loop over more entries than there is room for the newest go instead ({@link LoopDetector}).
 *
 * <p>The hand is kept in the file and moves in the transaction that evicts; whichever process evicts goes on where another has stopped.
 */
public final class Sieve {
    private static final String HAND = "hand";
    private static final int PAGE = 64;

    /** If so many in a row were read, what comes next goes all the same. */
    private static final int MOST_PASSED = 4_096;

    private final VisitedBits visited;
    private final LongPredicate wasRead;
    private final LoopDetector loops;
    private final EvictionListener listener;

    /**
     * Makes one.
     *
     * @param wasRead tells whether the entry of a hash was read since it was asked the last time, as far as the bits do not know yet
     */
    public Sieve(VisitedBits visited, LongPredicate wasRead, LoopDetector loops, EvictionListener listener) {
        this.visited = visited;
        this.wasRead = wasRead;
        this.loops = loops;
        this.listener = listener;
    }

    /** An entry is in use, as if it had been read. */
    void used(long place) {
        if (place != 0) {
            visited.visit(place);
        }
    }

    /** A place in the queue. */
    private record Place(long number, long hash) {}

    /** Says when it is enough. */
    @FunctionalInterface
    interface Goal {
        /** Whether so many evictions are enough; asked after each. */
        boolean isReached(int evicted) throws SQLException;
    }

    /** Evicts so many entries, at least one, or all if there are fewer. */
    public void evict(Statements statements, int count) throws SQLException {
        evict(statements, evicted -> evicted >= count);
    }

    /** Evicts entries, at least one, until it is enough or there are no more. */
    void evict(Statements statements, Goal goal) throws SQLException {
        Walk walk = new Walk(statements);
        boolean isEnough = false;
        while (!isEnough && walk.readPage()) {
            for (int i = 0; i < walk.page.size() && !isEnough; i++) {
                isEnough = walk.visit(walk.page.get(i)) && goal.isReached(walk.evicted);
            }
        }
        walk.end();
    }

    /** One walk of the hand. */
    private final class Walk {
        private final Statements statements;
        private final VisitedBits.Editor bits;
        private final List<Place> page = new ArrayList<>(PAGE);
        private long hand;
        private boolean isAtNewest;
        private long newest = Long.MAX_VALUE;
        private int passed;
        private int evicted;

        Walk(Statements statements) throws SQLException {
            this.statements = statements;
            this.bits = visited.new Editor(statements);
            PreparedStatement select = statements.prepare(CacheSql.META);
            select.setString(1, HAND);
            try (ResultSet row = select.executeQuery()) {
                hand = row.next() ? row.getLong(1) : 0;
            }
        }

        /** Reads the next places, from the beginning after the end; false if there are none at all. */
        boolean readPage() throws SQLException {
            isAtNewest = loops.isLoop();
            if (isAtNewest) {
                read(CacheSql.NEWEST_IN_QUEUE, newest);
                if (!page.isEmpty()) {
                    newest = page.get(page.size() - 1).number;
                    return true;
                }
                loops.endLoop();
                isAtNewest = false;
            }
            read(CacheSql.NEXT_IN_QUEUE, hand);
            if (page.isEmpty() && hand > 0) {
                hand = 0;
                read(CacheSql.NEXT_IN_QUEUE, 0);
                loops.beginRound(lastPlace());
            } else if (loops.isRoundOver(hand)) {
                loops.beginRound(lastPlace());
            }
            return !page.isEmpty();
        }

        private long lastPlace() throws SQLException {
            try (ResultSet row = statements.prepare(CacheSql.LAST_PLACE).executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }

        private void read(String sql, long place) throws SQLException {
            page.clear();
            PreparedStatement select = statements.prepare(sql);
            select.setLong(1, place);
            select.setInt(2, PAGE);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    page.add(new Place(rows.getLong(1), rows.getLong(2)));
                }
            }
        }

        /** Passes a place; true if its entry is evicted. */
        boolean visit(Place place) throws SQLException {
            if (!isAtNewest) {
                hand = place.number;
            }
            if (isVisited(place) && passed < MOST_PASSED) {
                passed++;
                loops.passed();
                return false;
            }
            passed = 0;
            loops.evicted(place.hash);
            listener.onEviction(statements, place.hash);
            PreparedStatement evict = statements.prepare(CacheSql.EVICT);
            evict.setLong(1, place.number);
            evict.executeUpdate();
            evicted++;
            return true;
        }

        private boolean isVisited(Place place) throws SQLException {
            boolean isMarked = bits.take(place.number);
            return wasRead.test(place.hash) || isMarked;
        }

        void end() throws SQLException {
            bits.write();
            PreparedStatement set = statements.prepare(CacheSql.SET_META);
            set.setString(1, HAND);
            set.setLong(2, hand);
            set.executeUpdate();
        }
    }
}
