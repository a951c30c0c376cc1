package io.litestack.job.internal;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.job.LeaseLostException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handler's transaction that finishes its job: the finish comes first, past the fence, and both are committed together. */
final class FencedTransaction {
    private FencedTransaction() {}

    static <T extends @Nullable Object, X extends Exception> T run(
            Engine engine, Store store, Attempt attempt, boolean keepsDone, Work<? super Transaction, T, X> work)
            throws X {
        Lease lease = attempt.lease;
        T result = store.<T, X>write(transaction -> {
            if (!TransactionInternals.of(transaction).run(it -> finish(it, engine, lease, keepsDone))) {
                throw new LeaseLostException("job " + lease.id + " is not held by attempt " + lease.attempt
                        + " any more: its process was taken for hung, or the job was given up or deleted; nothing of the"
                        + " transaction was stored");
            }
            return work.run(transaction);
        });
        attempt.done(null);
        return result;
    }

    private static boolean finish(Statements statements, Engine engine, Lease lease, boolean keepsDone)
            throws SQLException {
        Finish finish = Finish.done(lease);
        Finishes.run(statements, List.of(finish), keepsDone, engine.nowMs());
        return finish.isAccepted;
    }
}
