package io.litestack.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The schedules of a queue; {@link JobQueue#schedules} returns it. Each is a row in the queue's file: any process with workers
 * fires it, whichever is first, and the job is enqueued in the transaction that moves the schedule on. So it is fired once
 * however many processes there are, and is not forgotten over a restart; while none has workers nothing fires, and {@link
 * Schedule#misfire} says what becomes of the times that pass meanwhile.
 *
 * <pre>{@code
 * jobs.schedules().put("nightly-report", Schedule.cron("0 3 * * *").withZone("Europe/Berlin"), REPORT, new Report("all"));
 * }</pre>
 *
 * <p>Thread-safe. What changes a schedule takes the only writer of the file, and is as durable as the level of the store says
 * when it returns. All methods throw {@link io.litestack.core.ClosedException} if the file is closed and {@link
 * io.litestack.core.StoreException} if it cannot be read or written.
 */
public interface JobSchedules {
    /**
     * Stores a schedule whose jobs run on the queue of their type, as {@link #put(String, Schedule, JobType, Object,
     * EnqueueOptions)}.
     *
     * @param name its name: 1 to 128 letters, digits and {@code _ . : -}
     * @param schedule when it fires
     * @param type the type of its jobs
     * @param payload what their handler gets
     * @param <P> the payload's class
     * @return whether something was changed
     * @throws IllegalArgumentException as {@link #put(String, Schedule, JobType, Object, EnqueueOptions)}
     */
    default <P> boolean put(String name, Schedule schedule, JobType<P> type, P payload) {
        return put(name, schedule, type, payload, EnqueueOptions.standard());
    }

    /**
     * Stores a schedule, in place of one of the same name. If that fires at the same times it goes on with its next one, and
     * stays paused if it is; so a program declares its schedules at each start. If nothing is different nothing is written.
     *
     * @param name its name: 1 to 128 letters, digits and {@code _ . : -}
     * @param schedule when it fires
     * @param type the type of its jobs
     * @param payload what their handler gets
     * @param options how its jobs are enqueued; without a time or delay
     * @param <P> the payload's class
     * @return whether something was changed
     * @throws IllegalArgumentException if the name or the payload is refused, or there is a time or delay
     * @throws io.litestack.core.CodecException if the payload cannot be written, or not read back
     */
    <P> boolean put(String name, Schedule schedule, JobType<P> type, P payload, EnqueueOptions options);

    /**
     * Looks a schedule up.
     *
     * @param name its name
     * @return the schedule as it is stored, or empty if there is none
     */
    Optional<ScheduleState> find(String name);

    /**
     * Lists all schedules.
     *
     * @return sorted by their names
     */
    List<ScheduleState> list();

    /**
     * Computes when a schedule fires next, several times, as if it were not paused.
     *
     * @param name its name
     * @param count how many times, 0 to 10,000
     * @return the times in order; empty if there is no such schedule
     * @throws IllegalArgumentException if the count is outside its bounds
     */
    List<Instant> next(String name, int count);

    /**
     * Pauses a schedule: it fires no more, in no process, until it is resumed.
     *
     * @param name its name
     * @return whether it was changed; false if it is missing or paused
     */
    boolean pause(String name);

    /**
     * Resumes a schedule: it goes on with its next time from now on. What has passed meanwhile is left out, whatever the policy
     * for missed times.
     *
     * @param name its name
     * @return whether it was changed; false if it is missing or not paused
     */
    boolean resume(String name);

    /**
     * Enqueues a job of a schedule now, beside its times, also while it is paused.
     *
     * @param name its name
     * @return the id of the job; empty if there is no such schedule
     */
    OptionalLong runNow(String name);

    /**
     * Removes a schedule. Jobs that it has enqueued stay.
     *
     * @param name its name
     * @return whether it was removed; false if it is missing
     */
    boolean remove(String name);

    /**
     * Lists the schedules that are stored and were not declared in this process since the queue was opened, neither by {@link
     * #put} nor in a configuration file: they may have been left behind by an earlier version of the program, or be those of
     * another one. They go on firing. When workers start, a line of the log names them.
     *
     * @return their names, sorted
     */
    List<String> undeclared();

    /**
     * Removes the schedules that {@link #undeclared} lists: for the only program that has schedules in this file, once it has
     * declared all of its own.
     *
     * @return the names of those that were removed, sorted
     */
    List<String> removeUndeclared();
}
