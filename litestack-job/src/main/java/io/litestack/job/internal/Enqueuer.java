package io.litestack.job.internal;

import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Puts jobs into the table: one by one, many together, or gathered from callers who do not wait. Thread-safe. */
final class Enqueuer {
    /** Places for jobs that wait to be stored. */
    private static final class Room extends Semaphore {
        private static final long serialVersionUID = 1L;

        Room(int permits) {
            super(permits);
        }

        void overdraw() {
            reducePermits(1);
        }
    }

    private final Engine engine;
    private final ReadBack readBack;
    private final List<SqliteJobWorkers> workers;
    private final Gather<Insertion> gathered;
    private final Room room;
    private final int capacity;

    Enqueuer(Engine engine, List<SqliteJobWorkers> workers) {
        this.engine = engine;
        this.readBack = new ReadBack(engine.codec());
        this.workers = workers;
        this.gathered = new Gather<>(engine, Ack.DURABLE, new Writing());
        this.capacity = engine.store().config().commandQueueCapacity();
        this.room = new Room(capacity);
    }

    /** Checks a job and writes its payload. */
    @SuppressWarnings("ConstantValue") // callers without null checks say null
    <P> Insertion prepare(JobType<P> type, P payload, EnqueueOptions options) {
        if (payload == null) {
            throw new IllegalArgumentException("the payload of a job of type " + type.name()
                    + " is null, which no handler could get; enqueue an empty record if there is nothing to say");
        }
        byte[] bytes = engine.codec().encode(payload);
        int most = engine.config().maxPayloadBytes();
        if (bytes.length > most) {
            throw new IllegalArgumentException("the payload of a job of type " + type.name() + " is " + bytes.length
                    + " bytes, more than the " + most + " that maxPayloadBytes allows; store it elsewhere and enqueue"
                    + " where it is");
        }
        readBack.check(type, bytes);
        long now = engine.nowMs();
        long runAt = options.runAt()
                .map(Millis::of)
                .or(() -> options.delay().map(it -> now + it.toMillis()))
                .orElse(now);
        return new Insertion(
                type.name(),
                options.queue(),
                options.priority(),
                options.maxAttempts().orElse(0),
                now,
                Math.max(now, runAt),
                bytes,
                Texts.ofTags(options.tags()),
                Texts.ofMetadata(options.metadata()));
    }

    /** Stores them all in one transaction and returns when that is done. */
    void enqueue(List<Insertion> jobs) {
        if (engine.commands().isInTransaction()) {
            // part of the caller's transaction: nobody may have them before that is committed
            engine.commands().execute(inserting(jobs), Ack.COMMITTED);
            return;
        }
        jobs.forEach(this::reserve);
        List<Gather<Finish>.Ride> rides = rides();
        try {
            engine.commands().execute(new Inserting(jobs, rides), Ack.DURABLE);
        } catch (RuntimeException | Error e) {
            boolean isUnknown = !(e instanceof LitestackException) || e instanceof OutcomeUnknownException;
            rides.forEach(it -> it.failed(e));
            jobs.forEach(it -> it.failed(e, isUnknown));
            throw e;
        }
        rides.forEach(Gather.Ride::stored);
        stored(jobs);
    }

    /** Takes along the finishes that wait for somebody when the command runs. */
    private List<Gather<Finish>.Ride> rides() {
        List<Gather<Finish>.Ride> rides = new ArrayList<>(workers.size());
        for (SqliteJobWorkers each : workers) {
            rides.add(each.book().ride());
        }
        return rides;
    }

    /** Stores it as part of a transaction. */
    void enqueue(TransactionInternals transaction, Insertion job) {
        transaction.run(inserting(List.of(job)));
    }

    /** Has it stored soon, together with others; inside a transaction of the file, as a part of that. */
    CompletableFuture<Long> enqueueAsync(Insertion job) {
        CompletableFuture<Long> future = new CompletableFuture<>();
        if (engine.commands().isInTransaction()) {
            engine.store().useWrite(transaction -> {
                enqueue(TransactionInternals.of(transaction), job);
                transaction.afterCommit(() -> {
                    engine.counters().enqueued.increment();
                    future.complete(job.id);
                });
                transaction.afterRollback(() -> future.completeExceptionally(new IllegalStateException(
                        "the transaction in which the job was enqueued was rolled back, so it was not stored")));
            });
            return future;
        }
        awaitRoom();
        job.future = future;
        gathered.add(job);
        return future;
    }

    /** Waits until everything that was enqueued asynchronously is decided, bounded by the store's close timeout. */
    void drain() {
        try {
            long patience = engine.store().config().closeTimeout().toNanos();
            if (room.tryAcquire(capacity, patience, TimeUnit.NANOSECONDS)) {
                room.release(capacity);
            }
        } catch (InterruptedException e) {
            // the close of the store waits for them as well
            Thread.currentThread().interrupt();
        }
    }

    private Command<Boolean> inserting(List<Insertion> jobs) {
        return new Inserting(jobs, List.of());
    }

    /** Inserts jobs, and takes finishes along. */
    private final class Inserting implements Command<Boolean> {
        private final List<Insertion> jobs;
        private final List<Gather<Finish>.Ride> rides;

        Inserting(List<Insertion> jobs, List<Gather<Finish>.Ride> rides) {
            this.jobs = jobs;
            this.rides = rides;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            for (Gather<Finish>.Ride ride : rides) {
                ride.run(statements);
            }
            Insertions.run(statements, jobs, engine.handlers().types(), engine.incarnation(), engine.nowMs());
            return true;
        }

        @Override
        public int sizeBytes() {
            return jobs.stream().mapToInt(it -> 100 + it.payload.length).sum();
        }
    }

    /** Keeps a place at a free worker of this process, if there is one. */
    private void reserve(Insertion job) {
        if (!job.isDue() || workers.isEmpty() || engine.handlers().find(job.type) == null) {
            return;
        }
        for (SqliteJobWorkers candidate : workers) {
            Intake intake = candidate.intake(job.queue);
            if (intake != null && intake.reserve()) {
                job.place = intake;
                job.owner = candidate.owner();
                return;
            }
        }
    }

    private void stored(List<Insertion> jobs) {
        long now = engine.ticks();
        engine.counters().enqueued.add(jobs.size());
        for (Insertion job : jobs) {
            if (job.isHandedOver) {
                engine.counters().handedOver.increment();
            }
            if (job.future == null) {
                engine.listener().onEnqueue(job.id, job.type, job.queue);
            } else {
                engine.listener().onEnqueueApart(job.id, job.type, job.queue);
            }
            job.stored(now);
        }
    }

    private void awaitRoom() {
        if (room.tryAcquire()) {
            return;
        }
        if (!engine.commands().mayWait()) {
            // whoever must not wait takes a place that is not there; others wait until it is back
            room.overdraw();
            return;
        }
        long waitMs = engine.store().config().waitTimeout().toMillis();
        try {
            if (!room.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
                throw new StoreBusyException(
                        "timed out after " + waitMs + " ms: " + capacity + " jobs wait to be stored in "
                                + engine.store().config().path() + "; this one was not. Enqueue more slowly, or raise"
                                + " commandQueueCapacity",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreInterruptedException(
                    "interrupted while " + capacity + " jobs waited to be stored; this one was not stored", e);
        }
    }

    /** How gathered jobs are stored. */
    private final class Writing implements Gather.Writing<Insertion> {
        /** Not earlier: while they waited the places would be of no use to anybody. */
        @Override
        public void taken(List<Insertion> items) {
            items.forEach(Enqueuer.this::reserve);
        }

        @Override
        public void run(Statements statements, List<Insertion> items) throws SQLException {
            Insertions.run(statements, items, engine.handlers().types(), engine.incarnation(), engine.nowMs());
        }

        @Override
        public void stored(List<Insertion> items) {
            room.release(items.size());
            Enqueuer.this.stored(items);
        }

        @Override
        public void failed(List<Insertion> items, LitestackException cause) {
            room.release(items.size());
            boolean isUnknown = cause instanceof OutcomeUnknownException;
            items.forEach(it -> it.failed(cause, isUnknown));
        }
    }
}
