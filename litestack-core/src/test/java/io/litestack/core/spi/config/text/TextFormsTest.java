package io.litestack.core.spi.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How spans of time and sizes are written. */
class TextFormsTest {
    @ParameterizedTest
    @CsvSource({
        "250ms,250ms",
        "1000ms,1s",
        "60s,1m",
        "90s,90s",
        "60m,1h",
        "24h,1d",
        "7d,7d",
        "0s,0s",
        "15us,15us",
        "7ns,7ns",
        "30 s,30s",
        "0ms,0s"
    })
    void spans_are_printed_in_the_largest_unit_that_fits(String written, String printed) {
        Duration span = DurationText.parse(written);
        assertThat(DurationText.print(span)).isEqualTo(printed);
        assertThat(DurationText.parse(printed)).isEqualTo(span);
    }

    @ParameterizedTest
    @CsvSource({
        "0B,0B",
        "512B,512B",
        "1024B,1KB",
        "1kb,1KB",
        "128MB,128MB",
        "128MiB,128MB",
        "128 MB,128MB",
        "2048MB,2GB",
        "1TB,1TB",
        "1025KB,1025KB"
    })
    void sizes_are_printed_in_the_largest_unit_that_fits(String written, String printed) {
        long bytes = SizeText.parse(written);
        assertThat(SizeText.print(bytes)).isEqualTo(printed);
        assertThat(SizeText.parse(printed)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "MB", "1iB", "1XB", "1.5MB", "-1MB", ""})
    void what_is_no_size_is_refused(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> SizeText.parse(text));
    }

    @Test
    void what_is_more_than_a_number_can_say_is_told_from_what_is_none() {
        for (String size : List.of("9000000TB", "999999999999999999GB", "1".repeat(1_000_000) + "B")) {
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> SizeText.parse(size));
        }
        for (String span : List.of("999999999999999999d", "9999999999999999999ns")) {
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> DurationText.parse(span));
        }
    }
}
