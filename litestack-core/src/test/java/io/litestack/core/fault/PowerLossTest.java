package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.DiskTrace;
import io.litestack.core.testkit.Pairs;
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
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails at any instant of a run, and the disk has kept what it had to keep: the flushed, and any part of the rest.
 * Many more instants than the few dozens:
 *
 * <pre>{@code
 * mvn test -pl litestack-core -Dtest=PowerLossTest -Dlitestack.soak=2000
 * }</pre>
 */
@Requires(Facility.STRACE)
@Timeout(value = 2, unit = TimeUnit.HOURS)
class PowerLossTest {
    private static final int INSTANTS = Integer.getInteger("litestack.soak", 30);

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    @Test
    void at_full_nothing_acknowledged_is_lost() {
        DiskTrace trace = traceOf("full");
        Random random = seed.random();
        for (int i = 0; i < INSTANTS; i++) {
            long instant = random.nextLong(trace.instants());
            Pairs.verify(imageOf(trace, instant, random), acknowledged(trace, instant));
        }
    }

    @Test
    void at_normal_only_a_tail_is_lost_and_nothing_that_was_written_synced() {
        DiskTrace trace = traceOf("normal");
        Random random = seed.random();
        for (int i = 0; i < INSTANTS; i++) {
            long instant = random.nextLong(trace.instants());
            Set<Long> stored = Pairs.verify(imageOf(trace, instant, random), synced(acknowledged(trace, instant)));
            assertThat(stored)
                    .as("a beginning of what was written")
                    .isEqualTo(LongStream.rangeClosed(1, stored.size()).boxed().collect(Collectors.toSet()));
        }
    }

    private DiskTrace traceOf(String load) {
        Path trace = folder.resolve("trace.txt");
        List<String> launcher = DiskTrace.launcher(trace, file(), Shell.log(file()), acknowledgements());
        try (ChildJvm child = ChildJvm.start(launcher, folder, Load.class, load, file(), acknowledgements())) {
            assertThat(child.awaitEnd()).as(child.errors()).isZero();
        }
        DiskTrace read = DiskTrace.read(trace);
        assertThat(read.flushes(file())).as("checkpoints that were flushed").isPositive();
        return read;
    }

    /** What is left, as files under another name. */
    private Path imageOf(DiskTrace trace, long instant, Random random) {
        Path image = folder.resolve("image" + instant + "-" + random.nextInt(Integer.MAX_VALUE) + ".db");
        trace.leave(file(), instant, random, image);
        trace.leave(Shell.log(file()), instant, random, Shell.log(image));
        return image;
    }

    private List<Long> acknowledged(DiskTrace trace, long instant) {
        return trace.said(acknowledgements(), instant)
                .lines()
                .map(Long::valueOf)
                .toList();
    }

    private static List<Long> synced(List<Long> acknowledged) {
        return acknowledged.stream().filter(it -> it % Load.SYNCED_EVERY == 0).toList();
    }

    private Path file() {
        return folder.resolve("app.db");
    }

    private Path acknowledgements() {
        return folder.resolve("acknowledgements.txt");
    }

    /** The process that is traced; it ends without closing anything. */
    static final class Load {
        static final int SYNCED_EVERY = 10;

        private static final int THREADS = 4;
        private static final int UNITS = 400;
        private static final int LARGEST_PAYLOAD = 8_000;

        private final Store store;
        private final FileOutputStream acknowledgements;
        private final Random random = new Random(1);
        private final AtomicLong ids = new AtomicLong();

        private Load(Store store, FileOutputStream acknowledgements) {
            this.store = store;
            this.acknowledgements = acknowledgements;
        }

        public static void main(String[] args) throws IOException {
            boolean isFull = args[0].equals("full");
            Store store = Store.open(StoreConfig.builder(Path.of(args[1]))
                    .sync(isFull ? Sync.FULL : Sync.NORMAL)
                    .build());
            Pairs.createTables(store);
            store.sync();
            Load load = new Load(store, new FileOutputStream(args[2]));
            if (isFull) {
                load.manyAtOnce();
            } else {
                load.oneAfterTheOther();
            }
            Runtime.getRuntime().halt(0);
        }

        private void manyAtOnce() {
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                LongConsumer way = i == 0
                        ? id -> Pairs.submit(store, id, payload()).join()
                        : i == 1 ? id -> Pairs.execute(store, id, payload()) : id -> Pairs.write(store, id, payload());
                threads.add(CompletableFuture.runAsync(() -> write(way), task -> new Thread(task).start()));
            }
            threads.forEach(CompletableFuture::join);
        }

        private void write(LongConsumer way) {
            for (long id = ids.incrementAndGet(); id <= UNITS; id = ids.incrementAndGet()) {
                way.accept(id);
                acknowledge(id);
            }
        }

        private void oneAfterTheOther() {
            write(id -> Pairs.write(
                    store, id % SYNCED_EVERY == 0 ? WriteOptions.synced() : WriteOptions.standard(), id, payload()));
        }

        private synchronized int payload() {
            return random.nextInt(LARGEST_PAYLOAD);
        }

        private synchronized void acknowledge(long id) {
            try {
                acknowledgements.write((id + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
