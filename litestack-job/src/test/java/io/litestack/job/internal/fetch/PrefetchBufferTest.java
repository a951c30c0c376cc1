package io.litestack.job.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.sql.JobData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Leases that wait in memory. */
class PrefetchBufferTest {
    private final PrefetchBuffer buffer = new PrefetchBuffer();

    private static Lease lease(long id, int priority, long heldSince) {
        return Lease.first(id, 1, new JobData("t", "q", priority, 0, 0, new byte[0], null, null), heldSince);
    }

    private void add(long id, int priority) {
        buffer.add(lease(id, priority, id));
    }

    private List<Long> rest() {
        List<Long> rest = new ArrayList<>();
        for (Lease lease = buffer.poll(); lease != null; lease = buffer.poll()) {
            rest.add(lease.id());
        }
        return rest;
    }

    @Test
    void higher_priorities_come_first_and_equal_ones_in_their_order() {
        assertThat(buffer.isEmpty()).isTrue();
        assertThat(buffer.poll()).isNull();
        add(1, 0);
        add(2, -5);
        add(3, 7);
        add(4, 0);
        add(5, 7);
        assertThat(buffer.isEmpty()).isFalse();
        assertThat(rest()).containsExactly(3L, 5L, 1L, 4L, 2L);
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void what_came_before_a_time_is_found_in_every_priority() {
        add(1, 0);
        add(2, 9);
        add(3, 0);
        add(4, 9);
        List<Long> old = new ArrayList<>();
        for (Lease lease = buffer.pollOlderThan(3); lease != null; lease = buffer.pollOlderThan(3)) {
            old.add(lease.id());
        }
        assertThat(old).containsExactlyInAnyOrder(1L, 2L);
        assertThat(rest()).containsExactly(4L, 3L);
    }

    @Test
    void of_more_priorities_than_there_are_levels_the_highest_come_first_all_the_same() {
        for (int i = 1; i <= 1_000; i++) {
            add(i, i * 7_919 % 1_000);
            add(1_000 + i, i * 7_919 % 1_000);
        }
        List<Lease> expected = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            expected.add(lease(i, (i > 1_000 ? i - 1_000 : i) * 7_919 % 1_000, 0));
        }
        expected.sort(Lease.START_ORDER);
        assertThat(buffer.pollOlderThan(2)).isNotNull();
        expected.removeIf(it -> it.id() == 1);
        assertThat(rest()).isEqualTo(expected.stream().map(Lease::id).toList());
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void several_threads_take_out_exactly_what_several_put_in() {
        ConcurrentLinkedQueue<Long> taken = new ConcurrentLinkedQueue<>();
        AtomicInteger ids = new AtomicInteger();
        List<Background<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Background.run("user " + i, () -> {
                for (int n = 0; n < 5_000; n++) {
                    int id = ids.incrementAndGet();
                    add(id, id % 5);
                    Lease lease = buffer.poll();
                    if (lease != null) {
                        taken.add(lease.id());
                    }
                }
            }));
        }
        threads.forEach(Background::result);
        taken.addAll(rest());
        assertThat(taken).hasSize(20_000).doesNotHaveDuplicates();
    }
}
