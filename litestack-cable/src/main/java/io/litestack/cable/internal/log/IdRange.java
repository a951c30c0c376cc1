package io.litestack.cable.internal.log;

import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Up to which id it is on the disk that ids may have been given out; see {@link LogIdentity}. Whoever shows an id to somebody
 * asks {@link #ensureDurable} first, which costs a flush once in a million messages. Thread-safe.
 */
public final class IdRange {
    /** How many ids are reserved at a time. */
    static final long SIZE = 1_000_000;

    private final Store store;
    private volatile long durable;

    IdRange(Store store) {
        this.store = store;
        this.durable = store.config().sync() == Sync.OFF ? Long.MAX_VALUE : 0;
    }

    /** Reserves a further range in the transaction that has given out an id, if that is beyond the last one. */
    void reserve(Statements statements, long id) throws SQLException {
        if (id <= durable) {
            return;
        }
        PreparedStatement select = statements.prepare(CableSql.RESERVED);
        long reserved;
        try (ResultSet row = select.executeQuery()) {
            reserved = row.next() ? row.getLong(1) : 0;
        }
        if (id > reserved) {
            PreparedStatement update = statements.prepare(CableSql.RESERVE);
            update.setLong(1, id + SIZE);
            update.executeUpdate();
        }
    }

    /**
     * Returns when it is on the disk that the id, which is committed, was given out.
     *
     * @throws io.litestack.core.StoreException if that cannot be had
     */
    public void ensureDurable(long id) {
        if (id > durable) {
            // read first: what was committed by then is on the disk after it
            long reserved =
                    store.queryFirst(CableSql.RESERVED, row -> row.getLong(1)).orElse(0L);
            store.sync();
            durable = Math.max(durable, reserved);
        }
    }
}
