package io.litestack.db.internal.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.db.DateStorage;
import java.sql.Date;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What times are stored as, and what becomes of what is stored. */
class TimesTest {
    private static final Instant EVENING = Instant.parse("2026-03-02T01:30:15.123Z");
    private static final String NEW_YORK = "America/New_York";

    private final TimeZone zoneBefore = TimeZone.getDefault();

    @AfterEach
    void backToTheZone() {
        TimeZone.setDefault(zoneBefore);
    }

    private static void in(String zone) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
    }

    private static Object stored(DateStorage storage, Object value) throws SQLException {
        return new ValueWriter(storage).stored(value, 1);
    }

    private static <T> T read(DateStorage storage, Object stored, Class<T> type) throws SQLException {
        return new ValueReader(storage).as(type, stored, 1);
    }

    /** The same moment in all classes for moments. */
    private static List<Object> moments(Instant instant) {
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
        calendar.setTimeInMillis(instant.toEpochMilli());
        return List.of(
                instant,
                Timestamp.from(instant),
                new java.util.Date(instant.toEpochMilli()),
                instant.atOffset(ZoneOffset.ofHours(5)),
                instant.atZone(ZoneId.of("Europe/Berlin")),
                calendar);
    }

    @ParameterizedTest
    @EnumSource(DateStorage.class)
    void a_moment_is_the_same_whatever_class_it_is_set_and_read_as(DateStorage storage) throws SQLException {
        Instant instant =
                storage == DateStorage.EPOCH_SECONDS ? Instant.ofEpochSecond(EVENING.getEpochSecond()) : EVENING;
        for (String zone : List.of(NEW_YORK, "UTC", "Pacific/Auckland", "Pacific/Marquesas")) {
            in(zone);
            Timestamp timestamp = Timestamp.from(instant);
            Object expected = stored(storage, instant);
            for (Object value : moments(instant)) {
                Object stored = stored(storage, value);
                assertThat(stored).as(value.getClass() + " in " + zone).isEqualTo(expected);
                assertThat(read(storage, stored, Instant.class)).isEqualTo(instant);
                assertThat(read(storage, stored, Timestamp.class)).isEqualTo(timestamp);
                assertThat(read(storage, stored, java.util.Date.class))
                        .isExactlyInstanceOf(java.util.Date.class)
                        .isEqualTo(new java.util.Date(instant.toEpochMilli()));
                assertThat(read(storage, stored, OffsetDateTime.class)).isEqualTo(instant.atOffset(ZoneOffset.UTC));
                assertThat(read(storage, stored, ZonedDateTime.class).toInstant())
                        .isEqualTo(instant);
                assertThat(read(storage, stored, Calendar.class).toInstant()).isEqualTo(instant);
                assertThat(read(storage, stored, Date.class))
                        .isEqualTo(Date.valueOf(timestamp.toLocalDateTime().toLocalDate()));
                assertThat(read(storage, stored, Time.class).toLocalTime())
                        .isEqualTo(timestamp.toLocalDateTime().toLocalTime().withNano(0));
            }
        }
    }

    @Test
    void the_form_is_the_one_that_is_asked_for() throws SQLException {
        in(NEW_YORK);
        assertThat(stored(DateStorage.TEXT, EVENING)).isEqualTo("2026-03-02 01:30:15.123");
        assertThat(stored(DateStorage.LOCAL_TEXT, EVENING)).isEqualTo("2026-03-01 20:30:15.123");
        assertThat(stored(DateStorage.EPOCH_MILLIS, EVENING)).isEqualTo(EVENING.toEpochMilli());
        assertThat(stored(DateStorage.EPOCH_SECONDS, EVENING)).isEqualTo(EVENING.getEpochSecond());
        assertThat((Double) stored(DateStorage.JULIAN_DAY, Instant.parse("2000-01-01T12:00:00Z")))
                .isEqualTo(2_451_545.0);
    }

    @ParameterizedTest
    @EnumSource(DateStorage.class)
    void a_text_a_julian_day_and_milliseconds_are_read_whatever_the_setting(DateStorage storage) throws SQLException {
        in(NEW_YORK);
        for (Object stored : List.of(
                "2026-03-02 01:30:15.123Z",
                "2026-03-02T01:30:15.123+00:00",
                "2026-03-01 20:30:15.123 -05:00",
                stored(DateStorage.JULIAN_DAY, EVENING),
                EVENING.toEpochMilli())) {
            assertThat(read(storage, stored, Instant.class))
                    .as(stored.toString())
                    .isEqualTo(EVENING);
        }
    }

    @Test
    void seconds_of_unixepoch_are_read_with_their_setting_and_with_a_fraction_always() throws SQLException {
        long seconds = EVENING.getEpochSecond();
        assertThat(read(DateStorage.EPOCH_SECONDS, seconds, Timestamp.class)
                        .toInstant()
                        .getEpochSecond())
                .isEqualTo(seconds);
        assertThat(read(DateStorage.TEXT, seconds + 0.25, Instant.class))
                .isEqualTo(Instant.ofEpochSecond(seconds, 250_000_000));
        assertThat(read(DateStorage.TEXT, -0.25, Instant.class)).isEqualTo(Instant.ofEpochMilli(-250));
    }

    @Test
    void what_is_local_is_never_moved() throws SQLException {
        LocalDateTime inTheGap = LocalDateTime.of(2026, 3, 8, 2, 30, 0, 123_456_789);
        LocalDateTime twice = LocalDateTime.of(2026, 11, 1, 1, 30);
        for (DateStorage storage : DateStorage.values()) {
            in(NEW_YORK);
            for (LocalDateTime time : List.of(inTheGap, twice)) {
                Object stored = stored(storage, time);
                assertThat(stored).isInstanceOf(String.class);
                in("Asia/Kolkata");
                assertThat(read(storage, stored, LocalDateTime.class)).isEqualTo(time);
                assertThat(read(storage, stored, LocalDate.class)).isEqualTo(time.toLocalDate());
                assertThat(read(storage, stored, LocalTime.class)).isEqualTo(time.toLocalTime());
                in(NEW_YORK);
            }
            assertThat(read(storage, stored(storage, LocalTime.MAX), LocalTime.class))
                    .isEqualTo(LocalTime.MAX);
            OffsetTime offsetTime = OffsetTime.parse("23:59:59.000000001+05:30");
            assertThat(read(storage, stored(storage, offsetTime), OffsetTime.class))
                    .isEqualTo(offsetTime);
        }
    }

    @ParameterizedTest
    @EnumSource(value = DateStorage.class, names = "LOCAL_TEXT", mode = EnumSource.Mode.EXCLUDE)
    void an_hour_that_comes_twice_is_told_apart(DateStorage storage) throws SQLException {
        in(NEW_YORK);
        for (Instant instant : List.of(Instant.parse("2026-11-01T05:30:00Z"), Instant.parse("2026-11-01T06:30:00Z"))) {
            Timestamp timestamp = Timestamp.from(instant);
            assertThat(read(storage, stored(storage, timestamp), Timestamp.class))
                    .isEqualTo(timestamp);
        }
    }

    @ParameterizedTest
    @EnumSource(DateStorage.class)
    void a_day_and_a_time_of_the_day_are_the_same_with_and_without_a_calendar(DateStorage storage) throws SQLException {
        ValueWriter writer = new ValueWriter(storage);
        ValueReader reader = new ValueReader(storage);
        for (String zone : List.of(NEW_YORK, "UTC", "Asia/Kolkata", "Pacific/Auckland")) {
            in(zone);
            Date day = Date.valueOf("2026-03-01");
            assertThat(reader.date(writer.stored(day, null, 1), null, 1)).isEqualTo(day);
            Time time = new Time(Timestamp.valueOf("1970-01-01 23:59:58").getTime() + 765);
            if (storage != DateStorage.EPOCH_SECONDS) {
                assertThat(reader.time(writer.stored(time, null, 1), null, 1)).isEqualTo(time);
            }
            Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
            Date midnight = new Date(Instant.parse("2026-03-01T00:00:00Z").toEpochMilli());
            assertThat(reader.date(writer.stored(midnight, utc, 1), utc, 1)).isEqualTo(midnight);
            Time noon = new Time(12 * 3_600_000);
            assertThat(reader.time(writer.stored(noon, utc, 1), utc, 1)).isEqualTo(noon);
        }
    }

    @Test
    void a_day_is_a_text_and_so_is_a_time_of_the_day_with_its_milliseconds() throws SQLException {
        in(NEW_YORK);
        assertThat(stored(DateStorage.TEXT, Date.valueOf("2026-03-01"))).isEqualTo("2026-03-01");
        assertThat(stored(DateStorage.TEXT, LocalDate.of(2026, 3, 1))).isEqualTo("2026-03-01");
        assertThat(stored(
                        DateStorage.TEXT,
                        new Time(Timestamp.valueOf("1970-01-01 23:59:58.765").getTime())))
                .isEqualTo("23:59:58.765");
    }

    @Test
    void a_calendar_changes_no_moment_unless_texts_are_local() throws SQLException {
        in(NEW_YORK);
        Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
        Timestamp timestamp = Timestamp.from(EVENING);
        for (DateStorage storage : DateStorage.values()) {
            Object stored = new ValueWriter(storage).stored(timestamp, tokyo, 1);
            long lost = storage == DateStorage.EPOCH_SECONDS ? 123 : 0;
            assertThat(new ValueReader(storage).timestamp(stored, tokyo, 1).getTime())
                    .isEqualTo(timestamp.getTime() - lost);
            if (storage == DateStorage.LOCAL_TEXT) {
                assertThat(stored).isEqualTo("2026-03-02 10:30:15.123");
            } else {
                assertThat(stored).isEqualTo(stored(storage, timestamp));
            }
        }
    }

    @Test
    void a_date_alone_is_its_midnight_where_the_jvm_is() throws SQLException {
        in(NEW_YORK);
        for (DateStorage storage : DateStorage.values()) {
            Timestamp midnight = read(storage, "2026-03-01", Timestamp.class);
            assertThat(midnight).isEqualTo(Timestamp.valueOf("2026-03-01 00:00:00"));
            assertThat(read(storage, "2026-03-01", Instant.class)).isEqualTo(midnight.toInstant());
            assertThat(read(storage, "2026-03-01", LocalDateTime.class)).isEqualTo(midnight.toLocalDateTime());
            assertThat(read(storage, "20:30", Timestamp.class)).isEqualTo(Timestamp.valueOf("1970-01-01 20:30:00"));
        }
    }

    @Test
    void a_moment_is_a_day_where_the_jvm_or_the_calendar_is() throws SQLException {
        in(NEW_YORK);
        ValueReader reader = new ValueReader(DateStorage.TEXT);
        Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        String text = "2026-03-02 01:30:15.123";
        assertThat(reader.date(text, null, 1)).isEqualTo(Date.valueOf("2026-03-01"));
        assertThat(reader.date(text, utc, 1).getTime())
                .isEqualTo(Instant.parse("2026-03-02T00:00:00Z").toEpochMilli());
    }

    @Test
    void dates_of_long_ago_come_back() throws SQLException {
        for (DateStorage storage : DateStorage.values()) {
            for (String zone : List.of(NEW_YORK, "Europe/Amsterdam", "UTC")) {
                in(zone);
                for (String day : List.of("1500-01-01", "1582-10-20", "1883-11-18", "0001-01-01", "9999-12-31")) {
                    Timestamp timestamp = Timestamp.valueOf(day + " 12:00:00");
                    assertThat(read(storage, stored(storage, timestamp), Timestamp.class))
                            .as(day)
                            .isEqualTo(timestamp);
                    Date date = Date.valueOf(day);
                    assertThat(read(storage, stored(storage, date), Date.class))
                            .as(day)
                            .isEqualTo(date);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "2026-02-30 12:00:00", "2026-03-01 25:00", "12345"})
    void what_is_no_time_is_refused(String text) {
        for (Class<?> type : List.of(Timestamp.class, Date.class, Time.class, Instant.class, LocalDateTime.class)) {
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> read(DateStorage.TEXT, text, type))
                    .withMessageContaining("column 1")
                    .withMessageContaining(text);
        }
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> read(DateStorage.TEXT, new byte[3], Timestamp.class));
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> read(DateStorage.TEXT, Double.POSITIVE_INFINITY, Timestamp.class));
    }

    @Test
    void a_year_that_sqlite_does_not_know_is_refused() {
        for (Object value : List.of(
                LocalDate.of(10_000, 1, 1),
                LocalDateTime.of(-1, 1, 1, 0, 0),
                Instant.MAX,
                new Timestamp(Long.MAX_VALUE))) {
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> stored(DateStorage.TEXT, value))
                    .withMessageContaining("placeholder 1");
        }
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> stored(DateStorage.EPOCH_MILLIS, Instant.MAX));
    }
}
