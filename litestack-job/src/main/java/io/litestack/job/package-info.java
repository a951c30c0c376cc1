/**
 * Jobs that survive crashes, start at once, and are seen and replayed when they fail.
 *
 * <pre>{@code
 * JobType<Welcome> WELCOME = JobType.of("welcome", Welcome.class);
 * try (JobQueue jobs = JobQueue.open(JobConfig.builder(Path.of("jobs.db")).build())) {
 *     jobs.handle(WELCOME, (welcome, context) -> mail(welcome.email()));
 *     jobs.workers(WorkerConfig.builder().build()).start();
 *     jobs.enqueue(WELCOME, new Welcome("ann@example.org"));
 * }
 * }</pre>
 *
 * <h2>The idea</h2>
 *
 * A job is a row in an SQLite file in the application's own process. Enqueueing is one small insert, and if a worker of the
 * same process is free the row is written as already leased and the job handed over after the commit, without a look at the
 * table.
 *
 * <h2>Where to look</h2>
 *
 * <ul>
 *   <li>To enqueue and to register handlers: {@link io.litestack.job.JobQueue}, with a {@link io.litestack.job.JobType} for
 *       each kind of job and {@link io.litestack.job.EnqueueOptions} for each call.
 *   <li>To run jobs: {@link io.litestack.job.JobWorkers}, with {@link io.litestack.job.WorkerConfig}, {@link
 *       io.litestack.job.QueueConfig}, {@link io.litestack.job.HandlerOptions} and {@link io.litestack.job.RetryPolicy}. A
 *       handler is a {@link io.litestack.job.JobHandler}, or an {@link io.litestack.job.OutcomeHandler} that returns an
 *       {@link io.litestack.job.Outcome}; it gets a {@link io.litestack.job.JobContext}.
 *   <li>To enqueue again and again: {@link io.litestack.job.JobSchedules}, with a {@link io.litestack.job.Schedule} for each.
 *   <li>To say beside which others a job may run: {@link io.litestack.job.Unique} and {@link io.litestack.job.Limit}.
 *   <li>To look at jobs and repair them: {@link io.litestack.job.JobAdmin}, with {@link io.litestack.job.JobFilter}.
 *   <li>To pause queues and cancel jobs: {@link io.litestack.job.JobControl}.
 *   <li>To measure: {@link io.litestack.job.JobStats} and {@link io.litestack.job.JobListener}.
 * </ul>
 *
 * <h2>Guarantees</h2>
 *
 * <ul>
 *   <li><b>Not lost.</b> A job whose enqueueing was acknowledged is stored as durably as the store's {@link
 *       io.litestack.core.Sync} level says, and is run until it is done, dead or parked.
 *   <li><b>At least once, one at a time.</b> A running job is leased to its worker. It is run again only if that worker's
 *       process is dead, or its heartbeat has stood still for the lease; a completion that comes too late is refused by its
 *       fence (id, attempt and worker). So a handler may run twice, over a crash, or while a hung process still goes on: make
 *       its effects idempotent with {@link io.litestack.job.JobContext#token}, or use {@link
 *       io.litestack.job.JobContext#write}, which stores them exactly once.
 *   <li><b>Order.</b> In a queue higher priorities start first, and within one the older job; several workers run side by
 *       side, so jobs may overtake each other once started.
 *   <li><b>Nothing is thrown away silently.</b> What cannot be run is parked with the reason; what failed for good is kept
 *       as dead, with the history of its errors.
 * </ul>
 *
 * <h2>Errors</h2>
 *
 * Arguments of a call that are outside their bounds (a payload, {@link io.litestack.job.EnqueueOptions}, a {@link
 * io.litestack.job.JobType}, an {@link io.litestack.job.Outcome}, a limit) are a programmer's error: {@link
 * java.lang.IllegalArgumentException}. Settings, which may come from a file ({@link io.litestack.job.JobConfig}, {@link
 * io.litestack.job.WorkerConfig}, {@link io.litestack.job.QueueConfig}, {@link io.litestack.job.HandlerOptions}, {@link
 * io.litestack.job.RetryPolicy}), are refused with a {@link io.litestack.core.ConfigException} that lists every problem. What
 * the file or its writer refuses is a {@link io.litestack.core.StoreException}. No argument may be null, and nothing returned
 * is: a null is refused with a {@link java.lang.NullPointerException}, a null payload with an {@link
 * java.lang.IllegalArgumentException} that names its type.
 *
 * <h2>Threads, tables, files</h2>
 *
 * <p>Threads, all daemons, per started {@link io.litestack.job.JobWorkers} on {@code app.db}: {@code litestack-app-worker-n}
 * (as many as configured), {@code litestack-app-jobs-heartbeat-1} (keeps the leases alive), {@code litestack-app-jobs-1}
 * (timers, and the completions of jobs), {@code litestack-app-jobs-poller-1} (looks for ready and due jobs, and for those of
 * dead workers), and a virtual thread for each job of a queue that spawns; and {@code litestack-app-jobs-listener-1} once a
 * listener gets an event of its own. Tables: {@code litejob_jobs}, {@code litejob_tags}, {@code litejob_kinds}, {@code
 * litejob_owners} and {@code litejob_incarnations}; for the rules of some jobs {@code litejob_limits}, {@code
 * litejob_limit_version}, {@code litejob_starts}, {@code litejob_queues}, {@code litejob_cancels} and {@code litejob_schedules}. Files: one in the folder {@code .litestack} beside the database, which says which jobs were begun if
 * this process is killed.
 */
@NullMarked
package io.litestack.job;

import org.jspecify.annotations.NullMarked;
