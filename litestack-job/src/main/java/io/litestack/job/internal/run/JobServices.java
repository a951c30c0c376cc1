package io.litestack.job.internal.run;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.spi.StoreInternals;
import io.litestack.job.JobError;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.AttemptServices;
import io.litestack.job.internal.sql.JobSql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the handlers of a set of workers get through their contexts. Thread-safe. */
public final class JobServices implements AttemptServices {
    private final WorkerContext context;
    private final ProgressWriter progress;
    private final ExternalEffects effects;

    public JobServices(WorkerContext context, ProgressWriter progress, ExternalEffects effects) {
        this.context = context;
        this.progress = progress;
        this.effects = effects;
    }

    @Override
    public boolean isStopping() {
        return context.state().isStopping();
    }

    @Override
    public void progressed(Attempt attempt) {
        progress.add(attempt);
    }

    @Override
    public List<JobError> errors(Attempt attempt) {
        return JobJson.errors(context.resources()
                .store()
                .queryFirst(JobSql.ERRORS, row -> row.getString(1), attempt.id())
                .orElse(null));
    }

    @Override
    @SuppressWarnings("ConstantValue") // callers without null checks pass null
    public byte[] encodeResult(Attempt attempt, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "the result of " + attempt + " is null; set none if there is nothing to say");
        }
        byte[] bytes = context.resources().codec().encode(value);
        int most = context.resources().config().maxPayloadBytes();
        if (bytes.length > most) {
            throw new IllegalArgumentException("the result of " + attempt + " is " + bytes.length
                    + " bytes, more than the " + most + " that maxPayloadBytes allows; store it elsewhere");
        }
        return bytes;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(
            Store store, Attempt attempt, Work<? super Transaction, T, X> work) throws X {
        if (StoreInternals.isThreadInside()) {
            throw new IllegalStateException(
                    "the thread is inside a read or write of a store; call transaction outside of it");
        }
        return context.resources().isSameFile(StoreInternals.of(store))
                ? FencedTransaction.run(context, store, attempt, work)
                : effects.run(store, attempt, work);
    }
}
