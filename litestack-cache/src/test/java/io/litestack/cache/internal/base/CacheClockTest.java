package io.litestack.cache.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The wall clock, followed by way of the monotonic one. */
class CacheClockTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final long LONG = Duration.ofSeconds(5).toNanos();

    private final AtomicLong passed = new AtomicLong(7);
    private final AtomicLong set = new AtomicLong();

    /** After each of so many readings of the wall clock the thread stands still for a while. */
    private final AtomicInteger standstills = new AtomicInteger();

    private Instant wall() {
        Instant now = START.plusNanos(passed.get() + set.get());
        if (standstills.getAndDecrement() > 0) {
            passed.addAndGet(LONG);
        }
        return now;
    }

    private CacheClock open() {
        return new CacheClock(this::wall, passed::get);
    }

    private long expectedMillis() {
        return START.plusNanos(passed.get() + set.get()).toEpochMilli();
    }

    @Test
    void a_clock_that_was_set_is_followed() {
        CacheClock clock = open();
        passed.addAndGet(LONG);
        assertThat(clock.follow()).isZero();
        set.addAndGet(LONG);
        assertThat(clock.follow()).isEqualTo(5_000);
        set.addAndGet(-2 * LONG);
        assertThat(clock.follow()).isEqualTo(-10_000);
        assertThat(clock.millis()).isEqualTo(expectedMillis());
    }

    @Test
    void a_thread_that_stands_still_between_its_readings_is_not_taken_for_a_clock_that_was_set() {
        standstills.set(2);
        CacheClock clock = open();
        assertThat(clock.millis()).isEqualTo(expectedMillis());
        standstills.set(3);
        assertThat(clock.follow()).isZero();
        assertThat(clock.millis()).isEqualTo(expectedMillis());
    }
}
