package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.spi.outbox.OutboxMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as they were read from a source.
 *
 * @param rows in the order of their numbers, without a gap
 * @param isCut whether more may be waiting behind them
 */
record Batch(List<OutboxMessage> rows, boolean isCut) {
    private static final long MOST_BYTES = 4 << 20;

    /** Reads the next rows: at least one if there is any, and then as many as a batch may hold. */
    static Batch read(Store source, String target, long after, int mostRows) {
        Reader reader = new Reader();
        int found = source.query(OutboxSql.NEXT, reader::read, target, after, mostRows)
                .size();
        return new Batch(reader.rows, found == mostRows || reader.rows.size() < found);
    }

    long lastSeq() {
        return rows.get(rows.size() - 1).seq();
    }

    /** Leaves out the payloads that would be too many bytes. */
    private static final class Reader {
        private final List<OutboxMessage> rows = new ArrayList<>();
        private long bytes;

        boolean read(ResultSet row) throws SQLException {
            bytes += row.getLong(5);
            boolean hasRoom = rows.isEmpty() || bytes <= MOST_BYTES;
            if (hasRoom) {
                rows.add(new OutboxMessage(row.getString(2), row.getLong(1), row.getString(3), row.getBytes(4)));
            }
            return hasRoom;
        }
    }
}
