package io.litestack.job;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.job.internal.SqliteJobQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A durable queue of jobs. A job that was enqueued is run at least once, whatever crashes, and by one worker at a time. What
 * looks at stored jobs and repairs them is at {@link #admin}.
 *
 * <pre>{@code
 * jobs.handle(WELCOME, (welcome, context) -> mail(welcome.email()));
 * jobs.workers(WorkerConfig.builder().build()).start();
 * jobs.enqueue(WELCOME, new Welcome("ann@example.org"));
 * }</pre>
 *
 * <p>A process that only enqueues needs no workers and starts no thread for them. Thread-safe. A call that enqueues and
 * returns an id waits for the only writer of the file, at most for the wait timeout of the store, and for the flush that the
 * level of the store asks for.
 */
public interface JobQueue extends AutoCloseable {
    /**
     * Opens a queue; its file and tables are made if they do not exist.
     *
     * @param config the settings
     * @return the open queue
     * @throws io.litestack.core.ConfigException if the file is open in this process with other settings
     * @throws io.litestack.core.StoreException if the file cannot be opened, or was written by a newer release
     */
    static JobQueue open(JobConfig config) {
        return SqliteJobQueue.open(config);
    }

    /**
     * Enqueues a job that is to run at once on the queue {@code default}.
     *
     * @param type its type
     * @param payload what its handler gets
     * @param <P> the payload's class
     * @return its id; the job is stored as durably as the store's level says
     * @throws IllegalArgumentException if the payload is null, or larger than allowed
     * @throws io.litestack.core.CodecException if the payload cannot be written, or not read back, as far as that is tried: for
     *     the first hundred of each type, and for large ones
     * @throws io.litestack.core.StoreBusyException if the store was busy for its wait timeout; nothing was stored
     * @throws io.litestack.core.StorageFullException if there is no room; nothing was stored
     * @throws io.litestack.core.OutcomeUnknownException if the disk failed at the very moment
     * @throws io.litestack.core.ClosedException if the queue is closed
     */
    default <P> long enqueue(JobType<P> type, P payload) {
        return enqueue(type, payload, EnqueueOptions.standard());
    }

    /**
     * Enqueues a job. On a thread that is inside a {@code write} of the queue's own file it becomes part of that transaction.
     *
     * @param type its type
     * @param payload what its handler gets
     * @param options where, when and how
     * @param <P> the payload's class
     * @return its id; the job is stored as durably as the store's level says, or with the transaction
     * @throws IllegalArgumentException if the payload is null, or larger than allowed
     * @throws io.litestack.core.StoreException as {@link #enqueue(JobType, Object)}
     */
    default <P> long enqueue(JobType<P> type, P payload, EnqueueOptions options) {
        return enqueueUnique(type, payload, options).id();
    }

    /**
     * Enqueues a job, as {@link #enqueue(JobType, Object, EnqueueOptions)}, and says whether there was one of its {@link Unique}
     * key.
     *
     * @param type its type
     * @param payload what its handler gets
     * @param options where, when and how
     * @param <P> the payload's class
     * @return what became of it, and the id of the job that there is now
     * @throws DuplicateJobException if there is one of its key, and it is to be rejected then
     * @throws IllegalArgumentException if the payload is null, or larger than allowed
     * @throws io.litestack.core.StoreException as {@link #enqueue(JobType, Object)}
     */
    <P> Enqueued enqueueUnique(JobType<P> type, P payload, EnqueueOptions options);

    /**
     * Enqueues a job as part of a transaction: it exists if and only if that is committed.
     *
     * @param transaction an open transaction of any store. If it is another file than the queue's the job goes through an
     *     outbox in that file: it is in the queue when {@code write} returns, or soon after, and after a crash once a process
     *     has both files open again (see {@link #attach}).
     * @param type its type
     * @param payload what its handler gets
     * @param <P> the payload's class
     * @return its id; empty if the transaction is of another file than the queue's
     * @throws IllegalStateException if the transaction's file feeds a copy of the queue's file that is open in this process too
     */
    default <P> OptionalLong enqueue(Transaction transaction, JobType<P> type, P payload) {
        return enqueue(transaction, type, payload, EnqueueOptions.standard());
    }

    /**
     * Enqueues a job as part of a transaction: it exists if and only if that is committed.
     *
     * @param transaction an open transaction of any store. If it is another file than the queue's the job goes through an
     *     outbox in that file: it is in the queue when {@code write} returns, or soon after, and after a crash once a process
     *     has both files open again (see {@link #attach}).
     * @param type its type
     * @param payload what its handler gets
     * @param options where, when and how
     * @param <P> the payload's class
     * @return its id; empty if the transaction is of another file than the queue's
     * @throws IllegalStateException if the transaction's file feeds a copy of the queue's file that is open in this process too
     */
    default <P> OptionalLong enqueue(Transaction transaction, JobType<P> type, P payload, EnqueueOptions options) {
        return enqueueUnique(transaction, type, payload, options)
                .map(it -> OptionalLong.of(it.id()))
                .orElse(OptionalLong.empty());
    }

    /**
     * Enqueues a job as part of a transaction, as {@link #enqueue(Transaction, JobType, Object, EnqueueOptions)}, and says
     * whether there was one of its {@link Unique} key. A job of another transaction counts once that is committed; until then
     * this call waits for it, as every write does.
     *
     * @param transaction an open transaction of any store
     * @param type its type
     * @param payload what its handler gets
     * @param options where, when and how
     * @param <P> the payload's class
     * @return what became of it; empty if the transaction is of another file than the queue's: then that is decided when the
     *     job arrives there, where one that is to be rejected is left out silently
     * @throws DuplicateJobException if there is one of its key, and it is to be rejected then; the transaction can go on
     * @throws IllegalStateException if the transaction's file feeds a copy of the queue's file that is open in this process too
     */
    <P> Optional<Enqueued> enqueueUnique(Transaction transaction, JobType<P> type, P payload, EnqueueOptions options);

    /**
     * Takes jobs over from another file that were enqueued in its transactions, those that a crash has left there too; from
     * now on, until either is closed. Enqueueing in such a transaction does so by itself. Attaching twice does nothing.
     *
     * @param source a store in another file than the queue's
     * @return this
     * @throws IllegalArgumentException if it is the queue's own file
     * @throws IllegalStateException if it feeds a copy of the queue's file that is open in this process too
     * @throws io.litestack.core.ClosedException if the queue or the source is closed
     */
    JobQueue attach(Store source);

    /**
     * Enqueues a job without waiting for it; many of them are stored together. While too many wait already it blocks, at most
     * for the store's wait timeout. On a thread that is inside a {@code write} of the queue's own file the job becomes part of
     * that transaction, and the future completes after its commit.
     *
     * @param type its type
     * @param payload what its handler gets
     * @param <P> the payload's class
     * @return completes with its id once it is stored, or with what {@link #enqueue(JobType, Object)} would have thrown; on
     *     a background thread of the store, so what is attached to it must be quick
     */
    default <P> CompletableFuture<Long> enqueueAsync(JobType<P> type, P payload) {
        return enqueueAsync(type, payload, EnqueueOptions.standard());
    }

    /**
     * Enqueues a job without waiting for it, as {@link #enqueueAsync(JobType, Object)}.
     *
     * @param type its type
     * @param payload what its handler gets
     * @param options where, when and how
     * @param <P> the payload's class
     * @return completes with its id once it is stored, as {@link #enqueueAsync(JobType, Object)}
     * @throws IllegalArgumentException if the payload is null, or larger than allowed
     * @throws io.litestack.core.StoreBusyException if no room became free for the wait timeout; it was not stored
     */
    <P> CompletableFuture<Long> enqueueAsync(JobType<P> type, P payload, EnqueueOptions options);

    /**
     * Enqueues many jobs of one type together: all or none. This is the fastest way.
     *
     * @param type their type
     * @param payloads what their handlers get; at most 10,000
     * @param options where, when and how
     * @param <P> the payloads' class
     * @return their ids, in the order of the payloads
     * @throws IllegalArgumentException if there are more than 10,000, or one is larger than allowed; nothing was stored
     */
    default <P> List<Long> enqueueAll(JobType<P> type, Collection<? extends P> payloads, EnqueueOptions options) {
        return enqueueAllUnique(type, payloads, options).stream()
                .map(Enqueued::id)
                .toList();
    }

    /**
     * Enqueues many jobs of one type together, as {@link #enqueueAll}, and says which of them had one of their {@link Unique}
     * key. Those of one call count among each other too.
     *
     * @param type their type
     * @param payloads what their handlers get; at most 10,000
     * @param options where, when and how
     * @param <P> the payloads' class
     * @return what became of each, in the order of the payloads
     * @throws DuplicateJobException if there is one of the key of one of them, and it is to be rejected then; nothing was stored
     * @throws IllegalArgumentException if there are more than 10,000, or one is larger than allowed; nothing was stored
     */
    <P> List<Enqueued> enqueueAllUnique(JobType<P> type, Collection<? extends P> payloads, EnqueueOptions options);

    /**
     * Waits until a job is finished, in whatever process: done, dead or parked.
     *
     * @param id its id
     * @param timeout how long to wait at most
     * @return the job in its final state, with its result; empty if there is no such job (any more): done jobs are deleted at once
     *     if {@link WorkerConfig#keepDone} says so
     * @throws TimeoutException if it is not finished by then
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalStateException if called inside a read or write of the queue's file, which would not see the change
     */
    Optional<Job> await(long id, Duration timeout) throws TimeoutException, InterruptedException;

    /**
     * Registers what runs the jobs of a type. Workers take no jobs of a type before; those that have waited for it are taken
     * then.
     *
     * @param type the type
     * @param handler runs a job; it is done when it returns, but see {@link #handle(JobType, HandlerOptions, JobHandler)} for
     *     how it ends in a stop
     * @param <P> the payload's class
     * @return this
     * @throws IllegalStateException if the type, or one of its aliases, has a handler already
     */
    default <P> JobQueue handle(JobType<P> type, JobHandler<? super P> handler) {
        return handle(type, HandlerOptions.standard(), handler);
    }

    /**
     * Registers what runs the jobs of a type. A job is done when its handler returns, unless that learnt of a stop before (it
     * was interrupted by it, or {@link JobContext#isStopping} returned true): then it is unknown whether it came to its end or
     * gave up, and the job is released. It is done all the same after a {@link JobContext#write}. A handler that says
     * itself what becomes of the job is registered with {@link #handleWithOutcome(JobType, HandlerOptions, OutcomeHandler)
     * handleWithOutcome}.
     *
     * @param type the type
     * @param options how its jobs are run
     * @param handler runs a job
     * @param <P> the payload's class
     * @return this
     * @throws IllegalStateException if the type, or one of its aliases, has a handler already
     */
    <P> JobQueue handle(JobType<P> type, HandlerOptions options, JobHandler<? super P> handler);

    /**
     * Registers what runs the jobs of a type and returns what becomes of each.
     *
     * @param type the type
     * @param handler runs a job and returns its outcome
     * @param <P> the payload's class
     * @return this
     * @throws IllegalStateException if the type, or one of its aliases, has a handler already
     */
    default <P> JobQueue handleWithOutcome(JobType<P> type, OutcomeHandler<? super P> handler) {
        return handleWithOutcome(type, HandlerOptions.standard(), handler);
    }

    /**
     * Registers what runs the jobs of a type and returns what becomes of each.
     *
     * @param type the type
     * @param options how its jobs are run
     * @param handler runs a job and returns its outcome
     * @param <P> the payload's class
     * @return this
     * @throws IllegalStateException if the type, or one of its aliases, has a handler already
     */
    <P> JobQueue handleWithOutcome(JobType<P> type, HandlerOptions options, OutcomeHandler<? super P> handler);

    /**
     * Makes workers for some queues. They run nothing before {@link JobWorkers#start}; {@link #close} stops them.
     *
     * @param config which queues, and how
     * @return the workers, not started
     */
    JobWorkers workers(WorkerConfig config);

    /**
     * Returns what looks at stored jobs and repairs them.
     *
     * @return always the same object
     */
    JobAdmin admin();

    /**
     * Returns what controls queues and jobs while they are worked on.
     *
     * @return always the same object
     */
    JobControl control();

    /**
     * Returns what enqueues jobs again and again.
     *
     * @return always the same object
     */
    JobSchedules schedules();

    /**
     * Returns what was done in this process since the queue was opened. It reads no file.
     *
     * @return the figures at this moment
     */
    JobStats stats();

    /**
     * Returns the settings.
     *
     * @return what it was opened with
     */
    JobConfig config();

    /**
     * Stops the workers as {@link JobWorkers#stop()} does, stores what was enqueued asynchronously, and closes the file. If a
     * handler goes on all the same, the file stays open until it has ended. What such a stop could not write, because the
     * disk is full or fails, is given up: those jobs stay leased until another process finds that this one is gone, and then
     * run again. Closing twice does nothing.
     *
     * @throws IllegalStateException if called inside a read or write of any store, which jobs that are about to end may be
     *     waiting for, or by a handler or listener on the thread of a job; nothing is closed then
     */
    @Override
    void close();
}
