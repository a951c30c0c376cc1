package io.litestack.job.internal.report;

import io.litestack.core.Store;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Events on their way to the thread that calls the listener. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class EventQueueTest {
    private static final int ROUNDS = 3_000;

    @TempDir
    Path folder;

    private final AtomicInteger delivered = new AtomicInteger();

    /** The thread sleeps before each round: one of the two has to wake it. */
    @Test
    void of_two_events_that_come_at_once_none_is_left_behind() {
        try (Store store = Store.open(folder.resolve("jobs.db"));
                EventQueue events = new EventQueue(StoreInternals.of(store))) {
            AtomicInteger round = new AtomicInteger();
            Background<Void> other = Background.run("other", () -> {
                for (int i = 1; i <= ROUNDS; i++) {
                    int mine = i;
                    Eventually.until("the next round", () -> round.get() >= mine);
                    events.add(delivered::incrementAndGet);
                }
            });
            for (int i = 1; i <= ROUNDS; i++) {
                int both = 2 * i;
                round.set(i);
                events.add(delivered::incrementAndGet);
                Eventually.until("both are delivered", () -> delivered.get() == both);
            }
            other.result();
        }
    }
}
