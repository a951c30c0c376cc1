package io.litestack.job.internal.lease;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Statements;
import io.litestack.job.internal.base.Batcher;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Completions on their way to the table. One that cannot be written (a full disk, a busy writer) is tried again until it is, or
 * is refused by the fence: the row stays leased meanwhile, so nobody else runs the job. Once the workers are closed it is not
 * tried any more: the rows stay leased to a process without a heartbeat, and whoever finds that out runs the jobs again.
 * Thread-safe.
 */
public final class CompletionQueue {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_LAZY = 64;

    private final WorkerContext context;
    private final QueueResources resources;
    private final LeaseRegistry leases;
    private final Batcher<Completion> batcher;
    private final Queue<Completion> unwritten = new ConcurrentLinkedQueue<>();
    private volatile boolean isAbandoned;
    private volatile long failedAt;

    public CompletionQueue(WorkerContext context, LeaseRegistry leases) {
        this.context = context;
        this.resources = context.resources();
        this.leases = leases;
        this.failedAt = resources.ticks() - RETRY_NANOS;
        this.batcher = new Batcher<>(resources, Ack.COMMITTED, new Writer());
    }

    /** Has a completion written; never blocks for long, never throws. */
    public void add(Completion completion) {
        note(completion);
        batcher.add(completion);
    }

    /**
     * Has a completion written together with whatever is written next, and at the latest when {@link #flush} is called or the
     * loop runs: for threads that are about to run the next job, or wait a moment for one before they sleep.
     */
    public void addLazily(Completion completion) {
        note(completion);
        batcher.addLazily(completion);
        if (batcher.size() >= MOST_LAZY) {
            batcher.submit();
        }
    }

    /** For the case that this process is killed before it is written. */
    private static void note(Completion completion) {
        AttemptJournal journal = completion.lease().journal();
        if (journal != null) {
            journal.ended(completion.lease(), completion.journalState());
        }
    }

    /** Whether there is something to flush. */
    public boolean isWaiting() {
        return !batcher.isEmpty();
    }

    /** Has written what waits. */
    public void flush() {
        batcher.submit();
    }

    /** What waits, to be taken along in another command. */
    public Batcher<Completion>.Batch batch() {
        return batcher.batch();
    }

    /** What could not be written by now is not tried again. */
    public void abandonUnwritten() {
        isAbandoned = true;
        forgetAll(takeUnwritten());
    }

    /** The journal still says how they ended, for whoever finds the leases. */
    private void forgetAll(List<Completion> completions) {
        completions.forEach(it -> leases.forget(it.lease()));
    }

    private List<Completion> takeUnwritten() {
        List<Completion> taken = new ArrayList<>();
        for (Completion next = unwritten.poll(); next != null; next = unwritten.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** Writes what waits, and again what could not be written; returns in how many nanoseconds to be called again. */
    public long runDue() {
        batcher.submit();
        long left = failedAt + RETRY_NANOS - resources.ticks();
        if (left <= 0) {
            takeUnwritten().forEach(batcher::addLazily);
            batcher.submit();
            left = RETRY_NANOS;
        }
        return unwritten.isEmpty() ? LoopWorker.Step.UNTIL_WOKEN : left;
    }

    /** How batches of them are written. */
    private final class Writer implements Batcher.Writer<Completion> {
        @Override
        public void run(Statements statements, List<Completion> items) throws SQLException {
            CompletionWriter.run(statements, items, context.keepsDone(), resources);
        }

        @Override
        public void stored(List<Completion> items) {
            for (Completion completion : items) {
                if (completion.isRefused()) {
                    refused(completion.lease());
                }
                leases.completed(completion.lease());
                completion.runAfterwards();
            }
        }

        private void refused(Lease lease) {
            resources.counters().refused.increment();
            Attempt attempt = lease.running();
            if (attempt != null) {
                attempt.cancel();
                resources.listener().onLateCompletion(attempt);
            }
        }

        @Override
        public void failed(List<Completion> items, LitestackException cause) {
            if (cause instanceof ClosedException || isAbandoned) {
                // the rows stay leased to a process that is about to end
                forgetAll(items);
                return;
            }
            boolean isUnknown = cause instanceof OutcomeUnknownException;
            items.forEach(it -> it.failed(isUnknown));
            failedAt = resources.ticks();
            unwritten.addAll(items);
            if (isAbandoned) {
                abandonUnwritten();
            }
            resources
                    .listener()
                    .onInternalFailure(
                            "writing the completions of " + items.size()
                                    + (items.size() == 1 ? " job, which stays" : " jobs, which stay")
                                    + " leased meanwhile",
                            cause);
            context.loops().wakeTimers();
        }
    }
}
