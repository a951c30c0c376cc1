package io.litestack.job.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which entries of a journal are free. */
@Timeout(120)
class FreeEntriesTest {
    private static final int COUNT = 5;

    @Test
    void each_is_taken_once_until_it_is_given_back() {
        FreeEntries free = new FreeEntries(COUNT);
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < COUNT; i++) {
            taken.add(free.take());
        }
        assertThat(taken).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(free.take()).isNegative();
        free.giveBack(3);
        free.giveBack(1);
        assertThat(List.of(free.take(), free.take())).containsExactlyInAnyOrder(1, 3);
        assertThat(free.take()).isNegative();
    }

    /** With few entries and many threads one is often taken and back while another thread is about to take it. */
    @Test
    void no_two_threads_have_the_same() {
        FreeEntries free = new FreeEntries(COUNT);
        AtomicIntegerArray holders = new AtomicIntegerArray(COUNT);
        List<Background<Boolean>> threads = new ArrayList<>();
        IntStream.range(0, 8)
                .forEach(number -> threads.add(Background.call("taker-" + number, () -> {
                    boolean isAlone = true;
                    for (int i = 0; i < 50_000; i++) {
                        int entry = free.take();
                        if (entry >= 0) {
                            isAlone &= holders.incrementAndGet(entry) == 1;
                            holders.decrementAndGet(entry);
                            free.giveBack(entry);
                        }
                    }
                    return isAlone;
                })));
        assertThat(threads).allSatisfy(it -> assertThat(it.result()).isTrue());
        assertThat(IntStream.range(0, COUNT).map(i -> free.take())).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
}
