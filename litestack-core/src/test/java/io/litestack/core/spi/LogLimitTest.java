package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE);
    private final LogLimit limit = new LogLimit(ticks::get);

    private void pass(long seconds) {
        ticks.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void one_line_about_a_thing_is_written_every_ten_seconds_with_the_number_of_the_others() {
        assertThat(limit.admit("a")).hasValue(0);
        assertThat(limit.admit("b")).hasValue(0);
        assertThat(limit.admit("a")).isEmpty();
        pass(9);
        assertThat(limit.admit("a")).isEmpty();
        pass(1);
        assertThat(limit.admit("a")).hasValue(2);
        assertThat(limit.admit("a")).isEmpty();
        assertThat(limit.admit("b")).hasValue(0);
        pass(10);
        assertThat(limit.admit("a")).hasValue(1);
    }

    @Test
    void beyond_256_things_all_others_are_one_until_the_first_are_old() {
        for (int i = 0; i < 256; i++) {
            assertThat(limit.admit("thing " + i)).hasValue(0);
        }
        assertThat(limit.admit("one")).hasValue(0);
        assertThat(limit.admit("another")).isEmpty();
        assertThat(limit.admit("thing 1")).isEmpty();
        pass(10);
        assertThat(limit.admit("a third")).hasValue(0);
        assertThat(limit.admit("a fourth")).hasValue(0);
        assertThat(limit.admit("thing 1")).hasValue(0);
    }
}
