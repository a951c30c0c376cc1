package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of jobs whose process died. */
class CrashTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    private static Lease lease(int attempt, int crashes, int maxAttempts) {
        Lease lease = new Lease(1, 1, attempt, 0, 0, maxAttempts, "type", "queue", 0, 0, new byte[0], null, null, 0);
        lease.crashes = crashes;
        return lease;
    }

    private static Finish finish(Lease lease, int most) {
        return new Crash(lease, "worker w: its process is dead", NOW).finish(most);
    }

    @Test
    void the_first_time_it_is_ready_at_once_and_then_after_waits_that_double_up_to_a_minute() {
        List<Long> waits = new ArrayList<>();
        for (int crashes = 1; crashes < 12; crashes++) {
            Finish finish = finish(lease(crashes + 1, crashes, 0), 11);
            assertThat(finish.state).isEqualTo(JobSql.SCHEDULED);
            waits.add((finish.runAtMs - NOW.toEpochMilli()) / 1_000);
        }
        assertThat(finish(lease(1, 0, 0), 11).state).isEqualTo(JobSql.READY);
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L, 60L, 60L);
    }

    @Test
    void it_uses_none_of_the_attempts_that_a_policy_allows_unless_that_is_one() {
        assertThat(finish(lease(3, 0, 0), 3).state).isEqualTo(JobSql.READY);
        assertThat(finish(lease(1, 0, 0), 1).state).isEqualTo(JobSql.DEAD);
        assertThat(lease(3, 0, 0).isLast(3)).isTrue();
        assertThat(lease(4, 2, 0).isLast(3)).isFalse();
        assertThat(lease(5, 2, 3).isLast(11)).isTrue();
        assertThat(lease(9, 9, 0).isLast(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void one_that_ran_alone_is_parked_however_many_attempts_it_may_have() {
        Lease lease = lease(4, 3, 0);
        lease.isAlone = true;
        Finish finish = finish(lease, 11);
        assertThat(finish.state).isEqualTo(JobSql.PARKED);
        assertThat(finish.reason).contains("died 4 times").contains("alone");
        assertThat(finish.crash).isEqualTo(1);
    }
}
