package io.litestack.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoadTest {
    private final Tally tally = new Tally();
    private final Load load = new Load(new Timing(Duration.ZERO, Duration.ofMillis(200)), tally);

    @Test
    void paced_load_counts_a_stall_against_everything_that_it_delayed() {
        AtomicBoolean hasStalled = new AtomicBoolean();
        Load.Figures figures = load.paced(1, 1000, () -> {
            if (!hasStalled.getAndSet(true)) {
                stallMillis(100);
            }
        });
        assertThat(figures.latencies().getTotalCount()).isEqualTo(200);
        // those due during the stall are late by 99, 98, 97 … ms, though they took no time themselves
        assertThat(figures.latencies().getCountBetweenValues(50_000_000, Long.MAX_VALUE))
                .isGreaterThanOrEqualTo(45);
    }

    @Test
    void failures_are_counted_apart_and_their_first_cause_kept() {
        Load.Figures figures = load.paced(2, 100, () -> {
            throw new IllegalStateException("no");
        });
        assertThat(figures.perSecond()).isZero();
        assertThat(tally.failures()).isEqualTo(20);
        assertThat(tally.note()).contains("IllegalStateException: no");
    }

    @Test
    void load_at_full_speed_counts_what_was_done_in_the_window() {
        Load.Figures figures = load.atFullSpeed(3, Thread::onSpinWait);
        assertThat(figures.perSecond()).isPositive();
        assertThat(tally.successes()).isGreaterThanOrEqualTo(Math.round(figures.perSecond() * 0.2));
    }

    @Test
    void pipelined_load_returns_when_everything_begun_is_completed() throws Exception {
        assertThat(load.burst(1000, () -> CompletableFuture.runAsync(Thread::onSpinWait)))
                .isPositive();
        assertThat(tally.successes()).isEqualTo(1000);
    }

    private static void stallMillis(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
