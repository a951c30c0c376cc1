package io.litestack.job.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.CodecException;
import io.litestack.core.ConfigException;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.Enqueued;
import io.litestack.job.HandlerOptions;
import io.litestack.job.Job;
import io.litestack.job.JobAdmin;
import io.litestack.job.JobConfig;
import io.litestack.job.JobControl;
import io.litestack.job.JobHandler;
import io.litestack.job.JobQueue;
import io.litestack.job.JobSchedules;
import io.litestack.job.JobStats;
import io.litestack.job.JobType;
import io.litestack.job.JobWorkers;
import io.litestack.job.OutcomeHandler;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.admin.JobAwait;
import io.litestack.job.internal.admin.SqliteJobAdmin;
import io.litestack.job.internal.admin.SqliteJobControl;
import io.litestack.job.internal.base.Handlers;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.enqueue.Enqueuer;
import io.litestack.job.internal.enqueue.JobPreparation;
import io.litestack.job.internal.enqueue.JobRelay;
import io.litestack.job.internal.enqueue.NewJob;
import io.litestack.job.internal.fetch.LocalWorkers;
import io.litestack.job.internal.schedule.SqliteJobSchedules;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.spi.JobTesting;
import io.litestack.job.spi.ManualWorker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The queue as users see it, and its life: each of its parts does the work. Thread-safe. */
public final class SqliteJobQueue implements JobQueue, JobTesting {
    private static final Schema SCHEMA = Schema.load(
            "job", name -> SqliteJobQueue.class.getResourceAsStream(name), "V001__jobs.sql", "V002__control.sql");
    private static final int MOST_AT_ONCE = 10_000;

    private final QueueResources resources;
    private final JobPreparation preparation;
    private final Enqueuer enqueuer;
    private final JobRelay relay;
    private final JobAdmin admin;
    private final JobControl control;
    private final JobAwait awaiting;
    private final SqliteJobSchedules schedules;
    private final List<SqliteJobWorkers> workers = new CopyOnWriteArrayList<>();

    /** The same workers, as the enqueueing side sees them. */
    private final List<LocalWorkers> localWorkers = new CopyOnWriteArrayList<>();

    private final AtomicBoolean isStoreClosed = new AtomicBoolean();
    /** What a test wants to be done on the thread that has enqueued. */
    private volatile @Nullable Runnable afterEnqueue;

    private volatile boolean isClosing;

    /** Not before the workers have stopped: until then the jobs that run may enqueue others. */
    private volatile boolean isClosed;

    private volatile boolean isDrained;

    private SqliteJobQueue(QueueResources resources) {
        this.resources = resources;
        this.preparation = new JobPreparation(resources);
        this.enqueuer = new Enqueuer(resources, localWorkers);
        this.relay = new JobRelay(resources, enqueuer);
        this.admin = new SqliteJobAdmin(resources, relay);
        this.awaiting = new JobAwait(resources, admin);
        this.control = new SqliteJobControl(resources, preparation, this::controlsChanged);
        this.schedules = new SqliteJobSchedules(resources, preparation);
    }

    /**
     * Opens the store and brings its tables up to date.
     *
     * @param config the settings
     * @return the open queue
     */
    public static SqliteJobQueue open(JobConfig config) {
        // a tenth of a second the first time, which is not to be spent inside a transaction
        JobJson.prepare();
        JobRelay.prepare();
        Store store = Store.open(config.store());
        try {
            StoreInternals.of(store).install(SCHEMA);
            return new SqliteJobQueue(new QueueResources(config, store));
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    @Override
    public <P> Enqueued enqueueUnique(JobType<P> type, P payload, EnqueueOptions options) {
        refuseIfClosed();
        NewJob job = preparation.prepare(type, payload, options);
        enqueuer.enqueue(List.of(job));
        enqueued();
        return job.outcome();
    }

    @Override
    public <P> Optional<Enqueued> enqueueUnique(
            Transaction transaction, JobType<P> type, P payload, EnqueueOptions options) {
        refuseIfClosed();
        TransactionInternals internals = TransactionInternals.of(transaction);
        NewJob job = preparation.prepare(type, payload, options);
        if (!resources.isSameFile(internals.store())) {
            relay.send(transaction, job);
            enqueued(transaction);
            return Optional.empty();
        }
        enqueuer.enqueue(internals, job);
        transaction.afterCommit(() -> enqueuer.countAdded(job));
        enqueued(transaction);
        return Optional.of(job.outcome());
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
        if (afterEnqueue != null) {
            // on this thread, as it was asked for
            return CompletableFuture.completedFuture(enqueue(type, payload, options));
        }
        return enqueuer.enqueueAsync(preparation.prepare(type, payload, options))
                .thenApply(Enqueued::id);
    }

    @Override
    public <P> List<Enqueued> enqueueAllUnique(
            JobType<P> type, Collection<? extends P> payloads, EnqueueOptions options) {
        refuseIfClosed();
        if (payloads.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException(
                    "at most " + MOST_AT_ONCE + " jobs can be enqueued together, but these are " + payloads.size()
                            + "; enqueue them in several calls");
        }
        List<NewJob> jobs = new ArrayList<>(payloads.size());
        for (P payload : payloads) {
            jobs.add(preparation.prepare(type, payload, options));
        }
        if (!jobs.isEmpty()) {
            enqueuer.enqueue(jobs);
            enqueued();
        }
        return jobs.stream().map(NewJob::outcome).toList();
    }

    @Override
    public <P> JobQueue handle(JobType<P> type, HandlerOptions options, JobHandler<? super P> handler) {
        resources.codec().prepare(type.payload());
        resources.handlers().addPlain(type, options, handler);
        return takeWaiting();
    }

    @Override
    public <P> JobQueue handleWithOutcome(JobType<P> type, HandlerOptions options, OutcomeHandler<? super P> handler) {
        resources.codec().prepare(type.payload());
        resources.handlers().addWithOutcome(type, options, handler);
        return takeWaiting();
    }

    /** Jobs may have waited for a handler that was just registered. */
    private JobQueue takeWaiting() {
        workers.forEach(SqliteJobWorkers::handlerAdded);
        return this;
    }

    @Override
    public synchronized JobWorkers workers(WorkerConfig config) {
        refuseIf(isClosing);
        SqliteJobWorkers made = new SqliteJobWorkers(resources, config, this::reportUndeclared, this::workersEnded);
        workers.add(made);
        localWorkers.add(made.localWorkers());
        return made;
    }

    @Override
    public JobAdmin admin() {
        return admin;
    }

    @Override
    public Optional<Job> await(long id, Duration timeout) throws TimeoutException, InterruptedException {
        refuseIfClosed();
        return awaiting.await(id, timeout);
    }

    @Override
    public JobControl control() {
        return control;
    }

    /** The workers of this process need not wait until they notice. */
    private void controlsChanged() {
        workers.forEach(it -> it.parts().controlReader.read());
    }

    // For tests.

    private void enqueued() {
        Runnable action = afterEnqueue;
        if (action == null) {
            return;
        }
        if (resources.commands().isInTransaction()) {
            resources.store().useWrite(this::enqueued);
        } else {
            action.run();
        }
    }

    private void enqueued(Transaction transaction) {
        Runnable action = afterEnqueue;
        if (action != null) {
            transaction.afterCommit(action);
        }
    }

    @Override
    public void afterEnqueue(@Nullable Runnable action) {
        afterEnqueue = action;
    }

    @Override
    public ManualWorker manualWorker(WorkerConfig config) {
        refuseIf(isClosing);
        return new CallerWorker(resources, config);
    }

    @Override
    public void clockMoved() {
        workers.forEach(it -> it.parts().signalClock());
    }

    @Override
    public boolean abandon(long id) {
        return resources.store().execute(JobSql.ABANDON, id) > 0;
    }

    @Override
    public void recoverAbandoned() {
        workers.forEach(it -> it.parts().recoverMissing());
    }

    /** Stores a schedule of a configuration file. */
    void putDeclared(String name, ScheduleSettings declared) {
        Handlers.Registered handler = resources.handlers().find(declared.type());
        byte[] payload = declared.payload().getBytes(StandardCharsets.UTF_8);
        Object decoded;
        try {
            decoded = resources.codec().decode(payload, handler == null ? Object.class : handler.payload());
        } catch (CodecException e) {
            throw new ConfigException(
                    "jobs",
                    List.of("schedules." + name + ".payload does not fit the type " + declared.type() + ": "
                            + e.getMessage()));
        }
        JobType<Object> type = JobType.of(declared.type(), Object.class);
        schedules.put(name, declared.schedule(), type, decoded, declared.options());
    }

    @Override
    public JobSchedules schedules() {
        return schedules;
    }

    @Override
    public JobStats stats() {
        return resources
                .counters()
                .stats(workers.stream().mapToInt(it -> it.parts().leases.size()).sum());
    }

    @Override
    public JobConfig config() {
        return resources.config();
    }

    /** Refuses a close from within, which would wait for itself; once it is closed there is nothing to wait for. */
    void refuseCloseInside() {
        if (isDrained) {
            return;
        }
        resources.internals().refuseCloseInside();
        refuseInsideAnyStore();
        workers.forEach(it -> it.parts().attempts.refuseCloseInside());
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

    /** The handlers and the relay may need the very writer that the thread holds, and the close would wait for them. */
    private void refuseInsideAnyStore() {
        if (StoreInternals.isThreadInside()) {
            throw new IllegalStateException("the job queue in "
                    + resources.store().config().path()
                    + " cannot be closed from inside a read or write of a store, which its jobs may be waiting for; close"
                    + " it after that");
        }
    }

    /** Schedules that this program may have forgotten. */
    private void reportUndeclared() {
        List<String> names = schedules.undeclared();
        if (!names.isEmpty()) {
            resources.listener().onUndeclaredSchedules(names);
        }
    }

    private void workersEnded(SqliteJobWorkers ended) {
        localWorkers.remove(ended.localWorkers());
        workers.remove(ended);
        if (isDrained) {
            closeStoreIfUnused();
        }
    }

    /** A handler that outlives the close still needs its lease, so the store stays open for it. */
    private void closeStoreIfUnused() {
        if (workers.isEmpty() && isStoreClosed.compareAndSet(false, true)) {
            resources.events().close();
            resources.store().close();
        }
    }

    /** A job that outlives the close may go on enqueueing: the file is open for as long as it runs. */
    private void refuseIfClosed() {
        refuseIf(
                isClosed && workers.stream().noneMatch(it -> it.parts().attempts.isAnyOnThisThread()));
    }

    private void refuseIf(boolean isTooLate) {
        if (isTooLate) {
            throw new ClosedException(
                    "the job queue in " + resources.store().config().path() + " is closed", null);
        }
    }

    @Override
    public String toString() {
        return "JobQueue[" + resources.store().config().path() + "]";
    }
}
