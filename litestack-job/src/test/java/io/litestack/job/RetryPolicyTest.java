package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ConfigException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    @Test
    void waits_grow_by_the_multiplier_up_to_the_longest_one() {
        RetryPolicy policy = RetryPolicy.standard()
                .withDelay(Duration.ofSeconds(1), 2)
                .withMaxDelay(Duration.ofSeconds(5))
                .withJitter(0);
        assertThat(policy.delayAfter(1, 0.5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.delayAfter(3, 0.5)).isEqualTo(Duration.ofSeconds(4));
        assertThat(policy.delayAfter(4, 0.5)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_first_wait_that_is_longer_than_the_longest_one_is_refused_and_both_are_named() {
        RetryPolicy policy = RetryPolicy.standard();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> policy.withDelay(Duration.ofDays(40), 3))
                .withMessageContaining("delay must be at most maxDelay (30d), but is 40d")
                .withMessageContaining("raise maxDelay first");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> policy.withMaxDelay(Duration.ofSeconds(1)))
                .withMessageContaining("delay must be at most maxDelay (1s), but is 10s");
        assertThat(policy.withMaxDelay(Duration.ofDays(60)).withDelay(Duration.ofDays(40), 3))
                .satisfies(it -> assertThat(it.delay()).isEqualTo(Duration.ofDays(40)))
                .satisfies(it -> assertThat(it.maxDelay()).isEqualTo(Duration.ofDays(60)));
    }

    @Test
    void no_wait_is_longer_than_a_year() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RetryPolicy.standard().withMaxDelay(Duration.ofDays(366)))
                .withMessageContaining("maxDelay must be at most 365 days");
    }
}
