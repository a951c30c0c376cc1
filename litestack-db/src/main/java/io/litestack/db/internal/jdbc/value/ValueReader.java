package io.litestack.db.internal.jdbc.value;

import io.litestack.db.DateStorage;
import io.litestack.db.MappingException;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.row.Conversion;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a column holds (a Long, an Integer, a Double, a String, a {@code byte[]} or null), as the classes that JDBC knows. The last
 * argument of each method, a column's number or label, is for messages. Immutable.
 */
@SuppressWarnings("JavaUtilDate") // whoever still has one must be able to read it
public final class ValueReader {
    private static final Set<Class<?>> FOREIGN =
            Set.of(Array.class, Ref.class, RowId.class, SQLXML.class, Struct.class);

    private final TimeReader times;
    private final Map<Class<?>, Conversion> conversions = new HashMap<>();

    /** Makes one for a data source. */
    public ValueReader(DateStorage dates) {
        this.times = new TimeReader(dates);
        addTimes();
        addOthers();
    }

    private void addTimes() {
        conversions.put(Timestamp.class, it -> times.timestamp(it, null));
        conversions.put(java.util.Date.class, it -> {
            Timestamp moment = times.timestamp(it, null);
            return moment == null ? null : new java.util.Date(moment.getTime());
        });
        conversions.put(Date.class, it -> times.date(it, null));
        conversions.put(Time.class, it -> times.time(it, null));
        conversions.put(Instant.class, times::instant);
        conversions.put(OffsetDateTime.class, times::offsetDateTime);
        conversions.put(ZonedDateTime.class, it -> {
            OffsetDateTime time = times.offsetDateTime(it);
            return time == null ? null : time.toZonedDateTime();
        });
        conversions.put(Calendar.class, this::calendar);
        conversions.put(GregorianCalendar.class, this::calendar);
        conversions.put(LocalDateTime.class, times::localDateTime);
        conversions.put(LocalDate.class, times::localDate);
        conversions.put(LocalTime.class, times::localTime);
        conversions.put(OffsetTime.class, times::offsetTime);
        conversions.put(Year.class, it -> it instanceof byte[] ? null : Year.parse(it.toString()));
        conversions.put(YearMonth.class, it -> it instanceof String text ? YearMonth.parse(text) : null);
    }

    private @Nullable Calendar calendar(Object stored) {
        Instant instant = times.instant(stored);
        if (instant == null) {
            return null;
        }
        Calendar calendar = new GregorianCalendar();
        calendar.setTimeInMillis(instant.toEpochMilli());
        return calendar;
    }

    private void addOthers() {
        Conversion truth = ValueReader::truth;
        conversions.put(boolean.class, truth);
        conversions.put(Boolean.class, truth);
        conversions.put(Blob.class, it -> then(it, bytes -> new MemoryBlob(bytes.clone())));
        conversions.put(InputStream.class, it -> then(it, ByteArrayInputStream::new));
        Conversion clob = it -> it instanceof byte[] ? null : new MemoryClob(it.toString());
        conversions.put(Clob.class, clob);
        conversions.put(NClob.class, clob);
        conversions.put(Reader.class, it -> it instanceof byte[] ? null : new StringReader(it.toString()));
        conversions.put(URL.class, ValueReader::url);
        conversions.put(byte[].class, ValueReader::bytes);
        conversions.put(Number.class, it -> it instanceof Number ? it : null);
        Conversion character =
                it -> it instanceof String text && text.length() == 1 ? (Character) text.charAt(0) : null;
        conversions.put(char.class, character);
        conversions.put(Character.class, character);
    }

    private interface OfBytes {
        Object make(byte[] bytes);
    }

    private static @Nullable Object then(Object stored, OfBytes maker) {
        byte[] bytes = bytes(stored);
        return bytes == null ? null : maker.make(bytes);
    }

    /** The bytes of a blob, or of a text in UTF-8. */
    private static byte @Nullable [] bytes(Object stored) {
        if (stored instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return stored instanceof byte[] bytes ? bytes : null;
    }

    private static @Nullable Boolean truth(Object stored) {
        if (stored instanceof Number number) {
            double value = number.doubleValue();
            return value == 1 ? Boolean.TRUE : value == 0 ? Boolean.FALSE : null;
        }
        return stored instanceof String text ? Truth.of(text) : null;
    }

    private static @Nullable URL url(Object stored) {
        try {
            return stored instanceof String text ? new URL(text) : null;
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    // By JDBC's own getters.

    public @Nullable Timestamp timestamp(@Nullable Object stored, @Nullable Calendar calendar, Object column)
            throws SQLException {
        if (stored == null || calendar == null) {
            return as(Timestamp.class, stored, column);
        }
        return Timestamp.class.cast(read(stored, it -> times.timestamp(it, calendar), Timestamp.class, column));
    }

    public @Nullable Date date(@Nullable Object stored, @Nullable Calendar calendar, Object column)
            throws SQLException {
        if (stored == null || calendar == null) {
            return as(Date.class, stored, column);
        }
        return Date.class.cast(read(stored, it -> times.date(it, calendar), Date.class, column));
    }

    public @Nullable Time time(@Nullable Object stored, @Nullable Calendar calendar, Object column)
            throws SQLException {
        if (stored == null || calendar == null) {
            return as(Time.class, stored, column);
        }
        return Time.class.cast(read(stored, it -> times.time(it, calendar), Time.class, column));
    }

    /** A decimal; a whole or real number exactly as it is stored. */
    public @Nullable BigDecimal decimal(@Nullable Object stored, Object column) throws SQLException {
        return as(BigDecimal.class, stored, column);
    }

    // By class.

    /**
     * Returns the value as a class.
     *
     * @param type the class; a primitive one stands for its box
     * @return the value, or null if the column holds NULL
     * @throws SQLException if it is not one of that class, or would lose something
     */
    @SuppressWarnings("unchecked") // the conversion to a type makes one, or its box
    public <T> @Nullable T as(@Nullable Class<T> type, @Nullable Object stored, Object column) throws SQLException {
        if (type == null) {
            throw Failure.BAD_ARGUMENT.of("the class to read column " + column + " as is null");
        }
        if (stored == null || type == Object.class) {
            return (T) stored;
        }
        Conversion conversion = conversions.get(type);
        if (conversion == null) {
            conversion = Conversion.to(type).orElse(null);
        }
        if (conversion == null) {
            throw Failure.UNSUPPORTED.of("column " + column + " cannot be read as a " + type.getName()
                    + (FOREIGN.contains(type)
                            ? ": SQLite has no such type; read it as text or bytes"
                            : ": read it as a class of JDBC, java.time or java.math, and convert that"));
        }
        return (T) read(stored, conversion, type, column);
    }

    private static Object read(Object stored, Conversion conversion, Class<?> type, Object column) throws SQLException {
        try {
            return conversion.of(stored, () -> "column " + column, type);
        } catch (MappingException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Failure kind = cause instanceof ArithmeticException ? Failure.OUT_OF_RANGE : Failure.WRONG_TYPE;
            throw kind.of(String.valueOf(e.getMessage()), cause);
        }
    }
}
