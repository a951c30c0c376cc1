package io.litestack.job.internal.recover;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.job.internal.lease.Completion;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.sql.JobData;
import io.litestack.job.internal.sql.JobSql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of jobs whose process died. */
class CrashedAttemptTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    private static Lease lease(int attempt, int crashes, int maxAttempts) {
        JobData job = new JobData("type", "queue", 0, maxAttempts, 0, new byte[0], null, null);
        return Lease.first(1, 1, job, 0).withCounts(attempt, crashes);
    }

    private static Completion completion(Lease lease, int most) {
        return new CrashedAttempt(lease, "worker w: its process is dead", NOW).completion(most);
    }

    @Test
    void the_first_time_it_is_ready_at_once_and_then_after_waits_that_double_up_to_a_minute() {
        List<Long> waits = new ArrayList<>();
        for (int crashes = 1; crashes < 12; crashes++) {
            Completion completion = completion(lease(crashes + 1, crashes, 0), 11);
            assertThat(completion.state()).isEqualTo(JobSql.SCHEDULED);
            waits.add((completion.runAtMs() - NOW.toEpochMilli()) / 1_000);
        }
        assertThat(completion(lease(1, 0, 0), 11).state()).isEqualTo(JobSql.READY);
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L, 60L, 60L);
    }

    @Test
    void it_uses_none_of_the_attempts_that_a_policy_allows_unless_that_is_one() {
        assertThat(completion(lease(3, 0, 0), 3).state()).isEqualTo(JobSql.READY);
        assertThat(completion(lease(1, 0, 0), 1).state()).isEqualTo(JobSql.DEAD);
        assertThat(lease(3, 0, 0).isLast(3)).isTrue();
        assertThat(lease(4, 2, 0).isLast(3)).isFalse();
        assertThat(lease(5, 2, 3).isLast(11)).isTrue();
        assertThat(lease(9, 9, 0).isLast(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void one_that_ran_alone_is_parked_however_many_attempts_it_may_have() {
        Lease lease = lease(4, 3, 0).isolated();
        Completion completion = completion(lease, 11);
        assertThat(completion.state()).isEqualTo(JobSql.PARKED);
        assertThat(completion.reason()).contains("died 4 times").contains("alone");
        assertThat(completion.crash()).isEqualTo(1);
    }
}
