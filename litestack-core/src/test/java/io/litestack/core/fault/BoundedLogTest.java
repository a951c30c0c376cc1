package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.StoreEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers at full speed do not outrun the checkpoints: the log stays short in bytes, whatever the page size, beside readers of
 * short views and with a second process. For a minute each instead of a second:
 *
 * <pre>{@code
 * mvn test -pl litestack-core -Dtest=BoundedLogTest -Dlitestack.soak=60
 * }</pre>
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class BoundedLogTest {
    private static final long MOST_LOG_BYTES = 64_000_000;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("litestack.soak", 1));
    private static final long VIEW_NANOS = 2_000_000;

    @TempDir
    Path folder;

    private final StoreEvents heard = new StoreEvents();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong longestViewNanos = new AtomicLong();

    @ParameterizedTest
    @ValueSource(ints = {4096, 32_768})
    void a_writer_at_full_speed_does_not_outrun_the_checkpoints(int pageBytes) {
        try (Store store = open(pageBytes)) {
            assertThat(largestLogWhile(() -> write(store, 1))).isLessThanOrEqualTo(MOST_LOG_BYTES);
        }
        assertNobodyIsBlamed();
    }

    @Test
    void transactions_of_a_megabyte_do_not_either() {
        try (Store store = open(4096)) {
            assertThat(largestLogWhile(() -> write(store, 1_000_000))).isLessThanOrEqualTo(MOST_LOG_BYTES);
        }
        assertNobodyIsBlamed();
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 32_768})
    void readers_of_short_views_do_not_keep_the_log_from_being_begun_anew(int pageBytes) {
        try (Store store = open(pageBytes)) {
            List<Background<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(Background.run("reader " + i, () -> readShortViews(store)));
            }
            long largest = largestLogWhile(() -> write(store, 1));
            readers.forEach(Background::result);
            // on a machine with much else to do the views are not short
            boolean areShort = longestViewNanos.get() < 10 * VIEW_NANOS;
            assertThat(largest).isLessThanOrEqualTo(areShort ? MOST_LOG_BYTES : 2 * MOST_LOG_BYTES);
        }
        assertNobodyIsBlamed();
    }

    @Test
    void two_processes_do_not_outrun_the_checkpoints_together() {
        try (Store store = open(4096);
                ChildJvm other = ChildJvm.start(folder, OtherWriter.class, file(), NANOS)) {
            other.await("writing");
            long largest = largestLogWhile(() -> write(store, 1));
            other.await("done");
            assertThat(largest).isLessThanOrEqualTo(MOST_LOG_BYTES);
        }
        assertNobodyIsBlamed();
    }

    /** Most of the burst is over before a loop that rests for a fifth of a second looks for the first time. */
    @Test
    void a_burst_after_a_time_of_calm_is_seen_at_once() {
        try (Store store = open(32_768)) {
            assertThat(largestLogWhile(() -> {
                        for (int i = 0; i < 100; i++) {
                            insert(store, 1_000_000);
                        }
                    }))
                    .isLessThanOrEqualTo(MOST_LOG_BYTES);
        }
    }

    private void assertNobodyIsBlamed() {
        assertThat(heard.all()).noneMatch(it -> it.startsWith("starved"));
    }

    /** What is done until the time is over, or once. */
    private interface Load {
        void run();
    }

    private long largestLogWhile(Load load) {
        Background<Long> watcher = Background.call("watcher", () -> {
            long largest = 0;
            while (!isOver.get()) {
                largest = Math.max(largest, Files.size(Shell.log(file())));
                LockSupport.parkNanos(1_000_000);
            }
            return largest;
        });
        try {
            load.run();
        } finally {
            isOver.set(true);
        }
        return watcher.result();
    }

    private static void write(Store store, int payloadBytes) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < NANOS) {
            insert(store, payloadBytes);
        }
    }

    private static void insert(Store store, int payloadBytes) {
        store.execute("insert into t(k, payload) values (abs(random()) % 100000, zeroblob(?))", payloadBytes);
    }

    private void readShortViews(Store store) {
        while (!isOver.get()) {
            long start = System.nanoTime();
            store.useRead(view -> {
                view.query("select id from t limit 10", row -> row.getLong(1));
                LockSupport.parkNanos(VIEW_NANOS);
            });
            longestViewNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    private Store open(int pageBytes) {
        try (ForeignProcess maker = ForeignProcess.open(folder, file())) {
            maker.run("pragma page_size=" + pageBytes);
            maker.run("create table t(id integer primary key, k integer, payload blob)");
            maker.run("create index t_by_k on t(k)");
        }
        Store store = openOwn(file(), heard);
        insert(store, 1);
        return store;
    }

    private static Store openOwn(Path file, StoreEvents heard) {
        return Store.open(StoreConfig.builder(file).listener(heard).build());
    }

    private Path file() {
        return folder.resolve("app.db");
    }

    /** The second process. */
    static final class OtherWriter {
        public static void main(String[] args) {
            try (Store store = openOwn(Path.of(args[0]), new StoreEvents())) {
                insert(store, 1);
                System.out.println("writing");
                long start = System.nanoTime();
                while (System.nanoTime() - start < Long.parseLong(args[1])) {
                    insert(store, 1);
                }
            }
            System.out.println("done");
        }
    }
}
