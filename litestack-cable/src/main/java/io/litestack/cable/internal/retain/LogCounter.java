package io.litestack.cable.internal.retain;

import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts what is in the log, in stretches of at most a thousand messages, so that it is known where to cut: each message is
 * looked at once, by a reader, and only its sizes are. Not thread-safe.
 */
final class LogCounter {
    private static final int LONGEST_STRETCH = 1_000;

    private final Store store;
    private final Deque<Stretch> stretches = new ArrayDeque<>();
    private long countedUpTo;
    private long messages;
    private long bytes;

    LogCounter(Store store) {
        this.store = store;
    }

    /** Counts the next messages; returns whether there may be more. */
    boolean count() {
        Stretch next = store.query(CableSql.COUNT_STRETCH, LogCounter::stretch, countedUpTo, LONGEST_STRETCH)
                .get(0);
        if (next.messages() == 0) {
            return false;
        }
        stretches.add(next);
        countedUpTo = next.endId();
        messages += next.messages();
        bytes += next.bytes();
        return next.messages() == LONGEST_STRETCH;
    }

    private static Stretch stretch(ResultSet row) throws SQLException {
        long count = row.getLong(1);
        return new Stretch(row.getLong(2), row.getLong(3), count, row.getLong(4) + count * LogMessage.ROW_BYTES);
    }

    /** Somebody has deleted everything up to an id. */
    void trimmed(long upTo) {
        for (Stretch oldest = stretches.peek(); oldest != null && oldest.endId() <= upTo; oldest = stretches.peek()) {
            stretches.remove();
            messages -= oldest.messages();
            bytes -= oldest.bytes();
        }
    }

    /**
     * Finds where to cut.
     *
     * @param endedBefore stretches that ended before this time are too old
     * @param most as many bytes may stay
     * @return the id of the last message to delete, or 0
     */
    long end(long endedBefore, long most) {
        long end = 0;
        long left = bytes;
        for (Stretch each : stretches) {
            if (each.endAtMs() >= endedBefore && left <= most) {
                break;
            }
            end = each.endId();
            left -= each.bytes();
        }
        return end;
    }

    /** The end of the oldest stretch; 0 if there is none. */
    long firstEnd() {
        Stretch oldest = stretches.peek();
        return oldest == null ? 0 : oldest.endId();
    }

    /** How many messages the oldest stretch has. */
    long firstMessages() {
        Stretch oldest = stretches.peek();
        return oldest == null ? 0 : oldest.messages();
    }

    LogSize size() {
        return new LogSize(messages, bytes);
    }
}
