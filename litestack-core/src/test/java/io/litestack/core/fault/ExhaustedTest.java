package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Pairs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stack and heap are used up wherever a write may stand just then: in a process of its own, since Java itself does not
 * survive that everywhere. Afterwards the writer is free and what is stored is what was acknowledged.
 */
@Timeout(120)
class ExhaustedTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Sync.class,
            names = {"NORMAL", "FULL"})
    void writes_near_the_end_of_the_stack_are_stored_or_refused(Sync sync) {
        try (ChildJvm child = ChildJvm.start(folder, DeepWrites.class, folder.resolve("app.db"), sync)) {
            assertThat(child.awaitEnd()).as(child.errors()).isZero();
            assertThat(child.rest()).last().asString().startsWith("well");
        }
    }

    /** What both processes share: ids, what was acknowledged, and the look at the end. */
    private static final class Writes {
        final Store store;
        final AtomicLong ids = new AtomicLong();

        /** Written without a call and without memory. */
        final boolean[] acknowledged = new boolean[1 << 20];

        final boolean[] unknown = new boolean[1 << 20];

        Writes(String[] args) {
            store = Store.open(StoreConfig.builder(Path.of(args[0]))
                    .sync(Sync.valueOf(args[1]))
                    .waitTimeout(Duration.ofSeconds(20))
                    .build());
            Pairs.createTables(store);
        }

        /** Whatever is used in the end is used once at first: a class that fails to be initialised is lost. */
        void warmUp() {
            for (int i = 0; i < 50; i++) {
                one();
            }
            for (int i = 0; i < 3; i++) {
                fail(() -> Pairs.write(store, 1, 10));
                fail(() -> Pairs.execute(store, 1, 10));
                fail(() -> Pairs.submit(store, 1, 10).join());
                fail(() -> store.useWrite(tx -> {
                    throw new OutOfMemoryError("made up");
                }));
                fail(() -> StoreInternals.of(store)
                        .commands()
                        .execute(
                                statements -> {
                                    throw new OutOfMemoryError("made up");
                                },
                                Ack.DURABLE));
            }
            Pairs.stored(store);
        }

        private static void fail(Runnable write) {
            try {
                write.run();
            } catch (RuntimeException | Error e) {
                // that is what it is for
            }
        }

        /** One write, in one of the three ways. */
        void one() {
            long id = ids.incrementAndGet();
            try {
                if (id % 3 == 0) {
                    Pairs.write(store, id, 10);
                } else if (id % 3 == 1) {
                    Pairs.execute(store, id, 10);
                } else {
                    join(Pairs.submit(store, id, 10), id);
                }
            } catch (OutcomeUnknownException e) {
                unknown[(int) id] = true;
                throw e;
            }
            acknowledged[(int) id] = true;
        }

        /** A future needs memory and stack of its own to be waited for. */
        private void join(CompletableFuture<Long> future, long id) {
            unknown[(int) id] = true;
            try {
                future.join();
                unknown[(int) id] = false;
            } catch (CompletionException e) {
                unknown[(int) id] = e.getCause() instanceof OutcomeUnknownException;
                throw e;
            }
        }

        void verify(long failures) {
            for (int i = 0; i < 10; i++) {
                one();
            }
            Set<Long> expected = new HashSet<>();
            Set<Long> allowed = new HashSet<>();
            for (long id = 0; id < acknowledged.length; id++) {
                if (acknowledged[(int) id]) {
                    expected.add(id);
                }
                if (unknown[(int) id]) {
                    allowed.add(id);
                }
            }
            Set<Long> more = new HashSet<>(Pairs.verify(store, expected));
            more.removeAll(expected);
            more.removeAll(allowed);
            if (!more.isEmpty()) {
                throw new AssertionError("stored though refused: " + more);
            }
            store.close();
            System.out.println("well: " + expected.size() + " stored, " + failures + " refused, of which "
                    + allowed.size() + " unknown");
        }
    }

    /** Writes at every depth of a stack at which one may fail. */
    static final class DeepWrites {
        private static Writes writes;
        private static int failures;
        private static int tries;

        private DeepWrites() {}

        public static void main(String[] args) throws InterruptedException {
            writes = new Writes(args);
            writes.warmUp();
            for (int i = 0; i < 30; i++) {
                Thread thread = new Thread(null, DeepWrites::dive, "deep", 400_000 + i * 16);
                tries = 0;
                thread.start();
                thread.join();
            }
            writes.verify(failures);
            System.exit(0);
        }

        @SuppressWarnings("InfiniteRecursion") // until the stack ends
        private static void dive() {
            try {
                dive();
            } catch (StackOverflowError e) {
                // on the way up, with a little more room each time
            }
            if (tries < 150) {
                tries++;
                try {
                    writes.one();
                } catch (StackOverflowError | RuntimeException e) {
                    failures++;
                }
            }
        }
    }

    /** Writes while others take all the memory there is and let it go again. */
    static final class HungryWrites {
        private static volatile boolean isOver;
        private static final AtomicLong failures = new AtomicLong();

        private HungryWrites() {}

        public static void main(String[] args) throws InterruptedException {
            Writes writes = new Writes(args);
            writes.warmUp();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                threads.add(new Thread(() -> write(writes), "writes"));
            }
            Thread eater = new Thread(HungryWrites::eat, "eats");
            threads.forEach(Thread::start);
            eater.start();
            eater.join();
            isOver = true;
            for (Thread thread : threads) {
                thread.join();
            }
            writes.verify(failures.get());
            System.exit(0);
        }

        private static void eat() {
            for (int i = 0; i < 10; i++) {
                try {
                    List<byte[]> all = new ArrayList<>(100_000);
                    for (int size = 1 << 20; ; size = Math.max(16, size / 8)) {
                        eatPieces(all, size);
                    }
                } catch (OutOfMemoryError e) {
                    // all of it is let go
                }
            }
        }

        /** Until there is no piece of this size; of the smallest, until the list is full. */
        private static void eatPieces(List<byte[]> all, int size) {
            try {
                while (true) {
                    all.add(new byte[size]);
                }
            } catch (OutOfMemoryError e) {
                if (size == 16) {
                    throw e;
                }
            }
        }

        private static void write(Writes writes) {
            while (!isOver) {
                try {
                    writes.one();
                } catch (Throwable e) {
                    failures.incrementAndGet();
                }
            }
        }
    }
}
