package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.StoreEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store is closed in the midst of things. */
@Timeout(120)
class ClosingTest {
    @TempDir
    Path folder;

    @Test
    void closing_right_after_writing_reports_no_failure() {
        StoreEvents heard = new StoreEvents();
        for (int i = 0; i < 40; i++) {
            try (Store store = Store.open(StoreConfig.builder(folder.resolve("app" + i % 4 + ".db"))
                    .listener(heard)
                    .build())) {
                Pairs.createTables(store);
                Pairs.submit(store, i, 10);
            }
        }
        assertThat(heard.all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Sync.class,
            names = {"NORMAL", "FULL"})
    void whoever_writes_while_the_store_closes_gets_a_true_answer(Sync sync) throws Exception {
        Path file = folder.resolve("app.db");
        for (int round = 0; round < 15; round++) {
            Ledger ledger = new Ledger();
            Store store = Store.open(StoreConfig.builder(file).sync(sync).build());
            Pairs.createTables(store);
            long base = 1_000_000L * round;
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                writers.add(ledger.writing(base + i * 300_000, id -> Pairs.write(store, id, 10)));
                writers.add(ledger.writing(base + 100_000 + i * 300_000, id -> Pairs.execute(store, id, 10)));
                writers.add(ledger.writing(
                        base + 200_000 + i * 300_000,
                        id -> Pairs.submit(store, id, 10).join()));
            }
            writers.forEach(Thread::start);
            ledger.busy.await();
            store.close();
            for (Thread writer : writers) {
                writer.join();
            }

            assertThat(ledger.surprises).isEmpty();
            Set<Long> stored = Pairs.verify(file, ledger.acknowledged);
            assertThat(stored).doesNotContainAnyElementsOf(ledger.refused);
        }
    }

    /** What the writers were answered. */
    private static final class Ledger {
        final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        final Set<Long> refused = ConcurrentHashMap.newKeySet();
        final Set<Throwable> surprises = ConcurrentHashMap.newKeySet();
        final CountDownLatch busy = new CountDownLatch(100);

        /** One of the ways to write a unit. */
        interface Way {
            void write(long id);
        }

        Thread writing(long firstId, Way way) {
            return new Thread(() -> {
                long id = firstId;
                try {
                    while (true) {
                        way.write(++id);
                        acknowledged.add(id);
                        busy.countDown();
                    }
                } catch (Throwable e) {
                    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
                    if (cause instanceof ClosedException) {
                        refused.add(id);
                    } else {
                        surprises.add(cause);
                    }
                }
            });
        }
    }
}
