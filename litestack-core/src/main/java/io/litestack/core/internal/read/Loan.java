package io.litestack.core.internal.read;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A reader on loan from a {@link ReaderPool}. */
final class Loan {
    /** Hikari's; null for a reader beside the pool. */
    final @Nullable Connection pooled;

    final PooledReader reader;

    Loan(@Nullable Connection pooled, PooledReader reader) {
        this.pooled = pooled;
        this.reader = reader;
    }
}
