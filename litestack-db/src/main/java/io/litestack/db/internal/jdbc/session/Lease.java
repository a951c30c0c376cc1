package io.litestack.db.internal.jdbc.session;

import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;
import org.jspecify.annotations.Nullable;

/** What one execution of a statement runs in: a transaction that goes on after it, one of its own, or a reader. */
public interface Lease {
    /** Where its statements come from. */
    StatementSource source();

    /** The write transaction that it runs in, or null. */
    @Nullable
    OpenTransaction transaction();

    /** Whether the transaction is one of its own, so that a failure undoes the whole execution. */
    boolean isOwn();

    /** The statement and what it returned are used up. */
    void done();

    /** The statement failed. */
    void failed();
}
