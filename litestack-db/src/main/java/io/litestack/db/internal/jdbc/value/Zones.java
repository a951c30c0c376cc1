package io.litestack.db.internal.jdbc.value;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * The zone of a calendar or, without one, of the JVM. In the JVM's own, {@link Timestamp} converts, so that a date of long ago
 * comes out as the old classes print it.
 */
final class Zones {
    private Zones() {}

    /** What a clock showed. */
    static LocalDateTime toLocal(long millis, @Nullable Calendar calendar) {
        return toLocal(Instant.ofEpochMilli(millis), calendar);
    }

    static LocalDateTime toLocal(Instant instant, @Nullable Calendar calendar) {
        return calendar == null
                ? Timestamp.from(instant).toLocalDateTime()
                : LocalDateTime.ofInstant(instant, calendar.getTimeZone().toZoneId());
    }

    /** When a clock showed it; in a gap, the moment that is as long after its beginning. */
    static Timestamp toTimestamp(LocalDateTime time, @Nullable Calendar calendar) {
        return calendar == null
                ? Timestamp.valueOf(time)
                : Timestamp.from(time.atZone(calendar.getTimeZone().toZoneId()).toInstant());
    }

    static long toMillis(LocalDateTime time, @Nullable Calendar calendar) {
        return toTimestamp(time, calendar).getTime();
    }
}
