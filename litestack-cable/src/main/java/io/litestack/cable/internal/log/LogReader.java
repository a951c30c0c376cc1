package io.litestack.cable.internal.log;

import io.litestack.cable.internal.name.ChannelNames;
import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.StoreInternals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log piece by piece. Each piece is one snapshot, in which it is also known what is missing from it, since messages may
 * be deleted at any time between two of them. Thread-safe.
 *
 * <p>A few channels are each read through the index and merged. Patterns and many channels are found by a scan of all ids and
 * names, without a look at the payloads of others.
 */
public final class LogReader {
    /** How many messages a piece has at most of a channel, … */
    private static final int MOST_MESSAGES = 512;

    /** … and about how many bytes; the last message may be larger. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int MOST_SCANNED = 8_192;

    /** Up to so many channels are read one by one. */
    private static final int FEW_CHANNELS = 8;

    /** Beyond so many it is not said which channels lack something. */
    private static final int MOST_MISSING = 1_000;

    private final Store store;

    LogReader(Store store) {
        this.store = store;
    }

    /**
     * A piece of the log.
     *
     * @param messages those that were asked for, in order
     * @param upTo all of them up to this id are here, or deleted
     * @param loss what is deleted of them
     */
    public record Piece(List<LogMessage> messages, long upTo, Loss loss) {}

    /**
     * What is deleted of some channels after an id.
     *
     * @param isAny whether something is
     * @param channels on which channels, by their names in the store; empty if that is not known, or if they are many
     * @param resumesAt all messages up to here are deleted
     */
    public record Loss(boolean isAny, Set<String> channels, long resumesAt) {
        static final Loss NONE = new Loss(false, Set.of(), 0);
    }

    /** The id of the last message that is committed; in a transaction of the file as that sees it. */
    public long head() {
        return store.queryFirst(CableSql.HEAD, row -> row.getLong(1)).orElse(0L);
    }

    /** The same, inside a transaction of the file too, as others see it. */
    public long committedHead() {
        try (OpenSnapshot reader = StoreInternals.of(store).openReader()) {
            return head(reader.snapshot());
        }
    }

    /** The same within a transaction of the file. */
    public static long head(Snapshot snapshot) {
        return snapshot.queryFirst(CableSql.HEAD, row -> row.getLong(1)).orElse(0L);
    }

    /** All messages up to this id are deleted. */
    public long trimmed() {
        return store.queryFirst(CableSql.LOG, LogState::of)
                .map(LogState::trimmed)
                .orElse(0L);
    }

    /** Reads what comes after an id, of all channels. The loss does not say of which channels it is. Does not wait long for a reader. */
    public Piece readAll(long after) {
        StoreInternals internals = StoreInternals.of(store);
        try (OpenSnapshot reader = internals.openReader()) {
            List<LogMessage> messages = messagesAfter(reader.snapshot(), after);
            if (!messages.isEmpty() && isWithoutGap(messages, after)) {
                return new Piece(messages, lastOf(messages), Loss.NONE);
            }
        }
        try (OpenSnapshot reader = internals.openSnapshot()) {
            Snapshot tx = reader.snapshot();
            long trimmed = LogState.read(tx).trimmed();
            List<LogMessage> messages = messagesAfter(tx, after);
            long upTo = messages.isEmpty() ? Math.max(after, trimmed) : lastOf(messages);
            return new Piece(messages, upTo, new Loss(trimmed > after, Set.of(), trimmed));
        }
    }

    private static List<LogMessage> messagesAfter(Snapshot tx, long after) {
        return messages(tx, CableSql.READ, after, Long.MAX_VALUE, MOST_MESSAGES);
    }

    /** Of which nothing can be deleted, as each id follows the one before. */
    private static boolean isWithoutGap(List<LogMessage> messages, long after) {
        return lastOf(messages) - after == messages.size();
    }

    /** Reads what comes after an id and up to another, of some channels. */
    public Piece read(ChannelFilter filter, long after, long upTo) {
        return store.<Piece, RuntimeException>read(tx -> {
            LogState state = LogState.read(tx);
            Loss loss = state.trimmed() > after ? lossOf(tx, state, filter, after) : Loss.NONE;
            long from = Math.max(after, state.trimmed());
            if (from >= upTo) {
                return new Piece(List.of(), Math.max(after, upTo), loss);
            } else if (filter.isAll()) {
                return readWhole(tx, filter, from, upTo, loss);
            }
            boolean isFew = !filter.hasPatterns() && filter.names().size() <= FEW_CHANNELS;
            Piece found = isFew ? readFew(tx, filter, from, upTo) : scan(tx, filter, from, upTo);
            return new Piece(found.messages, found.upTo, loss);
        });
    }

    private static Loss lossOf(Snapshot tx, LogState state, ChannelFilter filter, long after) {
        Set<String> missing = new TreeSet<>();
        for (String name : filter.names()) {
            if (isTrimmedSince(tx, name, after)) {
                missing.add(name);
            }
        }
        boolean isMore = state.forgotten() > after;
        if (filter.hasPatterns()) {
            List<String> trimmed = tx.query(CableSql.TRIMMED_SINCE, row -> row.getString(1), after, MOST_MISSING * 10);
            trimmed.stream().filter(filter::matches).forEach(missing::add);
            isMore |= trimmed.size() == MOST_MISSING * 10;
        }
        boolean isAny = isMore || !missing.isEmpty();
        boolean isKnown = !isMore && missing.size() <= MOST_MISSING;
        return new Loss(isAny, isKnown ? Set.copyOf(missing) : Set.of(), state.trimmed());
    }

    private static boolean isTrimmedSince(Snapshot tx, String channel, long after) {
        return tx.queryFirst(CableSql.TRIMMED_OF, row -> row.getLong(1), channel)
                        .orElse(0L)
                > after;
    }

    private static Piece readFew(Snapshot tx, ChannelFilter filter, long after, long upTo) {
        List<LogMessage> merged = new ArrayList<>();
        long end = upTo;
        for (String name : filter.names()) {
            List<LogMessage> found =
                    messages(tx, CableSql.READ_CHANNEL, ChannelNames.hash(name), after, upTo, name, MOST_MESSAGES);
            if (isCut(found)) {
                end = Math.min(end, lastOf(found));
            }
            merged.addAll(found);
        }
        long last = end;
        if (filter.names().size() > 1) {
            merged.removeIf(it -> it.id() > last);
            merged.sort(Comparator.comparingLong(LogMessage::id));
        }
        return new Piece(merged, last, Loss.NONE);
    }

    /** An id, and whether its channel was asked for. */
    private record Scanned(long id, boolean isWanted) {}

    private static Piece scan(Snapshot tx, ChannelFilter filter, long after, long upTo) {
        List<Scanned> scanned = tx.query(
                CableSql.SCAN,
                row -> new Scanned(row.getLong(1), filter.matches(row.getString(2))),
                after,
                upTo,
                MOST_SCANNED);
        List<Long> wanted = scanned.stream()
                .filter(Scanned::isWanted)
                .map(Scanned::id)
                .limit(MOST_MESSAGES)
                .toList();
        long end = scanned.size() < MOST_SCANNED ? upTo : scanned.get(scanned.size() - 1).id;
        if (wanted.isEmpty()) {
            return new Piece(List.of(), end, Loss.NONE);
        }
        List<LogMessage> found = messages(tx, CableSql.READ_ALL_OF, wanted);
        boolean isCut = wanted.size() == MOST_MESSAGES || found.size() < wanted.size();
        return new Piece(found, isCut ? lastOf(found) : end, Loss.NONE);
    }

    private static Piece readWhole(Snapshot tx, ChannelFilter filter, long after, long upTo, Loss loss) {
        List<LogMessage> messages = messages(tx, CableSql.READ, after, upTo, MOST_MESSAGES);
        long end = isCut(messages) ? lastOf(messages) : upTo;
        messages.removeIf(it -> !filter.matches(it.channel()));
        return new Piece(messages, end, loss);
    }

    private static long lastOf(List<LogMessage> messages) {
        return messages.get(messages.size() - 1).id();
    }

    /** Whether there may be more than what was read. */
    public static boolean isCut(List<LogMessage> found) {
        return found.size() >= MOST_MESSAGES
                || found.stream().mapToLong(LogMessage::sizeBytes).sum() >= MOST_BYTES;
    }

    /** Reads messages until they are enough bytes: what comes after that is not taken out of SQLite. */
    private static List<LogMessage> messages(Snapshot tx, String sql, @Nullable Object... parameters) {
        Budget budget = new Budget();
        List<LogMessage> rows = tx.query(sql, budget::message, parameters);
        return budget.isSpent() ? new ArrayList<>(rows.subList(0, budget.read)) : rows;
    }

    /** How many bytes may still be read. */
    private static final class Budget {
        private static final LogMessage NOT_READ = new LogMessage("", new byte[0]);

        private long left = MOST_BYTES;
        private int read;

        LogMessage message(ResultSet row) throws SQLException {
            if (isSpent()) {
                return NOT_READ;
            }
            byte[] payload = row.getBytes(4);
            LogMessage message = new LogMessage(
                    row.getLong(1), row.getString(2), row.getLong(3), payload == null ? new byte[0] : payload);
            left -= message.sizeBytes();
            read++;
            return message;
        }

        boolean isSpent() {
            return left <= 0;
        }
    }
}
