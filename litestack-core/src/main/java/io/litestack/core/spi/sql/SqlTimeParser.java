package io.litestack.core.spi.sql;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts that SQLite's date functions know, digit by digit: {@code YYYY-MM-DD}, {@code HH:MM[:SS[.F]]}, both with a space
 * or a {@code T} between, and after a time perhaps {@code Z} or {@code ±HH[[:]MM]}. Used once.
 */
final class SqlTimeParser {
    private static final int NANO_DIGITS = 9;

    private final String text;
    private int at;

    SqlTimeParser(String text) {
        this.text = text;
    }

    /** A LocalDate, LocalTime, LocalDateTime, OffsetTime or OffsetDateTime. */
    TemporalAccessor parse() {
        if (text.length() > 2 && text.charAt(2) == ':') {
            LocalTime time = time();
            ZoneOffset offset = end();
            return offset == null ? time : OffsetTime.of(time, offset);
        }
        LocalDate date = date();
        if (at == text.length()) {
            return date;
        }
        if (text.charAt(at) != ' ' && text.charAt(at) != 'T') {
            throw failure();
        }
        at++;
        LocalDateTime dateTime = LocalDateTime.of(date, time());
        ZoneOffset offset = end();
        return offset == null ? dateTime : OffsetDateTime.of(dateTime, offset);
    }

    private LocalDate date() {
        int year = digits(4);
        literal('-');
        int month = digits(2);
        literal('-');
        return LocalDate.of(year, month, digits(2));
    }

    private LocalTime time() {
        int hour = digits(2);
        literal(':');
        int minute = digits(2);
        int second = 0;
        int nano = 0;
        if (isNext(':')) {
            at++;
            second = digits(2);
            nano = fraction();
        }
        return LocalTime.of(hour, minute, second, nano);
    }

    private int fraction() {
        if (!isNext('.')) {
            return 0;
        }
        at++;
        int start = at;
        int nano = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            if (at - start == NANO_DIGITS) {
                throw failure();
            }
            nano = nano * 10 + text.charAt(at++) - '0';
        }
        if (at == start) {
            throw failure();
        }
        for (int i = at - start; i < NANO_DIGITS; i++) {
            nano *= 10;
        }
        return nano;
    }

    /** The offset at the end, or null if there is none. */
    private @Nullable ZoneOffset end() {
        if (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at == text.length()) {
            return null;
        }
        char sign = text.charAt(at++);
        ZoneOffset offset = ZoneOffset.UTC;
        if (sign == '+' || sign == '-') {
            offset = offset(sign == '-' ? -1 : 1);
        } else if (sign != 'Z' && sign != 'z') {
            throw failure();
        }
        if (at != text.length()) {
            throw failure();
        }
        return offset;
    }

    private ZoneOffset offset(int sign) {
        int hours = digits(2);
        int minutes = 0;
        if (at < text.length()) {
            if (isNext(':')) {
                at++;
            }
            minutes = digits(2);
        }
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    private int digits(int count) {
        int number = 0;
        for (int i = 0; i < count; i++, at++) {
            if (at == text.length() || !isDigit(text.charAt(at))) {
                throw failure();
            }
            number = number * 10 + text.charAt(at) - '0';
        }
        return number;
    }

    private void literal(char c) {
        if (!isNext(c)) {
            throw failure();
        }
        at++;
    }

    private boolean isNext(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private DateTimeException failure() {
        return new DateTimeException("not a date or time as SQLite writes it: \""
                + (text.length() <= 60 ? text : text.substring(0, 57) + "...") + '"');
    }
}
