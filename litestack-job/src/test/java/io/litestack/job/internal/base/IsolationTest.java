package io.litestack.job.internal.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that run alone, beside threads that run others all the time. */
@Timeout(120)
class IsolationTest {
    private final Isolation isolation = new Isolation();

    @Test
    void no_job_runs_beside_one_that_is_alone() {
        AtomicInteger running = new AtomicInteger();
        AtomicBoolean isOver = new AtomicBoolean();
        List<Background<Void>> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Isolation.Permit permit = isolation.newPermit();
            others.add(Background.run("other", () -> {
                while (!isOver.get()) {
                    if (isolation.enter(permit, isOver::get)) {
                        running.incrementAndGet();
                        Thread.onSpinWait();
                        running.decrementAndGet();
                        isolation.leave(permit);
                    }
                }
            }));
        }
        Isolation.Permit permit = isolation.newPermit();
        for (int i = 0; i < 200; i++) {
            Eventually.until("it is alone", () -> isolation.enterAlone(permit, () -> false));
            for (int look = 0; look < 20; look++) {
                assertThat(running).hasValue(0);
                Thread.onSpinWait();
            }
            isolation.leaveAlone(permit);
        }
        isOver.set(true);
        others.forEach(Background::result);
    }

    @Test
    void a_long_one_makes_it_give_up_so_that_others_may_begin_and_an_end_lets_it_in() {
        Isolation.Permit running = isolation.newPermit();
        Isolation.Permit own = isolation.newPermit();
        assertThat(isolation.enter(running, () -> false)).isTrue();
        assertThat(isolation.enterAlone(own, () -> false)).isFalse();
        assertThat(isolation.isWanted()).isFalse();
        assertThat(isolation.retryNanos()).isEqualTo(8_000_000_000L);
        // again if this thread takes long before it leaves
        Background<Void> alone = Background.run(
                "alone", () -> Eventually.until("it is alone", () -> isolation.enterAlone(own, () -> false)));
        Eventually.until("it waits", isolation::isWanted);
        isolation.leave(running);
        alone.result();
        isolation.leaveAlone(own);
    }

    @Test
    void a_thread_that_waits_gives_up_at_a_stop() {
        Isolation.Permit alone = isolation.newPermit();
        Isolation.Permit other = isolation.newPermit();
        Signal stop = new Signal("stop");
        assertThat(isolation.enterAlone(alone, () -> false)).isTrue();
        Background<Boolean> enter = Background.call("enter", () -> isolation.enter(other, stop::isGiven));
        stop.give();
        assertThat(enter.result()).isFalse();
        isolation.leaveAlone(alone);
        assertThat(isolation.enter(other, () -> false)).isTrue();
    }
}
