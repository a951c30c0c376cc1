package io.litestack.job;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When jobs are enqueued again and again: by a cron line in a time zone, or at a fixed interval. Immutable. {@link #cron} and
 * {@link #every} make one; each method {@code with…} returns a changed copy. {@link JobSchedules#put} stores it.
 *
 * <pre>{@code
 * Schedule.cron("30 2 * * MON-FRI").withZone("Europe/Berlin").withMisfire(MisfirePolicy.SKIP)
 * }</pre>
 *
 * <p>A cron line has five fields (minute, hour, day of the month, month, day of the week), or six with the second before them;
 * {@code @daily} and the like are known too. If both fields of days are restricted, a day counts that fits one of them. When a
 * zone changes its clocks, a line that names its hours happens once on each of its days: at the end of the gap if the time is
 * skipped, and the first time if the time comes twice. A line whose field of hours begins with {@code *} follows the clocks: it
 * leaves out what they skip, and happens twice where they show a time twice.
 *
 * @param cron the line; empty if there is an interval
 * @param interval the time from one firing to the next, at least a second and at most 36,500 days, cut to milliseconds; empty if
 *     there is a cron line. The first firing comes one interval after the schedule was stored.
 * @param zone whose clocks a cron line is about. Default UTC.
 * @param misfire what becomes of times that have passed while no process was there. Default {@link MisfirePolicy#ONCE}.
 * @param misfireLimit how many missed times get a job with {@link MisfirePolicy#ALL}, the latest ones. 1 to 10,000, default 100.
 * @param jitter by how much each job is put off at most, by a random part of it; the schedule itself does not shift. Zero to a
 *     day, default zero.
 */
public record Schedule(
        Optional<String> cron,
        Optional<Duration> interval,
        ZoneId zone,
        MisfirePolicy misfire,
        int misfireLimit,
        Duration jitter) {
    /** A day after the beginning of all calendars. */
    private static final Instant FIRST = LocalDateTime.MIN.plusDays(1).toInstant(ZoneOffset.UTC);

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MOST_KNOWN = 10_000;

    /** Lines that were read before. */
    private static final Map<String, CronExpression> KNOWN = new ConcurrentHashMap<>();

    /**
     * Checks everything.
     *
     * @param cron see above
     * @param interval see above
     * @param zone see above
     * @param misfire see above
     * @param misfireLimit see above
     * @param jitter see above
     * @throws ConfigException with every problem found
     */
    public Schedule {
        ConfigProblems problems = new ConfigProblems("Schedule");
        if (cron.isPresent() == interval.isPresent()) {
            problems.add("cron must be given if there is no interval, and only then");
        }
        cron.ifPresent(it -> check(it, problems));
        interval.ifPresent(it -> problems.between("interval", Duration.ofSeconds(1), LONGEST, it));
        problems.between("misfireLimit", 1, 10_000, misfireLimit);
        problems.between("jitter", Duration.ZERO, Duration.ofDays(1), jitter);
        problems.throwIfAny();
        // as they are stored: a schedule that is declared anew must be seen to be the same
        interval = interval.map(it -> it.truncatedTo(ChronoUnit.MILLIS));
        jitter = jitter.truncatedTo(ChronoUnit.MILLIS);
    }

    private static void check(String line, ConfigProblems problems) {
        try {
            expression(line);
        } catch (IllegalArgumentException e) {
            problems.add("cron " + e.getMessage());
        }
    }

    private static CronExpression expression(String line) {
        CronExpression known = KNOWN.get(line);
        if (known == null) {
            known = CronExpression.parse(line);
            if (KNOWN.size() < MOST_KNOWN) {
                KNOWN.put(line, known);
            }
        }
        return known;
    }

    /**
     * Makes a schedule by a cron line, in UTC.
     *
     * @param line the line
     * @return the schedule
     * @throws ConfigException if the line cannot be read, or names no day that there ever is
     */
    public static Schedule cron(String line) {
        return new Schedule(
                Optional.of(line), Optional.empty(), ZoneOffset.UTC, MisfirePolicy.ONCE, 100, Duration.ZERO);
    }

    /**
     * Makes a schedule with a fixed interval.
     *
     * @param interval the time from one firing to the next, 1 s to 36,500 days
     * @return the schedule
     * @throws ConfigException if it is outside its bounds
     */
    public static Schedule every(Duration interval) {
        return new Schedule(
                Optional.empty(), Optional.of(interval), ZoneOffset.UTC, MisfirePolicy.ONCE, 100, Duration.ZERO);
    }

    /**
     * Returns this schedule in a time zone.
     *
     * @param value whose clocks the cron line is about
     * @return the changed schedule
     */
    public Schedule withZone(ZoneId value) {
        return new Schedule(cron, interval, value, misfire, misfireLimit, jitter);
    }

    /**
     * Returns this schedule in a time zone.
     *
     * @param name its name, such as {@code Europe/Berlin}
     * @return the changed schedule
     * @throws ConfigException if there is no such zone
     */
    public Schedule withZone(String name) {
        try {
            return withZone(ZoneId.of(name));
        } catch (DateTimeException e) {
            throw new ConfigException(
                    "Schedule",
                    List.of("zone must be the name of a time zone such as Europe/Berlin, but is \""
                            + JobType.shortened(name) + '"'));
        }
    }

    /**
     * Returns this schedule with another policy for missed times.
     *
     * @param value what becomes of them
     * @return the changed schedule
     */
    public Schedule withMisfire(MisfirePolicy value) {
        return new Schedule(cron, interval, zone, value, misfireLimit, jitter);
    }

    /**
     * Returns this schedule with a job for each missed time.
     *
     * @param limit for how many of them at most, the latest ones; 1 to 10,000
     * @return the changed schedule
     * @throws ConfigException if it is outside its bounds
     */
    public Schedule withAllMisfires(int limit) {
        return new Schedule(cron, interval, zone, MisfirePolicy.ALL, limit, jitter);
    }

    /**
     * Returns this schedule with a random delay of each job.
     *
     * @param most the longest delay, zero to a day
     * @return the changed schedule
     * @throws ConfigException if it is outside its bounds
     */
    public Schedule withJitter(Duration most) {
        return new Schedule(cron, interval, zone, misfire, misfireLimit, most);
    }

    /**
     * Computes when it fires next.
     *
     * @param after the moment before; for an interval a firing, for a cron line any
     * @return the first time after that; empty if there is none before the end of all calendars
     */
    public Optional<Instant> next(Instant after) {
        // no zone's clock is further from UTC than 18 hours
        Instant from = after.isBefore(FIRST) ? FIRST : after;
        try {
            return interval.isPresent()
                    ? Optional.of(from.plus(interval.get()))
                    : cron.flatMap(it -> expression(it).next(from, zone));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Computes when it fires next, several times.
     *
     * @param after the moment before; for an interval a firing, for a cron line any
     * @param count how many times, 0 to 10,000
     * @return the times in order; fewer only if there are no more
     * @throws IllegalArgumentException if the count is outside its bounds
     */
    public List<Instant> next(Instant after, int count) {
        if (count < 0 || count > 10_000) {
            throw new IllegalArgumentException("count must be between 0 and 10000, but is " + count);
        }
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = next(after);
        while (next.isPresent() && times.size() < count) {
            times.add(next.get());
            next = next(next.get());
        }
        return times;
    }
}
