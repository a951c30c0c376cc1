package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.EveryCall;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at its first write to the log, at its second, and so on to the last; and at its first sync, its second,
 * and so on. A frame of the log is two writes (its head and its page), and a unit here is two frames.
 */
@Requires(Facility.STRACE)
class KillAtEveryWriteTest {
    private static final int STATUS_OF_KILL_9 = 128 + 9;

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void a_kill_at_any_write_of_a_transaction_or_a_waiting_command_loses_nothing_acknowledged_and_leaves_no_half() {
        assertThat(killsAtEvery("pwrite64", "transactions")).isGreaterThanOrEqualTo(3 * 4);
    }

    @Test
    @Timeout(120)
    void a_kill_at_any_write_of_a_queued_command_loses_nothing_acknowledged_and_leaves_no_half() {
        assertThat(killsAtEvery("pwrite64", "queued")).isGreaterThanOrEqualTo(4);
    }

    @Test
    @Timeout(120)
    void a_kill_at_any_sync_loses_nothing_acknowledged_and_leaves_no_half() {
        assertThat(killsAtEvery("fsync", "transactions")).isGreaterThanOrEqualTo(3);
        assertThat(killsAtEvery("fsync", "queued")).isGreaterThanOrEqualTo(1);
    }

    private int killsAtEvery(String call, String units) {
        return EveryCall.of(n -> killedAt(call, n, units));
    }

    private boolean killedAt(String call, int n, String units) throws IOException {
        Path own = Files.createTempDirectory(folder, call + n);
        List<Path> files = List.of(own.resolve("NORMAL.db"), own.resolve("FULL.db"));
        List<Long> acknowledged = new ArrayList<>();
        boolean wasKilled;
        try (ChildJvm child = ChildJvm.start(own, Units.class, own, units)) {
            child.await("ready");
            Path[] logs = files.stream().map(Shell::log).toArray(Path[]::new);
            try (Faults kill = Faults.in(child.pid(), call + ":signal=SIGKILL:when=" + n, logs)) {
                child.send("go");
                wasKilled = child.awaitEnd() == STATUS_OF_KILL_9;
                kill.end();
            }
            child.rest().forEach(line -> acknowledged.add(Long.valueOf(line)));
        }
        assertThat(wasKilled || acknowledged.size() == Units.ALL.size())
                .as("killed by the fault, or done")
                .isTrue();
        for (Path file : files) {
            Pairs.verify(file, Units.on(file, acknowledged));
        }
        return wasKilled;
    }

    /** The process that is killed: one unit in each way. The number of a unit says to which store it belongs. */
    static final class Units {
        static final List<Long> ALL = List.of(1L, 2L, 3L);

        public static void main(String[] args) throws IOException {
            Store normal = open(Path.of(args[0], "NORMAL.db"), Sync.NORMAL);
            Store full = open(Path.of(args[0], "FULL.db"), Sync.FULL);
            System.out.println("ready");
            System.in.read();
            if (args[1].equals("queued")) {
                for (long id : ALL) {
                    Pairs.submit(isOnFull(id) ? full : normal, id, 10).join();
                    System.out.println(id);
                }
            } else {
                Pairs.write(full, 1, 10);
                System.out.println(1);
                Pairs.write(normal, WriteOptions.synced(), 2, 10);
                System.out.println(2);
                Pairs.execute(full, 3, 10);
                System.out.println(3);
            }
            // not closed: what a clean end does to the log is another test's
            Runtime.getRuntime().halt(0);
        }

        private static Store open(Path file, Sync sync) {
            Store store = Store.open(StoreConfig.builder(file).sync(sync).build());
            Pairs.createTables(store);
            return store;
        }

        private static boolean isOnFull(long id) {
            return id % 2 == 1;
        }

        static List<Long> on(Path file, List<Long> ids) {
            boolean isFull = file.endsWith("FULL.db");
            return ids.stream().filter(id -> isOnFull(id) == isFull).toList();
        }
    }
}
