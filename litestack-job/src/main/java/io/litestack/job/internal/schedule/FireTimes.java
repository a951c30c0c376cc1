package io.litestack.job.internal.schedule;

import io.litestack.job.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For which times a schedule that is due fires now, and when it is due next.
 *
 * @param fired the times that get a job, in order
 * @param next when it is due next, or null
 */
record FireTimes(List<Instant> fired, @Nullable Instant next) {
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** Of a schedule that was due at a time which is not after now. */
    static FireTimes of(Schedule schedule, Instant dueAt, Instant now) {
        Duration interval = schedule.interval().orElse(null);
        return interval == null ? ofCron(schedule, dueAt, now) : ofInterval(schedule, interval, dueAt, now);
    }

    private static FireTimes ofInterval(Schedule schedule, Duration interval, Instant dueAt, Instant now) {
        long passed = Duration.between(dueAt, now).toMillis() / interval.toMillis();
        int wanted = wanted(schedule);
        List<Instant> times = new ArrayList<>();
        for (long i = Math.max(0, passed - wanted + 1); i <= passed; i++) {
            times.add(dueAt.plusMillis(interval.toMillis() * i));
        }
        Instant next = dueAt.plusMillis(interval.toMillis() * (passed + 1));
        return new FireTimes(counted(schedule, times, now), next);
    }

    private static FireTimes ofCron(Schedule schedule, Instant dueAt, Instant now) {
        return new FireTimes(
                counted(schedule, latest(schedule, dueAt, now), now),
                schedule.next(now).orElse(null));
    }

    /** The latest times up to now, of which the first is when it was due: as many as are wanted, at most. */
    private static List<Instant> latest(Schedule schedule, Instant dueAt, Instant now) {
        int wanted = wanted(schedule);
        Duration span = Duration.ofSeconds(wanted);
        while (true) {
            boolean isAll = now.minus(span).isBefore(dueAt);
            List<Instant> times = between(schedule, isAll ? dueAt.minusMillis(1) : now.minus(span), now);
            if (isAll || times.size() >= wanted) {
                return times.subList(Math.max(0, times.size() - wanted), times.size());
            }
            // nobody knows how many there are, and they may be millions
            span = span.multipliedBy(2);
        }
    }

    private static List<Instant> between(Schedule schedule, Instant after, Instant until) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = schedule.next(after);
        while (next.isPresent() && !next.get().isAfter(until)) {
            times.add(next.get());
            next = schedule.next(next.get());
        }
        return times;
    }

    private static int wanted(Schedule schedule) {
        return switch (schedule.misfire()) {
            case ALL -> schedule.misfireLimit();
            case ONCE, SKIP -> 1;
        };
    }

    private static List<Instant> counted(Schedule schedule, List<Instant> times, Instant now) {
        return switch (schedule.misfire()) {
            case ALL, ONCE -> times;
            case SKIP ->
                times.stream().filter(it -> !it.isBefore(now.minus(GRACE))).toList();
        };
    }
}
