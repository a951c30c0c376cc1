package io.litestack.cache.internal.evict;

import io.litestack.core.spi.Statements;
import java.sql.SQLException;

/** Hears which entries have to go. */
@FunctionalInterface
public interface EvictionListener {
    /** An entry is about to be evicted, in a transaction that may be rolled back. */
    void onEviction(Statements statements, long hash) throws SQLException;
}
