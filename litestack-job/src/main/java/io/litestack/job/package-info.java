/**
 * Jobs that survive crashes, start at once, and are seen and replayed when they fail.
 *
 * <p>The idea: a job is a row in an SQLite file in the application's own process. Enqueueing is one small insert, and if a
 * worker of the same process is free the row is written as already taken and the job handed over after the commit, without
 * a look at the table. {@link io.litestack.job.JobQueue} is the way in.
 *
 * <p>What it guarantees:
 *
 * <ul>
 *   <li><b>Not lost.</b> A job whose enqueueing was acknowledged is stored as durably as the store's {@link
 *       io.litestack.core.Sync} level says, and is run until it is done, dead or parked.
 *   <li><b>At least once, one at a time.</b> A running job is leased to its worker. It is run again only if that worker's
 *       process is dead, or its beat has stood still for the lease; a finish that comes too late is refused by its fence (id,
 *       attempt and owner). So a handler may run twice, over a crash, or while a hung process still goes on: make its effects
 *       idempotent with {@link io.litestack.job.JobContext#token}, or use {@link
 *       io.litestack.job.JobContext#transaction}, which stores them exactly once.
 *   <li><b>Order.</b> In a queue higher priorities start first, and within one the older job; several workers run side by
 *       side, so jobs may overtake each other once started.
 *   <li><b>Nothing is thrown away silently.</b> What cannot be run is parked with the reason; what failed for good is kept
 *       as dead, with the history of its errors.
 * </ul>
 *
 * <p>Threads, all daemons, per started {@link io.litestack.job.JobWorkers} on {@code app.db}: {@code
 * litestack-app-worker-n} (as many as configured), {@code litestack-app-jobs-heartbeat-1} (keeps the leases alive), {@code
 * litestack-app-jobs-1} (timers, and the ends of jobs), {@code litestack-app-jobs-look-1} (looks for ready and due jobs, and
 * for those of dead workers), and a virtual thread for each job of a queue that spawns. Tables: {@code litejob_jobs}, {@code
 * litejob_owners} and {@code litejob_incarnations}. Files: one in the folder {@code .litestack} beside the database, which
 * tells the others which jobs were begun if this process is killed.
 */
@NullMarked
package io.litestack.job;

import org.jspecify.annotations.NullMarked;
