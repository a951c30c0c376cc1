package io.litestack.cable.internal.log;

import io.litestack.cable.internal.name.ChannelNames;
import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.Store;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes messages at the end of the log, in a transaction of whoever calls. There is one for each open file; since only who
 * holds the file's writer can write, its fields need no lock.
 *
 * <p>SQLite gives a message the id after the last one in the table. That is the right one if the last one is what was written here
 * before. If not, somebody else has written, or the last ones are deleted, or the log goes on at another number ({@link LogIdentity}):
 * then the log says from where on ids may be given out.
 */
public final class LogWriter {
    private final Store store;
    private final IdRange range;

    /**
     * What was written last, perhaps by a transaction that was rolled back since: then the next id is another one. At first such
     * that no id is the next one.
     */
    private long lastId = -1;

    private long lastAtMs;

    LogWriter(Store store, IdRange range) {
        this.store = store;
        this.range = range;
    }

    /** Writes messages one after the other, and tells each its id. */
    public void write(Statements statements, List<LogMessage> messages) throws SQLException {
        int count = messages.size();
        long atMs = Math.max(store.config().clock().millis(), lastAtMs);
        long last = write(statements, messages, atMs);
        long first = last - count + 1;
        if (first != lastId + 1) {
            long floor = floor(statements);
            if (first <= floor) {
                last = rewrite(statements, first, floor, messages, atMs);
                first = last - count + 1;
            }
            atMs = notBefore(statements, first, atMs);
        }
        range.reserve(statements, last);
        long ticks = store.config().ticker().nanos();
        for (int i = 0; i < count; i++) {
            messages.get(i).written(first + i, atMs, ticks);
        }
        lastId = last;
        lastAtMs = atMs;
        statements.signal(CableSql.PUBLISHED_TOPIC);
    }

    private static long write(Statements statements, List<LogMessage> messages, long atMs) throws SQLException {
        return messages.size() == 1
                ? writeOne(statements, messages.get(0), atMs)
                : writeAll(statements, messages, atMs);
    }

    private static long floor(Statements statements) throws SQLException {
        try (ResultSet row = statements.prepare(CableSql.FLOOR).executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Writes messages anew, behind the ids up to a floor. */
    private static long rewrite(Statements statements, long first, long floor, List<LogMessage> messages, long atMs)
            throws SQLException {
        PreparedStatement unwrite = statements.prepare(CableSql.UNWRITE);
        unwrite.setLong(1, first);
        unwrite.executeUpdate();
        PreparedStatement insert = statements.prepare(CableSql.WRITE_AS);
        bind(insert, messages.get(0), atMs);
        insert.setLong(5, floor + 1);
        insert.executeUpdate();
        return messages.size() == 1 ? floor + 1 : write(statements, messages.subList(1, messages.size()), atMs);
    }

    private static long writeOne(Statements statements, LogMessage message, long atMs) throws SQLException {
        PreparedStatement insert = statements.prepare(CableSql.WRITE_RETURNING);
        bind(insert, message, atMs);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long writeAll(Statements statements, List<LogMessage> messages, long atMs) throws SQLException {
        int from = 0;
        for (; messages.size() - from >= CableSql.MANY; from += CableSql.MANY) {
            writeMany(statements, messages.subList(from, from + CableSql.MANY), atMs);
        }
        PreparedStatement insert = statements.prepare(CableSql.WRITE);
        insert.clearBatch();
        for (LogMessage message : messages.subList(from, messages.size())) {
            bind(insert, message, atMs);
            insert.addBatch();
        }
        insert.executeBatch();
        // each id is one more than the one before
        return statements.lastInsertRowId();
    }

    private static void writeMany(Statements statements, List<LogMessage> messages, long atMs) throws SQLException {
        PreparedStatement insert = statements.prepare(CableSql.WRITE_MANY);
        insert.setLong(1, atMs);
        int next = 2;
        for (LogMessage message : messages) {
            insert.setInt(next++, ChannelNames.hash(message.channel()));
            insert.setString(next++, message.channel());
            insert.setBytes(next++, message.payload());
        }
        insert.executeUpdate();
    }

    private static void bind(PreparedStatement insert, LogMessage message, long atMs) throws SQLException {
        insert.setInt(1, ChannelNames.hash(message.channel()));
        insert.setString(2, message.channel());
        insert.setLong(3, atMs);
        insert.setBytes(4, message.payload());
    }

    /** Another process may have written since, by a clock that was put back afterwards. */
    private static long notBefore(Statements statements, long first, long atMs) throws SQLException {
        PreparedStatement select = statements.prepare(CableSql.LAST_TIME_BEFORE);
        select.setLong(1, first);
        long before;
        try (ResultSet row = select.executeQuery()) {
            before = row.next() ? row.getLong(1) : 0;
        }
        if (before <= atMs) {
            return atMs;
        }
        PreparedStatement update = statements.prepare(CableSql.SET_TIME);
        update.setLong(1, first);
        update.setLong(2, before);
        update.executeUpdate();
        return before;
    }
}
