package io.litestack.spring;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Optional;

/** The texts by which SQLite knows days and times: {@code 2026-03-01 20:30:15.123}, a part of it, or with an offset. */
final class StoredTimes {
    private static final DateTimeFormatter ANY = new DateTimeFormatterBuilder()
            .appendOptional(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendOptional(DateTimeFormatter.ofPattern("'T'"))
            .appendOptional(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendOptional(DateTimeFormatter.ofPattern("XXX"))
            .toFormatter();

    private StoredTimes() {}

    private static TemporalAccessor parse(String text) {
        return ANY.parse(text.strip().replace(' ', 'T'));
    }

    static LocalDate date(String text) {
        return LocalDate.from(parse(text));
    }

    static LocalTime time(String text) {
        return LocalTime.from(parse(text));
    }

    /** A day alone is its midnight. */
    static LocalDateTime dateTime(String text) {
        TemporalAccessor parsed = parse(text);
        return LocalDate.from(parsed)
                .atTime(Optional.ofNullable(parsed.query(TemporalQueries.localTime()))
                        .orElse(LocalTime.MIDNIGHT));
    }

    /** Without an offset it is in UTC. */
    static OffsetDateTime moment(String text) {
        ZoneOffset offset =
                Optional.ofNullable(parse(text).query(TemporalQueries.offset())).orElse(ZoneOffset.UTC);
        return dateTime(text).atOffset(offset);
    }

    static String text(LocalDateTime value) {
        return value.toLocalDate() + " " + text(value.toLocalTime());
    }

    static String text(LocalTime value) {
        return DateTimeFormatter.ISO_LOCAL_TIME.format(value);
    }
}
