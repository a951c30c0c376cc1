package io.litestack.job.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.job.DeadLetter;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.HandlerOptions;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobHandler;
import io.litestack.job.JobQueue;
import io.litestack.job.JobStats;
import io.litestack.job.JobType;
import io.litestack.job.JobWorkers;
import io.litestack.job.OutcomeHandler;
import io.litestack.job.QueueCount;
import io.litestack.job.WorkerConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The queue as users see it; each of its parts does the work. */
public final class SqliteJobQueue implements JobQueue {
    private static final Schema SCHEMA =
            Schema.load("job", name -> SqliteJobQueue.class.getResourceAsStream(name), "V001__jobs.sql");
    private static final int MOST_AT_ONCE = 10_000;

    private final Engine engine;
    private final Enqueuer enqueuer;
    private final JobAdmin admin;
    private final JobRelay relay;
    private final List<SqliteJobWorkers> workers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isStoreClosed = new AtomicBoolean();
    private volatile boolean isClosing;

    /** Not before the workers have stopped: until then the jobs that run may enqueue others. */
    private volatile boolean isClosed;

    private volatile boolean isDrained;

    private SqliteJobQueue(Engine engine) {
        this.engine = engine;
        this.enqueuer = new Enqueuer(engine, workers);
        this.admin = new JobAdmin(engine);
        this.relay = new JobRelay(engine, enqueuer);
    }

    /**
     * Opens the store and brings its tables up to date.
     *
     * @param config the settings
     * @return the open queue
     */
    public static SqliteJobQueue open(JobConfig config) {
        // a tenth of a second the first time, which nobody is to spend inside a transaction
        Texts.prepare();
        JobRelay.prepare();
        Store store = Store.open(config.store());
        try {
            StoreInternals.of(store).install(SCHEMA);
            return new SqliteJobQueue(new Engine(config, store));
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    @Override
    public <P> long enqueue(JobType<P> type, P payload, EnqueueOptions options) {
        refuseIfClosed();
        Insertion job = enqueuer.prepare(type, payload, options);
        enqueuer.enqueue(List.of(job));
        return job.id;
    }

    @Override
    public <P> OptionalLong enqueue(Transaction transaction, JobType<P> type, P payload, EnqueueOptions options) {
        refuseIfClosed();
        TransactionInternals internals = TransactionInternals.of(transaction);
        Insertion job = enqueuer.prepare(type, payload, options);
        if (!engine.isSameFile(internals.store())) {
            relay.send(transaction, job);
            return OptionalLong.empty();
        }
        enqueuer.enqueue(internals, job);
        transaction.afterCommit(engine.counters().enqueued::increment);
        return OptionalLong.of(job.id);
    }

    @Override
    public JobQueue attach(Store source) {
        refuseIfClosed();
        relay.attach(source);
        return this;
    }

    @Override
    public <P> CompletableFuture<Long> enqueueAsync(JobType<P> type, P payload, EnqueueOptions options) {
        refuseIfClosed();
        return enqueuer.enqueueAsync(enqueuer.prepare(type, payload, options));
    }

    @Override
    public <P> List<Long> enqueueAll(JobType<P> type, Collection<? extends P> payloads, EnqueueOptions options) {
        refuseIfClosed();
        if (payloads.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException(
                    "at most " + MOST_AT_ONCE + " jobs can be enqueued together, but these are " + payloads.size()
                            + "; enqueue them in several calls");
        }
        List<Insertion> jobs = new ArrayList<>(payloads.size());
        for (P payload : payloads) {
            jobs.add(enqueuer.prepare(type, payload, options));
        }
        if (!jobs.isEmpty()) {
            enqueuer.enqueue(jobs);
        }
        return jobs.stream().map(it -> it.id).toList();
    }

    @Override
    public <P> JobQueue handle(JobType<P> type, HandlerOptions options, JobHandler<? super P> handler) {
        engine.codec().prepare(type.payload());
        engine.handlers().addPlain(type, options, handler);
        return takeWaiting();
    }

    @Override
    public <P> JobQueue decide(JobType<P> type, HandlerOptions options, OutcomeHandler<? super P> handler) {
        engine.codec().prepare(type.payload());
        engine.handlers().addDeciding(type, options, handler);
        return takeWaiting();
    }

    /** Jobs may have waited for a handler that was just registered. */
    private JobQueue takeWaiting() {
        workers.forEach(SqliteJobWorkers::hasNewHandler);
        workers.forEach(SqliteJobWorkers::readyNews);
        return this;
    }

    @Override
    public synchronized JobWorkers workers(WorkerConfig config) {
        refuseIf(isClosing);
        SqliteJobWorkers made = new SqliteJobWorkers(engine, config, this::workersEnded);
        workers.add(made);
        return made;
    }

    @Override
    public Optional<Job> find(long id) {
        return admin.find(id);
    }

    @Override
    public List<Job> find(JobFilter filter, int limit, long beforeId) {
        return admin.find(filter, limit, beforeId);
    }

    @Override
    @SuppressWarnings("unchecked") // it is read as the type's own class
    public <P> P payload(Job job, JobType<P> type) {
        return (P) engine.codec().decode(job.payload().bytes(), type.payload());
    }

    @Override
    public List<QueueCount> counts() {
        return admin.counts();
    }

    @Override
    public long count(JobFilter filter) {
        return admin.count(filter);
    }

    @Override
    public long retry(JobFilter filter) {
        return admin.retry(filter);
    }

    @Override
    public boolean retry(long id) {
        return admin.retry(id);
    }

    @Override
    public long unpark(JobFilter filter) {
        return admin.unpark(filter);
    }

    @Override
    public long discard(JobFilter filter, String reason) {
        return admin.discard(filter, reason);
    }

    @Override
    public boolean discard(long id, String reason) {
        return admin.discard(id, reason);
    }

    @Override
    public long delete(JobFilter filter) {
        return admin.delete(filter);
    }

    @Override
    public Optional<Job> delete(long id) {
        return admin.delete(id);
    }

    @Override
    public List<DeadLetter> deadLetters(int limit) {
        return relay.deadLetters(limit);
    }

    @Override
    public boolean retryDeadLetter(long id) {
        return relay.retryDeadLetter(id);
    }

    @Override
    public boolean discardDeadLetter(long id) {
        return relay.discardDeadLetter(id);
    }

    @Override
    public JobStats stats() {
        return engine.counters()
                .stats(workers.stream().mapToInt(it -> it.book().size()).sum());
    }

    @Override
    public JobConfig config() {
        return engine.config();
    }

    /** Refuses a close from within, which would wait for itself; once it is closed there is nothing to wait for. */
    void refuseCloseInside() {
        if (isDrained) {
            return;
        }
        engine.internals().refuseCloseInside();
        refuseInsideAnyStore();
        workers.forEach(it -> it.running().refuseCloseInside());
    }

    @Override
    public void close() {
        if (isDrained) {
            return;
        }
        refuseCloseInside();
        synchronized (this) {
            isClosing = true;
        }
        workers.forEach(SqliteJobWorkers::close);
        isClosed = true;
        enqueuer.drain();
        relay.close();
        isDrained = true;
        closeStoreIfUnused();
    }

    /** The handlers and the relay may need the very writer that the thread holds, and would be waited for. */
    private void refuseInsideAnyStore() {
        if (StoreInternals.isThreadInside()) {
            throw new IllegalStateException("the job queue in "
                    + engine.store().config().path()
                    + " cannot be closed from inside a read or write of a store, which its jobs may be waiting for; close"
                    + " it after that");
        }
    }

    private void workersEnded(SqliteJobWorkers ended) {
        workers.remove(ended);
        if (isDrained) {
            closeStoreIfUnused();
        }
    }

    /** A handler that outlives the close still needs its lease, so the store stays open for it. */
    private void closeStoreIfUnused() {
        if (workers.isEmpty() && isStoreClosed.compareAndSet(false, true)) {
            engine.events().close();
            engine.store().close();
        }
    }

    /** A job that outlives the close may go on enqueueing: the file is open for as long as it runs. */
    private void refuseIfClosed() {
        refuseIf(isClosed && workers.stream().noneMatch(it -> it.running().isHere()));
    }

    private void refuseIf(boolean isTooLate) {
        if (isTooLate) {
            throw new ClosedException(
                    "the job queue in " + engine.store().config().path() + " is closed", null);
        }
    }

    @Override
    public String toString() {
        return "JobQueue[" + engine.store().config().path() + "]";
    }
}
