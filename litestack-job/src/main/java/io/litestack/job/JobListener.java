package io.litestack.job;

import java.util.Optional;

/**
 * Is told what happens to jobs in this process. Every method does nothing by default; what they throw is logged and ignored.
 *
 * <p>What happens to a job that runs, from its start to its end, is told on its thread, and what was enqueued by a call that
 * waits, on the thread of that call: a listener that takes long there takes their time. Everything else is told on a thread of
 * its own, one event after the other, so nothing else waits for the listener; if more than 10,000 wait for it the next ones are
 * dropped.
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
     * A job is given up. If its process died, this is told where that was found out.
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
     * A job was handed back: it is ready again, and the attempt does not count. Nobody had begun it, perhaps since its process
     * died before, or its workers were stopped while it ran.
     *
     * @param attempt the attempt
     * @param runNanos how long the handler ran; 0 if it was not begun
     * @param reason why
     */
    default void onHandBack(JobContext attempt, long runNanos, String reason) {}

    /**
     * A finish came too late: the job belongs to another attempt by now, or is gone. Its result was dropped.
     *
     * @param attempt the attempt
     */
    default void onLateFinish(JobContext attempt) {}

    /**
     * Jobs were taken from a worker that is dead or hangs.
     *
     * @param worker host and process of the worker
     * @param jobs how many
     * @param reason how it was found out
     */
    default void onRescue(String worker, long jobs, String reason) {}

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
     * Something could not be written, and is tried again.
     *
     * @param what what it was
     * @param cause why
     */
    default void onTrouble(String what, Throwable cause) {}
}
