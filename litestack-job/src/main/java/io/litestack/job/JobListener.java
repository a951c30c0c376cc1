package io.litestack.job;

import java.util.List;
import java.util.Optional;

/**
 * Hears of what happens to jobs in this process. Every method does nothing by default; what they throw is logged and ignored.
 * No parameter is null.
 *
 * <p>Events of a job that runs, from its start to its end, come on its thread, and those of an enqueueing call that waits, on
 * the thread of that call: a listener that takes long there takes their time. All other events come on a thread of their own,
 * one after the other, so nothing else waits for the listener; if more than 10,000 wait for it the next ones are dropped, and
 * their number is logged. So a listener must be thread-safe.
 */
public interface JobListener {
    /** A listener that ignores everything. */
    JobListener NONE = new JobListener() {};

    /**
     * A job was enqueued by this process, and is stored. Not called for jobs enqueued in a transaction.
     *
     * @param id its id
     * @param type its type
     * @param queue its queue
     */
    default void onEnqueue(long id, String type, String queue) {}

    /**
     * A handler is about to run.
     *
     * @param attempt the attempt
     * @param waitNanos how long the job waited since it was due
     */
    default void onStart(JobContext attempt, long waitNanos) {}

    /**
     * A handler has returned and its job is to be finished as done.
     *
     * @param attempt the attempt
     * @param runNanos how long the handler ran
     */
    default void onDone(JobContext attempt, long runNanos) {}

    /**
     * An attempt failed, and the job is tried again.
     *
     * @param attempt the attempt
     * @param runNanos how long the handler ran
     * @param delayNanos after how long it is tried again
     * @param error how it failed
     */
    default void onRetry(JobContext attempt, long runNanos, long delayNanos, JobError error) {}

    /**
     * A handler put its job off.
     *
     * @param attempt the attempt
     * @param runNanos how long the handler ran
     * @param delayNanos for how long
     */
    default void onSnooze(JobContext attempt, long runNanos, long delayNanos) {}

    /**
     * A job is given up. If its process died, the process that found that out reports it.
     *
     * @param attempt the last attempt
     * @param runNanos how long the handler ran; 0 if its process died
     * @param reason why
     */
    default void onDead(JobContext attempt, long runNanos, String reason) {}

    /**
     * A job cannot be run as things are, or kills the processes that run it, and is kept aside.
     *
     * @param attempt the attempt
     * @param reason why
     */
    default void onPark(JobContext attempt, String reason) {}

    /**
     * A handler has reported progress, and it is being written. Called for the latest report of an attempt, about four times a
     * second at most, and once more when it ends.
     *
     * @param attempt the attempt
     * @param progress how far it is
     */
    default void onProgress(JobContext attempt, JobProgress progress) {}

    /**
     * An attempt was over its time, and its thread was interrupted.
     *
     * @param attempt the attempt
     * @param runNanos how long it has run so far
     */
    default void onTimeout(JobContext attempt, long runNanos) {}

    /**
     * A handler goes on although its thread was interrupted. It keeps its thread, and its job its lease.
     *
     * @param attempt the attempt
     * @param runNanos how long it has run so far
     * @param stack where it stands
     */
    default void onInterruptIgnored(JobContext attempt, long runNanos, StackTraceElement[] stack) {}

    /**
     * A job was released: it is ready again, and the attempt does not count. It had not begun, perhaps since its process died
     * before, or its workers were stopped while it ran.
     *
     * @param attempt the attempt
     * @param runNanos how long the handler ran; 0 if it was not begun
     * @param reason why
     */
    default void onRelease(JobContext attempt, long runNanos, String reason) {}

    /**
     * A completion came too late: the job belongs to another attempt by now, or is gone. Its result was dropped.
     *
     * @param attempt the attempt
     */
    default void onLateCompletion(JobContext attempt) {}

    /**
     * Jobs were taken from a worker that is dead or hangs.
     *
     * @param worker host and process of the worker
     * @param jobs how many
     * @param reason how it was found out
     */
    default void onRecovery(String worker, long jobs, String reason) {}

    /**
     * Jobs have waited for a while and nobody takes them. Called once for each queue and type.
     *
     * @param queue their queue
     * @param type their type, which has no handler in this process though it takes jobs of that queue; empty if no worker of
     *     any process takes jobs of that queue
     * @param jobs how many they are by now, at most 10,000
     */
    default void onUnserved(String queue, Optional<String> type, long jobs) {}

    /**
     * Workers were started, and schedules are stored that this process has not declared: see {@link JobSchedules#undeclared}.
     *
     * @param names their names, sorted
     */
    default void onUndeclaredSchedules(List<String> names) {}

    /**
     * Something could not be written, and is tried again.
     *
     * @param what what it was
     * @param cause why
     */
    default void onInternalFailure(String what, Throwable cause) {}
}
