package io.litestack.job.internal.run;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.job.LeaseLostException;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.Completion;
import io.litestack.job.internal.lease.CompletionWriter;
import io.litestack.job.internal.lease.Lease;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A handler's transaction that completes its job: the completion comes first, under the fence, and both are committed
 * together.
 */
final class FencedTransaction {
    private FencedTransaction() {}

    static <T extends @Nullable Object, X extends Exception> T run(
            WorkerContext context, Store store, Attempt attempt, Work<? super Transaction, T, X> work) throws X {
        Lease lease = attempt.lease();
        T result = store.<T, X>write(transaction -> {
            if (!TransactionInternals.of(transaction).run(it -> complete(it, context, attempt))) {
                throw new LeaseLostException("job " + lease.id() + " is not held by attempt " + lease.attempt()
                        + " any more: its process was taken for hung, or the job was given up or deleted; nothing of the"
                        + " transaction was stored");
            }
            return work.run(transaction);
        });
        attempt.done();
        return result;
    }

    private static boolean complete(Statements statements, WorkerContext context, Attempt attempt) throws SQLException {
        Lease lease = attempt.lease();
        Completion completion = Completion.done(lease).withResult(attempt.result());
        CompletionWriter.run(statements, List.of(completion), context.keepsDone(), context.resources());
        return completion.isAccepted();
    }
}
