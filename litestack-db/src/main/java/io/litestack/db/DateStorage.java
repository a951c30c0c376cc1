package io.litestack.db;

/**
 * How the {@link Database#dataSource data source} stores moments: a {@link java.sql.Timestamp}, an {@link java.time.Instant}, a
 * {@link java.time.OffsetDateTime}, a {@link java.time.ZonedDateTime}, a {@link java.util.Date} or a {@link java.util.Calendar}.
 *
 * <p>Whatever the setting, texts of every form, and real numbers as julian days, are read; only what a whole number and a text
 * without an offset mean depends on it. What is local, such as a {@link java.time.LocalDateTime}, names no moment and is always
 * stored as the text of what it shows.
 */
public enum DateStorage {
    /**
     * Text in UTC, {@code 2026-03-01 20:30:15.123}, with as many digits as are needed, down to nanoseconds. It is what SQLite's
     * own functions and the rest of Litestack write; it sorts as time does and no change of a time zone moves it. A {@link
     * java.sql.Date} and a {@link java.sql.Time} are the texts of the day and of the time of the day.
     */
    TEXT,

    /**
     * As {@link #TEXT}, but in the time zone of the JVM, or of the calendar that is given with a value. It is for files that
     * other programs read as local time. When clocks are set back, an hour is ambiguous.
     */
    LOCAL_TEXT,

    /** Whole numbers: milliseconds since 1970. It is what sqlite-jdbc stores by default; what is finer is lost. */
    EPOCH_MILLIS,

    /**
     * Whole numbers: seconds since 1970, as SQLite's {@code unixepoch()} returns them; fractions are lost. Only with this setting
     * are whole numbers read as seconds.
     */
    EPOCH_SECONDS,

    /**
     * Real numbers: julian days, as SQLite's {@code julianday()} returns them, precise to a millisecond. Only with this setting
     * are small whole numbers, which some columns keep of a noon, read as julian days.
     */
    JULIAN_DAY
}
