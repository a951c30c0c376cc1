/**
 * The job queue on SQLite. Nothing here is for users.
 *
 * <p>Two classes put the parts together and know them all, and are known by none: {@link
 * io.litestack.job.internal.SqliteJobQueue}, the queue and its life, and {@link io.litestack.job.internal.SqliteJobWorkers}
 * with its {@code WorkerParts}. The parts lie in packages that depend on each other in this order, and never back:
 *
 * <pre>
 * report, sql  →  base  →  lease  →  fetch, recover  →  enqueue, run  →  admin  →  the queue and its workers
 * </pre>
 *
 * <p>The way of a job that is enqueued and run in this process: {@code enqueue} reserves a slot of {@code fetch}, writes the
 * row as leased and hands the lease over; {@code fetch} keeps it in memory until a thread of {@code run} takes it; {@code
 * run} calls the handler and decides on the outcome; {@code lease} writes the completion, with the next new jobs if there are
 * some. A job that cannot be handed over waits in the table, until {@code fetch} claims it.
 */
@NullMarked
package io.litestack.job.internal;

import org.jspecify.annotations.NullMarked;
