package io.litestack.job.internal.enqueue;

import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.job.internal.base.Batcher;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.fetch.LocalWorkers;
import io.litestack.job.internal.lease.Completion;
import java.sql.SQLException;
import java.util.List;
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
            resources.commands().execute(new Insert(jobs, List.of()), Ack.COMMITTED);
            return;
        }
        handoff.reserve(jobs);
        List<Batcher<Completion>.Batch> completions = handoff.waitingCompletions();
        try {
            resources.commands().execute(new Insert(jobs, completions), Ack.DURABLE);
        } catch (RuntimeException | Error e) {
            completions.forEach(it -> it.failed(e));
            Handoff.failed(jobs, e);
            throw e;
        }
        completions.forEach(Batcher.Batch::stored);
        handoff.stored(jobs);
    }

    /** Stores a job as a part of a transaction. */
    public void enqueue(TransactionInternals transaction, NewJob job) {
        transaction.run(new Insert(List.of(job), List.of()));
    }

    /** Has a job stored soon, together with others; inside a transaction of the file, as a part of that. */
    public CompletableFuture<Long> enqueueAsync(NewJob job) {
        return resources.commands().isInTransaction() ? enqueueWithTransaction(job) : async.enqueue(job);
    }

    private CompletableFuture<Long> enqueueWithTransaction(NewJob job) {
        CompletableFuture<Long> future = new CompletableFuture<>();
        resources.store().useWrite(transaction -> {
            enqueue(TransactionInternals.of(transaction), job);
            transaction.afterCommit(() -> {
                resources.counters().enqueued.increment();
                future.complete(job.id());
            });
            transaction.afterRollback(() -> future.completeExceptionally(new IllegalStateException(
                    "the transaction in which the job was enqueued was rolled back, so it was not stored")));
        });
        return future;
    }

    /** Waits until everything that was enqueued asynchronously is decided, at most for the close timeout of the store. */
    public void drain() {
        async.drain();
    }

    /** Inserts jobs, and takes completions along. */
    private final class Insert implements Command<Boolean> {
        private final List<NewJob> jobs;
        private final List<Batcher<Completion>.Batch> completions;

        Insert(List<NewJob> jobs, List<Batcher<Completion>.Batch> completions) {
            this.jobs = jobs;
            this.completions = completions;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            for (Batcher<Completion>.Batch batch : completions) {
                batch.run(statements);
            }
            NewJobWriter.run(statements, resources, jobs);
            return true;
        }

        @Override
        public int sizeBytes() {
            return jobs.stream()
                    .mapToInt(it -> 100 + it.data().payload().length)
                    .sum();
        }
    }
}
