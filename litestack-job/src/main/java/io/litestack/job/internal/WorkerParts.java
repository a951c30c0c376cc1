package io.litestack.job.internal;

import io.litestack.core.spi.LoopWorker;
import io.litestack.job.QueueConfig;
import io.litestack.job.WorkerConfig;
import io.litestack.job.internal.admin.LimitPruner;
import io.litestack.job.internal.admin.Pruner;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.base.WorkerLoops;
import io.litestack.job.internal.control.ControlReader;
import io.litestack.job.internal.fetch.Fetcher;
import io.litestack.job.internal.fetch.FlushBarrier;
import io.litestack.job.internal.fetch.IdleThreads;
import io.litestack.job.internal.fetch.LocalWorkers;
import io.litestack.job.internal.fetch.QueueParts;
import io.litestack.job.internal.fetch.ReadyJobPoller;
import io.litestack.job.internal.fetch.ScheduledPromoter;
import io.litestack.job.internal.fetch.SingleClaim;
import io.litestack.job.internal.fetch.StalePrefetch;
import io.litestack.job.internal.fetch.ThreadLoad;
import io.litestack.job.internal.fetch.UnservedJobDetector;
import io.litestack.job.internal.lease.AttemptJournal;
import io.litestack.job.internal.lease.AttemptServices;
import io.litestack.job.internal.lease.CompletionQueue;
import io.litestack.job.internal.lease.Heartbeat;
import io.litestack.job.internal.lease.LeaseRegistry;
import io.litestack.job.internal.lease.LeaseReleaser;
import io.litestack.job.internal.lease.RunningAttempts;
import io.litestack.job.internal.lease.StrayLeaseSweep;
import io.litestack.job.internal.lease.WorkerRegistration;
import io.litestack.job.internal.recover.DeadWorkerRecovery;
import io.litestack.job.internal.recover.HungWorkerDetector;
import io.litestack.job.internal.recover.LeaseMonitor;
import io.litestack.job.internal.run.CallerRunner;
import io.litestack.job.internal.run.ExternalEffects;
import io.litestack.job.internal.run.IsolatedJob;
import io.litestack.job.internal.run.JobServices;
import io.litestack.job.internal.run.JobSource;
import io.litestack.job.internal.run.OutcomeRecorder;
import io.litestack.job.internal.run.ProgressWriter;
import io.litestack.job.internal.run.RunnerParts;
import io.litestack.job.internal.run.Spawner;
import io.litestack.job.internal.run.Timeouts;
import io.litestack.job.internal.run.WorkerPool;
import io.litestack.job.internal.schedule.ScheduleRunner;
import java.util.List;

/** The parts of one set of workers, and how they are put together. No part knows this class. */
final class WorkerParts {
    final WorkerContext context;
    final LeaseRegistry leases;
    final CompletionQueue completions;
    final RunningAttempts attempts;
    final WorkerRegistration registration;
    final AttemptServices services;
    final ExternalEffects effects;
    final Timeouts timeouts;
    final List<Fetcher> fetchers;
    final WorkerPool pool;
    final SingleClaim claim;

    private final QueueResources resources;
    private final ProgressWriter progress;
    private final LeaseReleaser releaser;
    private final Heartbeat heartbeat;
    private final LeaseMonitor monitor;
    private final RunnerParts runnerParts;
    private final IsolatedJob isolatedJob;
    private final IdleThreads idle = new IdleThreads();
    private final StalePrefetch stalePrefetch;
    private final UnservedJobDetector unserved;
    private final ReadyJobPoller readyJobs;
    final ScheduledPromoter promoter;
    final ScheduleRunner schedules;
    final ControlReader controlReader;

    WorkerParts(QueueResources resources, WorkerConfig config) {
        this.resources = resources;
        this.context = WorkerContext.of(resources, config);

        // what is held, and how it ends
        this.leases = new LeaseRegistry(context);
        this.completions = new CompletionQueue(context, leases);
        this.attempts = new RunningAttempts(leases, resources);
        this.registration = new WorkerRegistration(context, attempts, journalEntries(config), this::signalReady);
        this.progress = new ProgressWriter(resources, context.loops()::wakeTimers);
        this.effects = new ExternalEffects(resources, context.loops()::wakePollers);
        this.services = new JobServices(context, progress, effects);
        this.releaser = new LeaseReleaser(context, services, completions);

        // what others held
        DeadWorkerRecovery recovery = new DeadWorkerRecovery(context, services);
        HungWorkerDetector hung = new HungWorkerDetector(context, recovery);
        this.heartbeat = new Heartbeat(context, leases, registration, hung::observe);
        this.monitor = new LeaseMonitor(context, heartbeat, recovery);

        // how jobs are fetched and run
        this.timeouts = new Timeouts(resources, context.loops()::wakeTimers);
        this.isolatedJob = new IsolatedJob(context, releaser);
        ThreadLoad load = new ThreadLoad(resources, config.workers());
        this.stalePrefetch = new StalePrefetch(context, load);
        this.runnerParts = runnerParts();
        this.claim = new SingleClaim(context, leases);
        QueueParts queueParts = queueParts(load);
        this.fetchers = fetchers(queueParts, runnerParts);
        this.unserved = new UnservedJobDetector(resources, config);
        this.readyJobs = new ReadyJobPoller(context, fetchers, unserved::signalReady);
        this.promoter = new ScheduledPromoter(resources, context.loops()::wakePollers);
        this.controlReader = new ControlReader(context, leases, this::controlsChanged);
        this.schedules = new ScheduleRunner(resources, context.loops()::wakePollers);
        this.pool = new WorkerPool(
                runnerParts,
                OutcomeRecorder.lazy(runnerParts, leases, effects),
                new JobSource(queueParts, fetchers, readyJobs));
        addTasks();
    }

    private RunnerParts runnerParts() {
        return new RunnerParts(
                context, services, completions, releaser, registration, heartbeat, isolatedJob, timeouts, progress);
    }

    private QueueParts queueParts(ThreadLoad load) {
        int standardSpawns = Spawner.standardConcurrency();
        return new QueueParts(context, leases, releaser, registration, load, idle, stalePrefetch, standardSpawns);
    }

    private List<Fetcher> fetchers(QueueParts queueParts, RunnerParts runnerParts) {
        FlushBarrier flushBarrier = new FlushBarrier(resources);
        Spawner spawner = new Spawner(runnerParts, OutcomeRecorder.eager(runnerParts, leases, effects));
        return context.config().queues().stream()
                .map(it -> new Fetcher(queueParts, flushBarrier, it, spawner))
                .toList();
    }

    /** As many as handlers may run, and more for those whose completion is not written. */
    private static int journalEntries(WorkerConfig config) {
        int spawned = config.queues().stream()
                .filter(QueueConfig::spawn)
                .mapToInt(
                        it -> it.concurrency() > 0 ? Math.max(1_000, it.concurrency()) : Spawner.standardConcurrency())
                .sum();
        return config.workers() + spawned + AttemptJournal.MOST_UNWRITTEN;
    }

    private void addTasks() {
        WorkerLoops loops = context.loops();
        StrayLeaseSweep strays = new StrayLeaseSweep(context, leases, releaser, this::signalReady);
        LimitPruner limitPruner = new LimitPruner(resources, loops::wakePollers);
        Pruner pruner = new Pruner(resources, context.config(), loops::wakePollers);
        loops.heartbeat().add("keeping the leases of running jobs alive", heartbeat::runDue);
        loops.timers()
                .add("interrupting handlers that are over their timeout", timeouts::runDue)
                .add("registering the workers again", registration::runDue)
                .add("letting others run beside a job that ran alone", isolatedJob::runDue)
                .add("writing completions", completions::runDue)
                .add("looking for leases of unknown outcome", strays::runDue)
                .add("writing the progress of jobs", progress::runDue)
                .add("releasing jobs that wait for too long", whileRunning(stalePrefetch::runDue));
        loops.pollers()
                .add("looking for what is paused or cancelled", controlReader::runDue)
                .add("looking for ready jobs", whileRunning(readyJobs::runDue))
                .add("looking for due jobs", whileRunning(promoter::runDue))
                .add("looking for jobs whose rate lets them go on", whileRunning(promoter::runDueWindows))
                .add("looking for due schedules", whileRunning(schedules::runDue))
                .add("looking for the jobs of dead workers", monitor::runDue)
                .add("looking for jobs that nobody takes", whileRunning(unserved::runDue))
                .add("pruning finished jobs", whileRunning(pruner::runDue))
                .add("pruning limits", whileRunning(limitPruner::runDue))
                .add("deleting the rows of effects of finished jobs", effects::runDue);
    }

    private LoopWorker.Step whileRunning(LoopWorker.Step step) {
        return () -> context.state().isRunning() ? step.run() : LoopWorker.Step.UNTIL_WOKEN;
    }

    /** What runs jobs on the thread of whoever asks for it. */
    CallerRunner callerRunner() {
        return new CallerRunner(runnerParts, OutcomeRecorder.eager(runnerParts, leases, effects));
    }

    /** Takes over the jobs of workers that have left no row; commands that are submitted later find them. */
    void recoverMissing() {
        monitor.recoverFromMissing();
    }

    /** What the enqueueing side needs of these workers. */
    LocalWorkers localWorkers() {
        return new LocalWorkers(fetchers.stream().map(Fetcher::queue).toList(), completions);
    }

    // Signals.

    /** Jobs may have become ready. */
    void signalReady() {
        ReadyJobPoller.signal(context, idle);
    }

    /** Jobs may have been scheduled. */
    void signalScheduled() {
        promoter.signalScheduled();
        context.loops().wakePollers();
    }

    /** Schedules may have changed. */
    void signalSchedules() {
        schedules.signal();
        context.loops().wakePollers();
    }

    /** Jobs may wait for the window of a rate. */
    void signalWindows() {
        promoter.signalWindows();
        context.loops().wakePollers();
    }

    /** The table says something else of queues. */
    private void controlsChanged() {
        fetchers.forEach(it -> it.queue().controlsChanged());
        signalReady();
    }

    /** The clock was moved. */
    void signalClock() {
        signalScheduled();
        signalWindows();
        signalSchedules();
    }

    /** Something is said of queues or running jobs. */
    void signalControl() {
        controlReader.signal();
        context.loops().wakePollers();
    }

    /** Another process has changed something, or has ended. */
    void signalForeign() {
        controlReader.signal();
        monitor.alarm();
        context.loops().wakePollers();
    }
}
