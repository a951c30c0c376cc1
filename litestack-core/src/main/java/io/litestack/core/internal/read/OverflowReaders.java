package io.litestack.core.internal.read;

import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Readers beside the pool, for results that stay open: whoever reads rows one by one, and does something else in between, would
 * keep a reader of the pool from all others. They are opened when all readers of the pool have been out for a while, up to a
 * bound, and some of them are kept for the next such time. Thread-safe.
 */
final class OverflowReaders {
    /** Each is a connection with a small cache of its own, and some open files. */
    static final int MOST = 128;

    private final StoreConfig config;
    private final ConnectionFactory connections;
    private final Set<PooledReader> open = new HashSet<>();
    private final ArrayDeque<PooledReader> idle = new ArrayDeque<>();
    private int opening;

    OverflowReaders(StoreConfig config, ConnectionFactory connections) {
        this.config = config;
        this.connections = connections;
    }

    /**
     * Takes one that is free, or opens one.
     *
     * @throws StoreBusyException if there are as many as there may be
     */
    PooledReader take() throws SQLException {
        PooledReader kept = keptOrReserved();
        if (kept != null) {
            return kept;
        }
        PooledReader fresh = null;
        try {
            fresh = new PooledReader(connections.openReader());
            fresh.connection().runOnce("PRAGMA cache_size=-256");
            return fresh;
        } finally {
            opened(fresh);
        }
    }

    private synchronized @Nullable PooledReader keptOrReserved() {
        PooledReader kept = idle.poll();
        if (kept == null) {
            if (open.size() + opening >= MOST) {
                throw new StoreBusyException(
                        "all " + config.readers() + " readers of " + config.path() + " and " + MOST
                                + " more that were opened beside them are in use: that many results are open at once. Close"
                                + " results, statements and connections when they are read, or look for what forgets to;"
                                + " the oldest is " + oldest(),
                        null);
            }
            opening++;
        }
        return kept;
    }

    /** Who has one for longest, and for what. */
    private String oldest() {
        PooledReader oldest = null;
        for (PooledReader reader : open) {
            if (oldest == null || reader.borrowedAt() - oldest.borrowedAt() < 0) {
                oldest = reader;
            }
        }
        return oldest == null
                ? "being opened"
                : oldest.describeLoan(config.ticker().nanos());
    }

    private synchronized void opened(@Nullable PooledReader fresh) {
        opening--;
        if (fresh != null) {
            open.add(fresh);
        }
    }

    /** Takes one back that is as it was; closes it if enough are kept. */
    void giveBack(PooledReader reader) {
        if (!isKept(reader)) {
            discard(reader);
        }
    }

    private synchronized boolean isKept(PooledReader reader) {
        boolean isKept = idle.size() < config.readers() && open.contains(reader);
        if (isKept) {
            idle.push(reader);
        }
        return isKept;
    }

    /** Closes one. */
    void discard(PooledReader reader) {
        synchronized (this) {
            open.remove(reader);
        }
        closeQuietly(reader.connection());
    }

    /** All of them. */
    synchronized Set<PooledReader> all() {
        return Set.copyOf(open);
    }

    /** How many are on loan. */
    synchronized int active() {
        return open.size() - idle.size();
    }

    /** Closes all. */
    void close() {
        Set<PooledReader> all;
        synchronized (this) {
            all = Set.copyOf(open);
            open.clear();
            idle.clear();
        }
        all.forEach(it -> closeQuietly(it.connection()));
    }

    private static void closeQuietly(CachedConnection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it only ever read
        }
    }
}
