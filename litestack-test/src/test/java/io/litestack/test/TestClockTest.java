package io.litestack.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A clock that shows what stores can keep. */
class TestClockTest {
    @Test
    void a_time_that_no_store_can_keep_is_refused_and_the_clock_stays() {
        Instant time = Instant.parse("2030-01-01T00:00:00Z");
        TestClock clock = TestClock.at(time);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.set(Instant.MAX))
                .withMessageContaining("9999");
        assertThatIllegalArgumentException().isThrownBy(() -> clock.set(Instant.MIN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageContaining("cannot be moved by");
        assertThatIllegalArgumentException().isThrownBy(() -> TestClock.at(Instant.MAX));
        assertThat(clock.instant()).isEqualTo(time);
        assertThat(clock.advance(Duration.ofSeconds(-1)).instant()).isEqualTo(time.minusSeconds(1));
    }
}
