package io.litestack.core.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.Seed;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
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
}
