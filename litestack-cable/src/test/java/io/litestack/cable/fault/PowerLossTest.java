package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Position;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.DiskTrace;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.core.testkit.Shell;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails at any instant while messages are published and delivered, and takes what the disk had not to keep. No id that
 * anybody has seen is given again; at FULL nothing that anybody has seen is lost. More instants: {@code -Dlitestack.soak=500}.
 */
@Requires(Facility.STRACE)
@Timeout(value = 1, unit = TimeUnit.HOURS)
class PowerLossTest {
    private static final int INSTANTS = Integer.getInteger("litestack.soak", 5);

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Sync.class,
            names = {"NORMAL", "FULL"})
    void no_id_that_was_seen_is_given_again(Sync sync) {
        DiskTrace trace = trace(sync);
        Random random = seed.random();
        for (int i = 0; i < INSTANTS; i++) {
            long instant = random.nextLong(trace.instants());
            // into the same files: a log that was copied elsewhere would be another one
            Shell.run("rm", "-rf", file() + "-shm", folder.resolve(".litestack"));
            trace.leave(file(), instant, random, file());
            trace.leave(Shell.log(file()), instant, random, Shell.log(file()));
            verify(sync, trace.said(seen(), instant));
        }
    }

    private DiskTrace trace(Sync sync) {
        Path trace = folder.resolve("trace.txt");
        List<String> launcher = DiskTrace.launcher(trace, file(), Shell.log(file()), seen());
        try (ChildJvm child = ChildJvm.start(launcher, folder, Load.class, file(), seen(), sync)) {
            assertThat(child.awaitEnd()).as(child.errors()).isZero();
        }
        return DiskTrace.read(trace);
    }

    private Path file() {
        return folder.resolve("cable.db");
    }

    private Path seen() {
        return folder.resolve("seen.txt");
    }

    private void verify(Sync sync, String said) {
        Set<Position> seen = new HashSet<>();
        said.lines().map(Position::parse).forEach(seen::add);
        StoreConfig config = StoreConfig.builder(file()).sync(sync).build();
        try (Store store = Store.open(config)) {
            assertThat(store.integrityCheck()).isEmpty();
            boolean isLog = store.queryFirst(
                            "select 1 from sqlite_schema where name = 'litecable_log'", row -> row.getInt(1))
                    .isPresent();
            if (isLog) {
                // what a restart of the machine changes
                store.execute("update litecable_log set boot = 'another'");
            } else {
                assertThat(seen).isEmpty();
            }
            try (Cable cable = Cable.open(CableConfig.builder(config).build())) {
                String epoch = cable.position().epoch();
                assertThat(seen).allMatch(it -> it.epoch().equals(epoch));
                long next = cable.publish("a", "next");
                assertThat(seen).allMatch(it -> it.id() < next);
                if (sync == Sync.FULL) {
                    Set<Long> kept =
                            new HashSet<>(store.query("select id from litecable_messages", row -> row.getLong(1)));
                    assertThat(seen).allMatch(it -> kept.contains(it.id()));
                }
            }
        }
    }

    /** The process that is traced; it ends without closing anything. */
    static final class Load {
        private static final int THREADS = 3;
        private static final int MESSAGES = 60;

        private Load() {}

        /** The cable's file, that of the positions that somebody has seen, and the level. */
        public static void main(String[] arguments) throws IOException {
            StoreConfig config = StoreConfig.builder(Path.of(arguments[0]))
                    .sync(Sync.valueOf(arguments[2]))
                    .build();
            Store store = Store.open(config);
            Cable cable = Cable.open(CableConfig.builder(config).build());
            // the first range of ids ends in the midst of the run
            assertThat(store.execute("insert into litecable_messages values (999900, 0, 'a', 0, x'')"))
                    .isPositive();
            store.sync();
            AtomicInteger got = new AtomicInteger();
            try (FileOutputStream seen = new FileOutputStream(arguments[1])) {
                cable.subscribe("a", it -> {
                    say(seen, it.position());
                    got.incrementAndGet();
                });
                List<Background<Void>> publishers = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    publishers.add(Background.run("publisher", () -> publish(cable, seen)));
                }
                publishers.forEach(Background::result);
                Eventually.until("all have come", () -> got.get() == THREADS * MESSAGES);
            }
            Runtime.getRuntime().halt(0);
        }

        private static void publish(Cable cable, FileOutputStream seen) {
            String epoch = cable.position().epoch();
            for (int i = 0; i < MESSAGES; i++) {
                say(seen, new Position(epoch, cable.publish("a", "x".repeat(100 * i))));
            }
        }

        private static void say(FileOutputStream seen, Position position) {
            try {
                seen.write((position + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
