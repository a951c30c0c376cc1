package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A wall clock that is ahead for a while is not believed. */
class JumpResistantClockTest {
    private static final long YEAR_MS = Duration.ofDays(365).toMillis();

    private final AtomicLong wall = new AtomicLong(1_000_000);
    private final AtomicLong ticks = new AtomicLong(-5);
    private final JumpResistantClock clock = new JumpResistantClock(wall::get, ticks::get);

    @Test
    void time_that_passes_on_both_clocks_is_believed() {
        pass(Duration.ofDays(20));
        assertThat(clock.millis()).isEqualTo(wall.get());
    }

    @Test
    void a_clock_that_is_a_year_ahead_for_seconds_is_never_believed() {
        pass(Duration.ofMinutes(5));
        long before = clock.millis();
        wall.addAndGet(YEAR_MS);
        assertThat(clock.millis()).isEqualTo(before);
        pass(Duration.ofSeconds(7));
        assertThat(clock.millis()).isEqualTo(before + 7_000);
        wall.addAndGet(-YEAR_MS);
        assertThat(clock.millis()).isEqualTo(wall.get());
        wall.addAndGet(YEAR_MS);
        pass(Duration.ofMinutes(59));
        assertThat(clock.millis()).isLessThan(YEAR_MS);
    }

    @Test
    void one_that_stays_ahead_for_an_hour_is_believed_then() {
        wall.addAndGet(YEAR_MS);
        assertThat(clock.millis()).isLessThan(YEAR_MS);
        pass(Duration.ofMinutes(59));
        assertThat(clock.millis()).isLessThan(YEAR_MS);
        pass(Duration.ofMinutes(1));
        assertThat(clock.millis()).isEqualTo(wall.get());
    }

    @Test
    void one_that_is_put_back_is_believed_at_once() {
        wall.addAndGet(-900_000);
        assertThat(clock.millis()).isEqualTo(wall.get());
    }

    private void pass(Duration time) {
        wall.addAndGet(time.toMillis());
        ticks.addAndGet(time.toNanos());
    }
}
