package io.litestack.cache.internal.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Until when what nobody waits for is written later. */
class LogWaitTest {
    private final AtomicBoolean isLong = new AtomicBoolean();
    private final AtomicLong time = new AtomicLong(-1);
    private final AtomicInteger begun = new AtomicInteger();
    private final LogWait wait = new LogWait(isLong::get, time::get, begun::incrementAndGet);

    private void pass(long millis) {
        time.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void a_short_log_is_not_waited_for() {
        assertThat(wait.isOn()).isFalse();
        assertThat(begun).hasValue(0);
    }

    @Test
    void a_long_one_is_until_it_is_short_again() {
        isLong.set(true);
        assertThat(wait.isOn()).isTrue();
        pass(99);
        assertThat(wait.isOn()).isTrue();
        assertThat(begun).hasValue(1);
        isLong.set(false);
        assertThat(wait.isOn()).isFalse();
        isLong.set(true);
        pass(99);
        assertThat(wait.isOn()).isTrue();
        assertThat(begun).hasValue(2);
    }

    @Test
    void one_that_is_not_copied_for_a_while_is_not_waited_for_until_it_has_been() {
        isLong.set(true);
        assertThat(wait.isOn()).isTrue();
        pass(100);
        assertThat(wait.isOn()).isFalse();
        pass(1_000);
        assertThat(wait.isOn()).isFalse();
        isLong.set(false);
        assertThat(wait.isOn()).isFalse();
        isLong.set(true);
        assertThat(wait.isOn()).isTrue();
        assertThat(begun).hasValue(2);
    }
}
