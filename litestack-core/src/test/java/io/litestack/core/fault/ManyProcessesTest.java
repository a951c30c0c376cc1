package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes with several threads each open a new file at the same time and count on it. */
class ManyProcessesTest {
    private static final int PROCESSES = 4;
    private static final int THREADS = 8;
    private static final int ROUNDS = 100;
    private static final int WAYS = 3;

    /** Two cores may have much to do beside these processes. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void nobody_times_out_and_no_increment_is_lost() {
        Path file = folder.resolve("counter.db");
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                children.add(ChildJvm.start(folder, Counting.class, file));
            }
            children.forEach(child -> child.await("ready"));
            children.forEach(child -> child.send("go"));
            for (ChildJvm child : children) {
                assertThat(child.awaitEnd()).as(child.errors()).isZero();
            }
        } finally {
            children.forEach(ChildJvm::close);
        }
        try (Store store = Store.open(file)) {
            assertThat(store.query("select n from counter", row -> row.getLong(1)))
                    .containsExactly((long) PROCESSES * THREADS * ROUNDS * WAYS);
            assertThat(store.query("select * from pragma_integrity_check", row -> row.getString(1)))
                    .containsExactly("ok");
        }
    }

    /** One of the processes. It ends with an error if any increment fails. */
    static final class Counting {
        public static void main(String[] args) throws Exception {
            // each of them makes the file, and the table
            StoreConfig config =
                    StoreConfig.builder(Path.of(args[0])).waitTimeout(PATIENCE).build();
            try (Store store = Store.open(config)) {
                store.execute("create table if not exists counter(id integer primary key, n integer)");
                store.execute("insert into counter(id, n) values (1, 0) on conflict do nothing");
                System.out.println("ready");
                System.in.read();
                List<CompletableFuture<Void>> threads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    threads.add(onThreadOfItsOwn(() -> count(store)));
                }
                threads.forEach(CompletableFuture::join);
            }
        }

        private static void count(Store store) {
            Commands commands = StoreInternals.of(store).commands();
            List<CompletableFuture<Integer>> submitted = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                store.useWrite(tx -> {
                    long n = tx.queryFirst("select n from counter", row -> row.getLong(1))
                            .orElseThrow();
                    tx.execute("update counter set n = ?", n + 1);
                });
                commands.execute(
                        it -> it.prepare("update counter set n = n + 1").executeUpdate(), Ack.DURABLE);
                submitted.add(commands.submit(
                        it -> it.prepare("update counter set n = n + 1").executeUpdate(), Ack.DURABLE));
            }
            submitted.forEach(CompletableFuture::join);
        }

        private static CompletableFuture<Void> onThreadOfItsOwn(Runnable work) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            work.run();
                            end.complete(null);
                        } catch (Throwable e) {
                            end.completeExceptionally(e);
                        }
                    })
                    .start();
            return end;
        }
    }
}
