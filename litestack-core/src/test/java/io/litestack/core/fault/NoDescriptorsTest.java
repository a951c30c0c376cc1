package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.LitestackException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process has no file descriptors left: what needs one says so, what needs none works, and all works again afterwards. */
@Requires(Facility.LINUX)
@Timeout(120)
class NoDescriptorsTest {
    @TempDir
    Path folder;

    @Test
    void a_process_without_descriptors_fails_clearly_loses_nothing_and_recovers() {
        List<String> launcher = List.of("sh", "-c", "ulimit -n 256; exec \"$0\" \"$@\"");
        try (ChildJvm child = ChildJvm.start(launcher, folder, Exhausted.class, folder)) {
            List<String> said = child.rest();
            assertThat(child.awaitEnd()).as("%s %s", said, child.errors()).isZero();
            assertThat(said).hasSize(4);
            assertThat(said.get(0)).contains("other.db", "ulimit -n");
            assertThat(said.get(1)).contains("app.db", "ulimit -n").doesNotContain("check that");
            assertThat(said.get(2)).isEqualTo("written");
            assertThat(said.get(3)).isEqualTo("recovered");
        }
        assertThat(Pairs.verify(folder.resolve("app.db"), List.of(1L, 2L, 4L))).contains(4L);
    }

    /** The process: it takes all descriptors for itself, and then uses its store. */
    static final class Exhausted {
        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            Store store = Store.open(StoreConfig.builder(folder.resolve("app.db"))
                    .sync(Sync.FULL)
                    .build());
            Pairs.createTables(store);
            Pairs.write(store, 1, 10);
            loadClasses(folder);
            Deque<FileInputStream> taken = new ArrayDeque<>();
            takeAll(taken);
            System.out.println(
                    failureOf(() -> Store.open(folder.resolve("other.db")).close()));
            System.out.println(failureOf(() -> Pairs.stored(store)));
            Pairs.write(store, 2, 10);
            System.out.println("written");
            while (!taken.isEmpty()) {
                taken.pop().close();
            }
            Store.open(folder.resolve("other.db")).close();
            Pairs.write(store, 4, 10);
            Pairs.verify(store, List.of(1L, 2L, 4L));
            System.out.println("recovered");
            store.close();
        }

        /** Those that come from a folder need a descriptor each. */
        private static void loadClasses(Path folder) {
            failureOf(() -> Store.open(folder));
            try (Store store = Store.open(folder.resolve("other.db"))) {
                Pairs.createTables(store);
                Pairs.verify(store, List.of());
                failureOf(() -> store.query("select nothing", row -> 1));
            }
        }

        private static void takeAll(Deque<FileInputStream> taken) {
            try {
                while (true) {
                    taken.push(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                // that was the last
            }
        }

        private static String failureOf(Runnable action) {
            try {
                action.run();
                return "no failure";
            } catch (LitestackException e) {
                return String.valueOf(e.getMessage()).replace('\n', ' ');
            }
        }
    }
}
