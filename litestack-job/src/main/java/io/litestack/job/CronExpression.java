package io.litestack.job;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cron line: which seconds, minutes, hours, days and months it names, and the next moment at which a zone's clocks show such
 * a time. Immutable.
 *
 * <h2>The line</h2>
 *
 * Five fields (minute, hour, day of the month, month, day of the week), or six with the second before them; or one of {@code
 * @yearly}, {@code @annually}, {@code @monthly}, {@code @weekly}, {@code @daily}, {@code @midnight} and {@code @hourly}. A field
 * is {@code *}, a number, a range, any of these with a step, or a list of them. Months and days of the week may be given by
 * their English names, Sunday is 0 or 7, and {@code ?} is {@code *} in the two fields of days. If both of these are restricted
 * (do not begin with {@code *}), a day counts that fits one of them: the rule of Vixie's cron, and of POSIX.
 *
 * <h2>Changes of the clocks</h2>
 *
 * What names its hours happens once on each of its days: a time that the clocks skip counts as the end of the gap, and one that
 * they show twice counts the first time. What begins its field of hours with {@code *} follows the clocks: it does not happen at
 * skipped times, and happens twice at repeated ones, so that something quarterly stays quarterly.
 *
 * <h2>Why there is no library</h2>
 *
 * The known ones are parts of frameworks, or have no module descriptor, so that no image could be linked of an application that
 * has this module. The tests compare this class with one of them.
 */
final class CronExpression {
    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /** The calendar repeats after 400 years; leap days come within eight. */
    private static final int MOST_MONTHS = 12 * 400;

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet monthDays;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean isEitherDay;
    private final boolean followsClocks;

    private CronExpression(String[] fields) {
        this.seconds = new CronField("second", 0, 59, List.of()).parse(fields[0]);
        this.minutes = new CronField("minute", 0, 59, List.of()).parse(fields[1]);
        this.hours = new CronField("hour", 0, 23, List.of()).parse(fields[2]);
        this.monthDays = new CronField("day of the month", 1, 31, List.of()).parse(anyDay(fields[3]));
        this.months = new CronField("month", 1, 12, MONTHS).parse(fields[4]);
        this.weekdays = new CronField("day of the week", 0, 7, WEEKDAYS).parse(anyDay(fields[5]));
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        this.isEitherDay = isRestricted(fields[3]) && isRestricted(fields[5]);
        this.followsClocks = fields[2].startsWith("*");
    }

    private static String anyDay(String field) {
        return field.equals("?") ? "*" : field;
    }

    private static boolean isRestricted(String field) {
        return !field.startsWith("*") && !field.equals("?");
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none, or names no day that there ever is; the message goes on after "cron"
     */
    static CronExpression parse(String line) {
        String trimmed = line.strip();
        String spelledOut = trimmed.startsWith("@") ? NICKNAMES.get(trimmed) : trimmed;
        if (spelledOut == null) {
            throw new IllegalArgumentException(
                    "must be one of @yearly, @annually, @monthly, @weekly, @daily, @midnight and"
                            + " @hourly if it begins with @, but is \"" + JobType.shortened(line) + '"');
        }
        String[] fields = spelledOut.split("\\s+", 8);
        if (fields.length == 5) {
            fields = ("0 " + spelledOut).split("\\s+", 8);
        }
        if (fields.length != 6) {
            throw new IllegalArgumentException(
                    "must have five fields (minute, hour, day of the month, month, day of the"
                            + " week), or six with the second before them, but \"" + JobType.shortened(line) + "\" has "
                            + (trimmed.isEmpty() ? 0 : fields.length > 7 ? "more than seven" : fields.length));
        }
        CronExpression expression = new CronExpression(fields);
        if (expression.nextLocal(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException("names no day that there ever is: \"" + JobType.shortened(line) + '"');
        }
        return expression;
    }

    /** The first moment after another at which it happens; empty if that would be beyond all dates. */
    Optional<Instant> next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        return followsClocks ? nextByClocks(after, rules) : nextByDays(after, rules);
    }

    private Optional<Instant> nextByDays(Instant after, ZoneRules rules) {
        LocalDateTime from =
                LocalDateTime.ofInstant(after, rules.getOffset(after)).truncatedTo(ChronoUnit.SECONDS);
        // what was skipped by now counts as the end of the gap, which may be later than now
        Optional<LocalDateTime> next = nextLocal(from.plusSeconds(1));
        while (next.isPresent() && !moment(next.get(), rules).isAfter(after)) {
            next = nextLocal(next.get().plusSeconds(1));
        }
        return next.map(it -> moment(it, rules));
    }

    private static Instant moment(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition transition = rules.getTransition(local);
        if (transition == null) {
            return local.toInstant(rules.getOffset(local));
        }
        return transition.isGap() ? transition.getInstant() : local.toInstant(transition.getOffsetBefore());
    }

    private Optional<Instant> nextByClocks(Instant after, ZoneRules rules) {
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime from = LocalDateTime.ofInstant(after, offset)
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1);
        Instant position = after;
        while (true) {
            Optional<LocalDateTime> next = nextLocal(from);
            ZoneOffsetTransition transition = rules.nextTransition(position);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Instant moment = next.get().toInstant(offset);
            if (transition == null || moment.isBefore(transition.getInstant())) {
                return Optional.of(moment);
            }
            // the clocks change before that: from then on they show other times
            position = transition.getInstant();
            offset = transition.getOffsetAfter();
            from = transition.getDateTimeAfter();
        }
    }

    // On a calendar without changes of the clocks.

    /** The first time at or after another that the fields name. */
    private Optional<LocalDateTime> nextLocal(LocalDateTime from) {
        YearMonth month = YearMonth.from(from);
        int day = from.getDayOfMonth();
        Optional<Integer> time = nextTime(from.toLocalTime().toSecondOfDay());
        if (time.isEmpty()) {
            day++;
        }
        for (int i = 0; i < MOST_MONTHS; i++) {
            int found = months.get(month.getMonthValue()) ? nextDay(month, day) : 0;
            if (found > 0) {
                boolean isSameDay = i == 0 && found == from.getDayOfMonth();
                int second = isSameDay ? time.orElseThrow() : nextTime(0).orElseThrow();
                return Optional.of(month.atDay(found).atStartOfDay().plusSeconds(second));
            }
            if (month.getYear() > 999_999) {
                return Optional.empty();
            }
            month = month.plusMonths(1);
            day = 1;
        }
        return Optional.empty();
    }

    private int nextDay(YearMonth month, int from) {
        int weekday = month.atDay(1).getDayOfWeek().getValue() - 1;
        for (int day = from; day <= month.lengthOfMonth(); day++) {
            boolean isMonthDay = monthDays.get(day);
            boolean isWeekday = weekdays.get((weekday + day) % 7);
            if (isEitherDay ? isMonthDay || isWeekday : isMonthDay && isWeekday) {
                return day;
            }
        }
        return 0;
    }

    /** The first second of a day at or after another that the fields name. */
    private Optional<Integer> nextTime(int from) {
        int hour = from / 3600;
        int minute = from / 60 % 60;
        int second = seconds.nextSetBit(from % 60);
        if (!hours.get(hour)) {
            return firstFrom(hour + 1);
        }
        if (!minutes.get(minute) || second < 0) {
            minute = minutes.nextSetBit(minutes.get(minute) ? minute + 1 : minute);
            second = seconds.nextSetBit(0);
        }
        return minute < 0 ? firstFrom(hour + 1) : Optional.of(hour * 3600 + minute * 60 + second);
    }

    private Optional<Integer> firstFrom(int hour) {
        int next = hours.nextSetBit(hour);
        return next < 0
                ? Optional.empty()
                : Optional.of(next * 3600 + minutes.nextSetBit(0) * 60 + seconds.nextSetBit(0));
    }
}
