package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Seed;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HistogramTest {
    @RegisterExtension
    final Seed seed = new Seed();

    @Test
    void each_value_is_in_a_bucket_whose_bound_is_at_most_a_quarter_above_it() {
        Random random = seed.random();
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong() >>> (1 + random.nextInt(63));
            long bound = Histogram.upperBound(Histogram.bucketOf(value));
            assertThat(bound).isGreaterThanOrEqualTo(value);
            assertThat(bound - value).isLessThanOrEqualTo(value / 4);
        }
        assertThat(Histogram.upperBound(Histogram.bucketOf(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void percentiles_are_those_of_the_values() {
        Random random = seed.random();
        Histogram histogram = new Histogram();
        long[] values = random.longs(1_000, 0, 1_000_000_000).sorted().toArray();
        Arrays.stream(values).forEach(histogram::add);
        Histogram.Figures spread = histogram.figures();
        assertThat(spread.count()).isEqualTo(1_000);
        assertThat(spread.max().toNanos()).isEqualTo(values[999]);
        assertThat(spread.p50().toNanos()).isBetween(values[499], values[499] * 5 / 4);
        assertThat(spread.p99().toNanos()).isBetween(values[989], values[989] * 5 / 4);
    }

    @Test
    void nothing_measured_is_zero() {
        assertThat(new Histogram().figures().p99()).isZero();
    }
}
