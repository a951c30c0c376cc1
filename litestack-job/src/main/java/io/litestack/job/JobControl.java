package io.litestack.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Controls queues and jobs while they are worked on, in whatever process that is; {@link JobQueue#control} returns it. What it says
 * is stored in the queue's file, holds over restarts, and reaches the workers of all processes well within a second.
 *
 * <pre>{@code
 * jobs.control().pause("mail");
 * jobs.control().cancel(id, "the customer has left");
 * }</pre>
 *
 * <p>Thread-safe. What changes something takes the only writer of the file; many jobs in steps of some hundred, as at {@link
 * JobAdmin}. All methods throw {@link io.litestack.core.ClosedException} if the file is closed and {@link
 * io.litestack.core.StoreException} if it cannot be read or written.
 */
public interface JobControl {
    /** What became of the wish to cancel a job. */
    enum Cancellation {
        /** It waited, and is given up. */
        GIVEN_UP,

        /**
         * It runs. Its handler is interrupted within a second, and {@link JobContext#isCancelled} returns true then; it is given
         * up when the handler ends, unless that says that it is done all the same.
         */
        REQUESTED,

        /** It is finished, is to be cancelled already, or there is none. */
        NONE
    }

    // Queues.

    /**
     * Pauses a queue: no worker of any process begins a job of it from then on, within a second. Those that run go on; those that
     * are leased and not begun are released. Jobs can be enqueued meanwhile.
     *
     * @param queue its name; it need not be in use
     * @return whether it was changed; false if it is paused
     * @throws IllegalArgumentException if it is no name
     */
    boolean pause(String queue);

    /**
     * Resumes a queue.
     *
     * @param queue its name
     * @return whether it was changed; false if it is not paused
     */
    boolean resume(String queue);

    /**
     * Pauses a queue and waits until none of its jobs runs in any process. An interrupt ends the wait, and the flag is set
     * again.
     *
     * @param queue its name
     * @param timeout how long to wait at most
     * @return whether none runs; if not, the queue stays paused all the same
     * @throws IllegalArgumentException if it is no name
     */
    boolean drain(String queue, Duration timeout);

    /**
     * Sets how many jobs of a queue run at a time in each process, in place of {@link QueueConfig#concurrency}. A queue whose
     * jobs share threads never has more than its workers have threads; one that spawns at most as many as it was configured
     * with, or 1,000 if that is more. What runs already goes on.
     *
     * @param queue its name
     * @param most how many, 1 to 1,000,000
     * @throws IllegalArgumentException if something is outside its bounds
     */
    void setConcurrency(String queue, int most);

    /**
     * Lets a queue be worked on again as the workers' settings say.
     *
     * @param queue its name
     */
    void resetConcurrency(String queue);

    /**
     * Lists the queues that are paused, or have a concurrency of their own.
     *
     * @return sorted by name; may be empty
     */
    List<QueueState> queues();

    /**
     * Lists the workers of all processes.
     *
     * @return the oldest first; one whose process has died stays until another one has found that out
     */
    List<WorkerInfo> workers();

    // Jobs.

    /**
     * Cancels a job, whether it waits or runs.
     *
     * @param id its id
     * @param reason why, cut off after 2,000 characters; the job is kept as {@link JobState#DEAD} with it
     * @return what became of that
     */
    Cancellation cancel(long id, String reason);

    /**
     * Cancels jobs, whether they wait or run.
     *
     * @param filter which jobs
     * @param reason why, cut off after 2,000 characters
     * @return how many were given up, or are to be
     */
    long cancel(JobFilter filter, String reason);

    /**
     * Sets when a waiting job may start at the earliest.
     *
     * @param id its id
     * @param time by the wall clock; at once if it is past
     * @return whether it was changed; false if it is missing or does not wait
     * @throws IllegalArgumentException if it is after the year 9999
     */
    boolean reschedule(long id, Instant time);

    /**
     * Sets when waiting jobs may start at the earliest.
     *
     * @param filter which of the waiting jobs
     * @param time by the wall clock; at once if it is past
     * @return how many were changed
     * @throws IllegalArgumentException if it is after the year 9999
     */
    long reschedule(JobFilter filter, Instant time);

    /**
     * Sets the priority of jobs that neither run nor are done.
     *
     * @param filter which jobs
     * @param priority higher starts first; -32,768 to 32,767
     * @return how many were changed
     * @throws IllegalArgumentException if it is outside its bounds
     */
    long setPriority(JobFilter filter, int priority);

    /**
     * Sets the priority of a job, as {@link #setPriority(JobFilter, int)}.
     *
     * @param id its id
     * @param priority higher starts first; -32,768 to 32,767
     * @return whether it was changed; false if it is missing, runs or is done
     * @throws IllegalArgumentException if it is outside its bounds
     */
    boolean setPriority(long id, int priority);

    /**
     * Moves jobs that neither run nor are done to another queue.
     *
     * @param filter which jobs
     * @param queue the name of that queue
     * @return how many were changed
     * @throws IllegalArgumentException if it is no name
     */
    long move(JobFilter filter, String queue);

    /**
     * Moves a job, as {@link #move(JobFilter, String)}.
     *
     * @param id its id
     * @param queue the name of that queue
     * @return whether it was changed; false if it is missing, runs or is done
     * @throws IllegalArgumentException if it is no name
     */
    boolean move(long id, String queue);

    /**
     * Replaces the payload of a job that neither runs nor is done. {@link JobAdmin#retry(long)} runs it with that. Keys of {@link
     * Unique} and {@link Limit} stay those of the old one.
     *
     * @param id its id
     * @param type its type; neither its name nor its aliases are compared with those of the job
     * @param payload what its handler gets
     * @param <P> the payload's class
     * @return whether it was changed; false if it is missing, runs or is done
     * @throws IllegalArgumentException if the payload is null, or larger than allowed
     * @throws io.litestack.core.CodecException if the payload cannot be written, or not read back
     */
    <P> boolean setPayload(long id, JobType<P> type, P payload);

    /**
     * Runs jobs again as {@link JobAdmin#retry(JobFilter)}, one after the other at a rate, so that what they need is not
     * overwhelmed: the first now, the others later, as scheduled ones, and none later than in 36,500 days.
     *
     * @param filter which jobs
     * @param perSecond how many become due in a second, more than zero and at most 1,000,000
     * @return how many were changed
     * @throws IllegalArgumentException if the rate is outside its bounds
     */
    long retry(JobFilter filter, double perSecond);
}
