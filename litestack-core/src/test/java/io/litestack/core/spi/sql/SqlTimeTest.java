package io.litestack.core.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.Seed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Seed.class)
class SqlTimeTest {
    @Test
    void texts_sort_as_their_moments_do_and_read_back_the_same(Random random) {
        List<Instant> moments =
                Stream.generate(() -> moment(random)).limit(2_000).toList();
        List<Instant> read = moments.stream()
                .map(it -> SqlTime.text(it).orElseThrow())
                .sorted(Comparator.naturalOrder())
                .map(SqlTime::instant)
                .toList();
        assertThat(read).isEqualTo(moments.stream().sorted().toList());
    }

    /** Few seconds and short fractions, so that many texts begin alike. */
    private static Instant moment(Random random) {
        int[] units = {1, 1_000, 1_000_000, 100_000_000};
        long nanos = (long) random.nextInt(10) * units[random.nextInt(units.length)];
        return Instant.ofEpochSecond(1_700_000_000L + random.nextInt(20), nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01 12:00:00",
                "2026-03-01 12:00",
                "2026-03-01T12:00:00Z",
                "2026-03-01T12:00:00.000Z",
                "2026-03-01 13:00:00+01:00",
                "2026-03-01 13:00:00 +01:00"
            })
    void moments_are_read_in_every_form_that_sqlite_knows(String text) {
        assertThat(SqlTime.instant(text)).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-03-01", "2026-02-30 12:00:00", "2026-03-01 25:00:00", "12:00"})
    void anything_else_is_refused(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> SqlTime.instant(text));
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> SqlTime.dateTime(text));
    }

    @Test
    void local_times_read_back_the_same() {
        LocalDateTime time = LocalDateTime.ofEpochSecond(1_700_000_000L, 123_456_789, ZoneOffset.UTC);
        assertThat(SqlTime.dateTime(SqlTime.text(time).orElseThrow())).isEqualTo(time);
        assertThat(SqlTime.time(SqlTime.text(LocalTime.MAX).orElseThrow())).isEqualTo(LocalTime.MAX);
        assertThat(SqlTime.time(SqlTime.text(LocalTime.MIDNIGHT).orElseThrow())).isEqualTo(LocalTime.MIDNIGHT);
    }

    @Test
    void a_text_tells_what_it_is() {
        assertThat(SqlTime.parse("2026-03-01")).isEqualTo(LocalDate.of(2026, 3, 1));
        assertThat(SqlTime.parse("20:30")).isEqualTo(LocalTime.of(20, 30));
        assertThat(SqlTime.parse("20:30:15.5")).isEqualTo(LocalTime.of(20, 30, 15, 500_000_000));
        assertThat(SqlTime.parse("20:30+01:00")).isEqualTo(OffsetTime.parse("20:30+01:00"));
        assertThat(SqlTime.parse("2026-03-01T20:30")).isEqualTo(LocalDateTime.of(2026, 3, 1, 20, 30));
        for (String text : List.of("2026-03-01 20:30-05:30", "2026-03-01T20:30:00 -05:30", "2026-03-01 20:30-0530")) {
            assertThat(SqlTime.parse(text)).as(text).isEqualTo(OffsetDateTime.parse("2026-03-01T20:30-05:30"));
        }
        assertThat(SqlTime.parse("2026-03-01 20:30+02")).isEqualTo(OffsetDateTime.parse("2026-03-01T20:30+02:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-3-1",
                "2026-03-01x",
                "2026-03-01 ",
                "2026-03-01 2:30",
                "2026-03-01 20:30:",
                "2026-03-01 20:30:15.",
                "2026-03-01 20:30:15.1234567890",
                "2026-03-01 20:30 UTC",
                "2026-03-01 20:30+",
                "2026-03-01 20:30+2",
                "2026-03-01 20:30Zx",
                "2026-03-01 20:30:60",
                "24:00",
                "٢٠٢٦-03-01",
                "20:30+19:00",
                "-2026-03-01",
                "2026/03/01"
            })
    void a_text_that_is_nearly_a_time_is_refused(String text) {
        assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> SqlTime.parse(text));
    }

    @Test
    void every_year_from_0_to_9999_can_be_written() {
        assertThat(SqlTime.format(LocalDate.of(0, 1, 1))).isEqualTo("0000-01-01");
        assertThat(SqlTime.format(LocalDate.of(9999, 12, 31))).isEqualTo("9999-12-31");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SqlTime.format(LocalDate.of(10_000, 1, 1)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SqlTime.format(LocalDateTime.of(-1, 1, 1, 0, 0)));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> SqlTime.format(Instant.MAX));
    }
}
