package io.litestack.job;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the jobs of a queue and repairs them: for operators, dashboards and tests. {@link JobQueue#admin} returns it. It
 * works in every process that has the file open, with or without workers.
 *
 * <pre>{@code
 * JobAdmin admin = jobs.admin();
 * for (Job job : admin.find(JobFilter.inState(JobState.DEAD), 20)) {
 *     System.out.println(job.id() + " " + job.type() + ": " + job.reason().orElse(""));
 * }
 * admin.retry(JobFilter.inState(JobState.DEAD).withType("send-mail"));
 * }</pre>
 *
 * <p>Thread-safe. What looks at jobs reads beside the writers and holds up no write. What changes jobs takes the only writer
 * of the file: one job in one transaction, many in steps of some hundred, so that others write in between, and whoever looks
 * meanwhile sees some of them changed. If such a call fails, the steps before stay changed. When it returns, the change is as
 * durable as the level of the store says. Running jobs are never changed.
 *
 * <p>All methods throw {@link io.litestack.core.ClosedException} if the file is closed and {@link
 * io.litestack.core.StoreException} if it cannot be read or written; those that change also {@link
 * io.litestack.core.StoreBusyException} if the writer was not free for the wait timeout of the store.
 */
public interface JobAdmin {
    /**
     * Looks a job up.
     *
     * @param id its id
     * @return the job as it is stored, or empty if there is none
     */
    Optional<Job> find(long id);

    /**
     * Lists jobs, newest first.
     *
     * @param filter which jobs
     * @param limit at most so many, 1 to 10,000
     * @return the jobs with the highest ids; may be empty
     * @throws IllegalArgumentException if the limit is outside its bounds
     */
    default List<Job> find(JobFilter filter, int limit) {
        return find(filter, limit, Long.MAX_VALUE);
    }

    /**
     * Lists the next page of jobs, newest first. Pages never overlap; what changes meanwhile may appear in its old or its new
     * state.
     *
     * @param filter which jobs
     * @param limit at most so many, 1 to 10,000
     * @param beforeId the id of the last job of the page before
     * @return the jobs with the highest ids below that one; may be empty
     * @throws IllegalArgumentException if the limit is outside its bounds
     */
    List<Job> find(JobFilter filter, int limit, long beforeId);

    /**
     * Looks the job up that has a key of {@link Unique#byKey}: the one that would keep another one out now. A key that counts in
     * all states finds its job for as long as that is kept; so a caller can name a job that goes through an outbox, whose id it
     * is not given.
     *
     * @param type the type of the job
     * @param key the key
     * @return the job as it is stored, or empty if there is none
     */
    Optional<Job> findUnique(JobType<?> type, String key);

    /**
     * Lists jobs by when they are, or were, due, the earliest first. It reads all jobs that the filter lets through.
     *
     * @param filter which jobs
     * @param limit at most so many, 1 to 10,000
     * @return the jobs; may be empty
     * @throws IllegalArgumentException if the limit is outside its bounds
     */
    List<Job> findByDueTime(JobFilter filter, int limit);

    /**
     * Reads the result of a job that was found.
     *
     * @param job a job
     * @param type the class of the result
     * @param <R> the class of the result
     * @return the result, or empty if there is none
     * @throws io.litestack.core.CodecException if it cannot be read as that
     */
    <R> Optional<R> result(Job job, Class<R> type);

    /**
     * Reads the payload of a job that was found.
     *
     * @param job a job
     * @param type its type; neither its name nor its aliases are compared with those of the job
     * @param <P> the payload's class
     * @return the payload
     * @throws io.litestack.core.CodecException if it cannot be read as that
     */
    <P> P payload(Job job, JobType<P> type);

    /**
     * Counts the jobs of all queues by state. It reads the whole table.
     *
     * @return one line for each queue and state that has jobs, sorted by both
     */
    List<QueueCount> counts();

    /**
     * Tells how many jobs are ready, and how long those that start next have been due, by queue and type. It reads an index, and
     * not the table.
     *
     * @return one line for each queue and type of which jobs are ready, sorted by both
     */
    List<Backlog> backlogs();

    /**
     * Tries whether the jobs that wait fit today's program, before it is deployed: whether their type has a handler in this
     * process, and whether their payload can be read as that says.
     *
     * @param limit at most so many of those that do not, 1 to 10,000
     * @return the newest first; empty if all fit
     * @throws IllegalArgumentException if the limit is outside its bounds
     */
    List<UnfitJob> check(int limit);

    /**
     * Tries whether the jobs that wait fit some types, as {@link #check(int)}.
     *
     * @param types all types that there will be handlers for
     * @param limit at most so many of those that do not fit, 1 to 10,000
     * @return the newest first; empty if all fit
     * @throws IllegalArgumentException if the limit is outside its bounds
     */
    List<UnfitJob> check(Collection<JobType<?>> types, int limit);

    /**
     * Counts jobs.
     *
     * @param filter which jobs
     * @return how many there are now
     */
    long count(JobFilter filter);

    /**
     * Runs jobs again, now, with all their attempts anew: any but running ones. What is ready or scheduled just comes sooner.
     *
     * @param filter which jobs
     * @return how many were changed
     */
    long retry(JobFilter filter);

    /**
     * Runs one job again, as {@link #retry(JobFilter)}.
     *
     * @param id its id
     * @return whether it was changed; false if it is missing or running
     */
    boolean retry(long id);

    /**
     * Makes parked jobs ready again, once what kept them from running is mended. They keep the attempts they used.
     *
     * @param filter which of the parked jobs; its states do not matter
     * @return how many were changed
     */
    long unpark(JobFilter filter);

    /**
     * Makes one parked job ready again, as {@link #unpark(JobFilter)}.
     *
     * @param id its id
     * @return whether it was changed; false if it is missing or not parked
     */
    boolean unpark(long id);

    /**
     * Gives jobs up: any that are not in a final state and not running, and parked ones. They are kept as dead.
     *
     * @param filter which jobs
     * @param reason why, cut off after 2,000 characters
     * @return how many were changed
     */
    long discard(JobFilter filter, String reason);

    /**
     * Gives one job up, as {@link #discard(JobFilter, String)}.
     *
     * @param id its id
     * @param reason why, cut off after 2,000 characters
     * @return whether it was changed; false if it is missing, running, done or dead
     */
    boolean discard(long id, String reason);

    /**
     * Deletes jobs for good: any but running ones.
     *
     * @param filter which jobs
     * @return how many were deleted
     */
    long delete(JobFilter filter);

    /**
     * Deletes one job for good, as {@link #delete(JobFilter)}.
     *
     * @param id its id
     * @return whether it was deleted; false if it is missing or running
     */
    boolean delete(long id);

    /**
     * Lists jobs that were enqueued in transactions of other files and could not be put into the queue.
     *
     * @param limit at most so many, 1 to 10,000
     * @return the oldest ones, oldest first; may be empty
     * @throws IllegalArgumentException if the limit is outside its bounds
     */
    List<DeadLetter> deadLetters(int limit);

    /**
     * Puts such a job into the queue after all.
     *
     * @param id its {@link DeadLetter#id}
     * @return whether that has succeeded; false if it failed again, or if there is none
     */
    boolean retryDeadLetter(long id);

    /**
     * Deletes such a job for good.
     *
     * @param id its {@link DeadLetter#id}
     * @return whether it was deleted; false if it is missing
     */
    boolean deleteDeadLetter(long id);
}
