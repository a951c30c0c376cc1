package io.litestack.job.internal.enqueue;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.job.DuplicateJobException;
import io.litestack.job.Enqueued;
import io.litestack.job.internal.base.Batcher;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.fetch.LocalWorkers;
import io.litestack.job.internal.lease.Completion;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Stores new jobs: one by one, many together, as a part of a transaction, or without a caller that waits. Thread-safe. */
public final class Enqueuer {
    private final QueueResources resources;
    private final Handoff handoff;
    private final AsyncEnqueuer async;

    /**
     * Starts without jobs.
     *
     * @param workers those of this process, which may change at any time
     */
    public Enqueuer(QueueResources resources, List<LocalWorkers> workers) {
        this.resources = resources;
        this.handoff = new Handoff(resources, workers);
        this.async = new AsyncEnqueuer(resources, handoff);
    }

    /** Stores jobs in one transaction, and returns when that is done. */
    public void enqueue(List<NewJob> jobs) {
        if (resources.commands().isInTransaction()) {
            // part of the caller's transaction: no worker may have them before that is committed
            throwIfAny(resources.commands().execute(new Insert(jobs, List.of()), Ack.COMMITTED));
            return;
        }
        handoff.reserve(jobs);
        List<Batcher<Completion>.Batch> completions = handoff.waitingCompletions();
        Optional<DuplicateJobException> rejection;
        try {
            rejection = resources.commands().execute(new Insert(jobs, completions), Ack.DURABLE);
        } catch (RuntimeException | Error e) {
            completions.forEach(it -> it.failed(e));
            Handoff.failed(jobs, e);
            throw e;
        }
        completions.forEach(Batcher.Batch::stored);
        rejection.ifPresentOrElse(it -> Handoff.failed(jobs, it), () -> handoff.stored(jobs));
        throwIfAny(rejection);
    }

    private static void throwIfAny(Optional<DuplicateJobException> rejection) {
        rejection.ifPresent(it -> {
            throw it;
        });
    }

    /** Stores a job as a part of a transaction. */
    public void enqueue(TransactionInternals transaction, NewJob job) {
        throwIfAny(transaction.run(new Insert(List.of(job), List.of())));
    }

    /** Has a job stored soon, together with others; inside a transaction of the file, as a part of that. */
    public CompletableFuture<Enqueued> enqueueAsync(NewJob job) {
        return resources.commands().isInTransaction() ? enqueueWithTransaction(job) : async.enqueue(job);
    }

    private CompletableFuture<Enqueued> enqueueWithTransaction(NewJob job) {
        CompletableFuture<Enqueued> future = new CompletableFuture<>();
        resources.store().useWrite(transaction -> {
            enqueue(TransactionInternals.of(transaction), job);
            transaction.afterCommit(() -> {
                countAdded(job);
                future.complete(job.outcome());
            });
            transaction.afterRollback(() -> future.completeExceptionally(new IllegalStateException(
                    "the transaction in which the job was enqueued was rolled back, so it was not stored")));
        });
        return future;
    }

    /** A job that was a part of a transaction is committed. */
    public void countAdded(NewJob job) {
        if (job.isAdded()) {
            resources.counters().enqueued.increment();
        }
    }

    /** Waits until everything that was enqueued asynchronously is decided, at most for the close timeout of the store. */
    public void drain() {
        async.drain();
    }

    /** Inserts jobs, and takes completions along. */
    private final class Insert implements Command<Optional<DuplicateJobException>> {
        private final List<NewJob> jobs;
        private final List<Batcher<Completion>.Batch> completions;

        Insert(List<NewJob> jobs, List<Batcher<Completion>.Batch> completions) {
            this.jobs = jobs;
            this.completions = completions;
        }

        @Override
        public Optional<DuplicateJobException> run(Statements statements) throws SQLException {
            for (Batcher<Completion>.Batch batch : completions) {
                batch.run(statements);
            }
            return Optional.ofNullable(NewJobWriter.run(statements, resources, jobs));
        }

        @Override
        public int sizeBytes() {
            return jobs.stream()
                    .mapToInt(it -> 100 + it.data().payload().length)
                    .sum();
        }
    }
}
