package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Opening, using and closing stores again and again leaves nothing behind. */
@Requires(Facility.LINUX)
@Timeout(120)
class NothingLeftTest {
    @TempDir
    Path folder;

    /** In a process of its own, whose folder for temporary files nobody else uses. */
    @Test
    void two_hundred_rounds_leave_no_thread_no_descriptor_and_no_file() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path data = Files.createDirectory(folder.resolve("data"));
        List<String> launcher = List.of("env", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary);
        try (ChildJvm child = ChildJvm.start(launcher, folder, Rounds.class, data)) {
            child.await("warm");
            Set<String> before = names(temporary);
            child.send("go");
            while (!child.next()
                    .orElseThrow(() -> new AssertionError(child.errors()))
                    .equals("done")) {
                // it tells of each round
            }
            assertThat(names(temporary)).isEqualTo(before);
            child.send("end");
            assertThat(child.awaitEnd()).as(child.errors()).isZero();
        }
        assertThat(names(data)).containsExactlyInAnyOrder("app.db", "jobs.db", ".litestack");
        assertThat(names(data.resolve(".litestack"))).isEmpty();
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The process. */
    static final class Rounds {
        private static final int ROUNDS = 200;

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            useEverything(folder);
            Set<Thread> threads = threads();
            long descriptors = descriptors();
            System.out.println("warm");
            awaitLine();
            for (int i = 0; i < ROUNDS; i++) {
                if (i % 4 == 0) {
                    useEverything(folder);
                } else {
                    useAsMostDo(folder);
                }
                System.out.println(i);
            }
            Eventually.until("all threads have ended", () -> threads.containsAll(threads()));
            assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
            System.out.println("done");
            awaitLine();
        }

        private static void awaitLine() throws IOException {
            while (System.in.read() != '\n') {
                // the rest of the line
            }
        }

        private static void useAsMostDo(Path folder) {
            try (Store store = Store.open(folder.resolve("jobs.db"))) {
                store.execute("create table if not exists t(x)");
                store.execute("insert into t values (1)");
            }
        }

        /** Starts every thread and opens every file that there is. */
        private static void useEverything(Path folder) {
            StoreConfig config = StoreConfig.builder(folder.resolve("app.db"))
                    .sync(Sync.FULL)
                    .build();
            try (Store store = Store.open(config);
                    Store jobs = Store.open(folder.resolve("jobs.db"));
                    Relay relay = Relay.open(jobs, "jobs", (tx, row) -> {})) {
                Pairs.createTables(store);
                store.execute("insert into right_half default values");
                Pairs.submit(store, System.nanoTime(), 10).join();
                Pairs.stored(store);
                StoreInternals.of(store).changeNotifier().subscribe(1, () -> {}).close();
                store.useWrite(tx -> relay.send(tx, "job", new byte[10]));
                Eventually.until(
                        "what was forwarded is removed", () -> Outbox.of(store).size("jobs") <= 1);
            }
        }

        private static Set<Thread> threads() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(it -> it.getName().startsWith("litestack-"))
                    .collect(Collectors.toSet());
        }

        private static long descriptors() throws IOException {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return open.count();
            }
        }
    }
}
