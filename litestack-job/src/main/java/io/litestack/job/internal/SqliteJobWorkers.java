package io.litestack.job.internal;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.Wakeup;
import io.litestack.job.JobWorkers;
import io.litestack.job.QueueConfig;
import io.litestack.job.WorkerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Workers with their leases, their threads and the loop that looks after both.
 *
 * <p>They go through four states: new, running, stopping (nothing is taken any more, what is held is brought to its end) and
 * ended. If a handler outlives the stop the loop goes on beating for it, so that nobody takes its lease; the last one to end
 * cleans up.
 */
final class SqliteJobWorkers implements JobWorkers {
    private enum State {
        NEW,
        RUNNING,
        STOPPING,
        ENDED
    }

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Engine engine;
    private final WorkerConfig config;
    private final Consumer<SqliteJobWorkers> onEnd;
    private final LeaseBook book;
    private final RunningJobs running;
    private final HandBacks handBacks;
    private final LoneJob loneJob;
    private final Tenure tenure;
    private final List<Intake> intakes = new ArrayList<>();
    private final PoolLoad load;
    private final WorkerPool pool;
    private final Spawner spawner;
    private final Timeouts timeouts;
    private final ProgressNotes progress;
    private final Promotion promotion;
    private final Pruning pruning;
    private final Heartbeat heartbeat;
    private final UnservedJobs unserved;
    private final ReadyJobs ready;
    private final Vigil vigil;
    private final ElsewhereEffects effects;
    private final Upkeep upkeep;
    private final List<Wakeup.Subscription> subscriptions = new ArrayList<>();
    private final AtomicBoolean isCleanedUp = new AtomicBoolean();
    private final ExitHook exitHook;
    private final Runnable whenOthersMayRun = this::readyNews;
    private volatile State state = State.NEW;
    private volatile boolean isLingering;
    private volatile boolean isWaitingWatched;
    private volatile boolean isJvmEnding;

    SqliteJobWorkers(Engine engine, WorkerConfig config, Consumer<SqliteJobWorkers> onEnd) {
        this.engine = engine;
        this.config = config;
        this.onEnd = onEnd;
        this.tenure = new Tenure(this, engine);
        this.book = new LeaseBook(this, engine, !config.keepDone().isZero());
        this.running = new RunningJobs(book, engine);
        this.handBacks = new HandBacks(this, engine);
        this.loneJob = new LoneJob(this, engine);
        this.load = new PoolLoad(engine, config.workers());
        for (QueueConfig queue : config.queues()) {
            Intake intake = new Intake(this, engine, queue, concurrencyOf(queue), config.prefetch(), load);
            intakes.add(intake);
            if (!queue.spawn()) {
                load.add(intake);
            }
        }
        this.exitHook = new ExitHook(this::stop, engine.threadName("exit"));
        this.pool = new WorkerPool(this, engine, intakes, load);
        this.spawner = new Spawner(this, engine);
        this.timeouts = new Timeouts(engine, this::wake);
        this.progress = new ProgressNotes(engine, this::wake);
        this.promotion = new Promotion(engine, this::wakeLook);
        this.pruning = new Pruning(engine, config, this::wakeLook);
        this.unserved = new UnservedJobs(engine, config);
        this.ready = new ReadyJobs(this, engine, intakes, unserved::hasNews);
        this.heartbeat = new Heartbeat(this, engine);
        this.vigil = new Vigil(this, engine, heartbeat);
        this.effects = new ElsewhereEffects(engine, this::wakeLook);
        this.upkeep = new Upkeep(engine, heartbeat::upkeep, own(), looks());
    }

    /** What needs no reader, and so waits for none. */
    private Duties own() {
        return new Duties(engine)
                .add("interrupting handlers that are over their time", timeouts::upkeep)
                .add("ending after the last handler", this::endAfterAll)
                .add("registering anew", tenure::upkeep)
                .add("letting others run beside a job that ran alone", loneJob::upkeep)
                .add("writing how jobs ended", book::upkeep)
                .add("writing the progress of jobs", progress::upkeep)
                .add("handing back jobs that wait for too long", whileRunning(this::handBackWaiting));
    }

    /** What looks at the tables, beside the writers. */
    private Duties looks() {
        return new Duties(engine)
                .add("looking for ready jobs", whileRunning(ready::upkeep))
                .add("looking for due jobs", whileRunning(promotion::upkeep))
                .add("looking for the jobs of dead workers", vigil::upkeep)
                .add("looking for jobs that nobody takes", whileRunning(unserved::upkeep))
                .add("pruning finished jobs", whileRunning(pruning::upkeep))
                .add("forgetting effects of finished jobs", effects::upkeep);
    }

    private LoopWorker.Step whileRunning(LoopWorker.Step step) {
        return () -> state == State.RUNNING ? step.run() : LoopWorker.Step.UNTIL_WOKEN;
    }

    private int concurrencyOf(QueueConfig queue) {
        if (queue.concurrency() > 0) {
            return queue.spawn() ? queue.concurrency() : Math.min(queue.concurrency(), config.workers());
        }
        return queue.spawn() ? Spawner.standardConcurrency() : config.workers();
    }

    @Override
    public WorkerConfig config() {
        return config;
    }

    // The life of the workers.

    @Override
    public synchronized JobWorkers start() {
        if (state == State.RUNNING) {
            return this;
        }
        if (state != State.NEW) {
            throw new IllegalStateException("these workers were stopped; make new ones with JobQueue.workers");
        }
        tenure.register();
        state = State.RUNNING;
        pool.start(config.workers());
        Isolation.OF_JVM.add(whenOthersMayRun);
        upkeep.start();
        Wakeup wakeup = engine.internals().wakeup();
        subscriptions.add(wakeup.subscribe(JobSql.READY_TOPIC, this::readyNews));
        subscriptions.add(wakeup.subscribe(JobSql.DUE_TOPIC, this::dueNews));
        subscriptions.add(wakeup.subscribe(JobSql.FOREIGN_TOPIC, this::foreignNews));
        if (config.stopAtExit()) {
            exitHook.add();
        }
        return this;
    }

    @Override
    public boolean stop() {
        return stop(config.drainTimeout());
    }

    @Override
    public synchronized boolean stop(Duration drainTimeout) {
        if (state == State.NEW) {
            state = State.ENDED;
            onEnd.accept(this);
        }
        if (state == State.RUNNING) {
            state = State.STOPPING;
            running.noteStop();
            isJvmEnding = ExitHook.isJvmEnding();
            intakes.forEach(Intake::handBackAll);
            if (!book.awaitEnd(Millis.nanos(drainTimeout), this::isEnding)) {
                running.interrupt();
                long patience = Math.max(
                        TimeUnit.MILLISECONDS.toNanos(100),
                        config.interruptTimeout().toNanos());
                book.awaitEnd(patience, this::isEnding);
                running.tellOfStubborn();
            }
            exitHook.remove();
        }
        if (state == State.STOPPING && book.isEmpty()) {
            cleanUp();
        }
        isLingering = state == State.STOPPING;
        return state == State.ENDED;
    }

    @Override
    public void close() {
        if (!stop()) {
            book.giveUpUnwritten();
            stop(Duration.ZERO);
        }
    }

    /** Whether the end of a lease is not to be waited for: its handler has called for the end of the JVM, which waits for us. */
    private boolean isEnding(Lease lease) {
        Attempt attempt = lease.running;
        return isJvmEnding && attempt != null && ExitHook.isEndingJvm(attempt.runner);
    }

    RunningJobs running() {
        return running;
    }

    /** Nothing is held any more: the owner's row goes, and the threads end. */
    private void cleanUp() {
        if (!isCleanedUp.compareAndSet(false, true)) {
            return;
        }
        subscriptions.forEach(Wakeup.Subscription::close);
        Isolation.OF_JVM.remove(whenOthersMayRun);
        pool.end();
        upkeep.close();
        tenure.end();
        state = State.ENDED;
        onEnd.accept(this);
    }

    // What the parts ask and tell.

    boolean takesJobs() {
        return state == State.RUNNING && tenure.isRegistered() && !book.isDoubtful() && !Isolation.OF_JVM.isWanted();
    }

    boolean isStopping() {
        return state.compareTo(State.STOPPING) >= 0;
    }

    long owner() {
        return tenure.id();
    }

    LeaseBook book() {
        return book;
    }

    boolean isDoubtful(Lease lease) {
        return heartbeat.isDoubtful(lease, engine.ticks());
    }

    /** What is in flight; null before the start. */
    @Nullable
    InFlight inFlight() {
        return tenure.inFlight();
    }

    /** Nothing in flight yet, with as many slots as handlers may run, and more for those whose end is not written. */
    InFlight newInFlight() {
        int spawned = config.queues().stream()
                .filter(QueueConfig::spawn)
                .mapToInt(this::concurrencyOf)
                .sum();
        int slots = config.workers() + spawned + InFlight.MOST_UNWRITTEN;
        return new InFlight(InFlightFile.create(engine.store().config().path(), slots), slots);
    }

    /** A type has a handler from now on, perhaps with a policy of its own. */
    void hasNewHandler() {
        tenure.hasNewLimits();
    }

    Timeouts timeouts() {
        return timeouts;
    }

    ProgressNotes progress() {
        return progress;
    }

    /** The way in for jobs of a queue; null if these workers do not work on it. */
    @Nullable
    Intake intake(String queue) {
        for (Intake intake : intakes) {
            if (intake.config().name().equals(queue)) {
                return intake;
            }
        }
        return null;
    }

    void launched() {
        book.launch();
    }

    void landed() {
        book.land();
    }

    void doubt() {
        book.doubt();
    }

    void hold(Lease lease) {
        book.hold(lease);
    }

    void finish(Finish finish) {
        book.finish(finish);
    }

    HandBacks handBacks() {
        return handBacks;
    }

    LoneJob loneJob() {
        return loneJob;
    }

    /** Of a lease that nobody has begun. */
    void handBack(Lease lease) {
        handBacks.unbegun(lease);
    }

    /** A lease has ended together with its handler's transaction. */
    void dropped(Lease lease) {
        book.drop(lease);
    }

    /** Something is not held any more. */
    void dropped() {
        if (state == State.STOPPING) {
            wake();
        }
    }

    void refused(Lease lease) {
        engine.counters().refused.increment();
        Attempt attempt = lease.running;
        if (attempt != null) {
            attempt.cancel();
            engine.listener().onLateFinish(attempt);
        }
    }

    void spawn(Intake intake, Lease lease) {
        spawner.spawn(intake, lease);
    }

    boolean wakeOne() {
        return pool.wakeOne();
    }

    /** Leases wait while all threads are in jobs: has the loop see to it that it is not for long. */
    void watchWaiting() {
        if (!isWaitingWatched) {
            isWaitingWatched = true;
            wake();
        }
    }

    void progressed(Attempt attempt) {
        progress.add(attempt);
    }

    void wake() {
        upkeep.wake();
    }

    private void wakeLook() {
        upkeep.wakeLooks();
    }

    /** Makes the loop look again in a while, at claims too. */
    void wakeLater() {
        ready.lookLater();
        wakeLook();
    }

    void trouble(String what, @Nullable Throwable cause) {
        engine.listener().onTrouble(what, cause == null ? new IllegalStateException("nothing was returned") : cause);
        wakeLater();
    }

    /** A rescue could not be written; it is tried again with the next look. */
    void rescueLater() {
        vigil.lookAgain();
    }

    /** The own row is gone: somebody took these workers for hung. What they hold is lost; they go on under a new name. */
    void evicted(long id) {
        if (tenure.lost(id)) {
            running.cancel();
            wake();
        }
    }

    /** Runs work in a transaction with which the job is done. */
    <T extends @Nullable Object, X extends Exception> T finishing(
            Store store, Attempt attempt, Work<? super Transaction, T, X> work) throws X {
        if (StoreInternals.isThreadInside()) {
            throw new IllegalStateException(
                    "the thread is inside a read or write of a store; call transaction outside of it");
        }
        return engine.isSameFile(StoreInternals.of(store))
                ? FencedTransaction.run(
                        engine, store, attempt, !config.keepDone().isZero(), work)
                : effects.run(store, attempt, work);
    }

    ElsewhereEffects effects() {
        return effects;
    }

    // The loops.

    /** There may be something to claim: a worker that sleeps does so, or else the loop has it done. */
    void readyNews() {
        ready.hasNews();
        if (!pool.wakeOne()) {
            wakeLook();
        }
    }

    boolean hasReadyNews() {
        return ready.isNews();
    }

    /** Looks for something to claim, on a worker's thread. */
    void lookHere() {
        ready.lookHere();
    }

    private void dueNews() {
        promotion.hasNews();
        wakeLook();
    }

    private void foreignNews() {
        vigil.alarm();
        wakeLook();
    }

    private long handBackWaiting() {
        // before the look: whoever comes during it has to say so again
        isWaitingWatched = false;
        load.refresh();
        long now = engine.ticks();
        boolean isAnyWaiting = false;
        for (Intake intake : intakes) {
            if (intake.isWaiting()) {
                intake.handBackOlderThan(now - MOST_AHEAD_NANOS);
                if (intake.isStuck()) {
                    intake.handBackWaitingSince(now - 2 * PoolLoad.SOON_NANOS);
                }
                isAnyWaiting |= intake.isWaiting();
            }
        }
        if (isAnyWaiting) {
            isWaitingWatched = true;
            return PoolLoad.SOON_NANOS;
        }
        return TICK_NANOS;
    }

    /** The last handler has ended long after the stop. */
    private long endAfterAll() {
        if (isLingering && book.isEmpty()) {
            Thread end = engine.store().config().threads().newThread(() -> stop(Duration.ZERO));
            end.setName(engine.threadName("end"));
            end.start();
            isLingering = false;
        }
        return LoopWorker.Step.UNTIL_WOKEN;
    }
}
