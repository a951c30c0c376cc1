package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Checkpoint;
import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.WriteOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the documentation shows; each region stands there word for word. */
class StoreTourTest {
    @TempDir
    Path folder;

    record Note(long id, String text) {}

    @Test
    void the_first_lines() {
        Path path = folder.resolve("data/app.db");
        // region first-lines
        try (Store store = Store.open(path)) { // a file; its folder is made if it is missing
            store.execute("create table if not exists note(id integer primary key, text text not null)");

            store.useWrite(tx -> {
                // one transaction, on this thread
                tx.execute("insert into note(text) values (?)", "buy milk");
                long id = tx.insert("insert into note(text) values (?)", "call home")
                        .getAsLong();
                tx.afterCommit(() -> System.out.println("note " + id + " is stored"));
            });

            List<Note> notes = store.query(
                    "select id, text from note where text like ?",
                    row -> new Note(row.getLong("id"), row.getString("text")),
                    "%milk%");
            System.out.println(notes); // [Note[id=1, text=buy milk]]
        }
        // endregion
        try (Store store = Store.open(path)) {
            assertThat(store.query("select text from note order by id", row -> row.getString(1)))
                    .containsExactly("buy milk", "call home");
        }
    }

    @Test
    void settings() {
        Path path = folder.resolve("orders.db");
        // region settings
        StoreConfig config = StoreConfig.builder(path)
                .sync(Sync.FULL) // an acknowledged write survives a power loss
                .waitTimeout(Duration.ofSeconds(2)) // then StoreBusyException
                .transactionTimeout(Duration.ofSeconds(10)) // then it is rolled back
                .checkpoint(Checkpoint.INTERNAL) // EXTERNAL beside Litestream
                .build();
        // endregion
        try (Store store = Store.open(config)) {
            assertThat(store.config()).isEqualTo(config);
        }
    }

    @Test
    void one_synced_write() {
        try (Store store = Store.open(folder.resolve("money.db"))) {
            store.execute("create table payment(amount integer)");
            // region synced
            store.useWrite(WriteOptions.synced(), tx -> tx.execute("insert into payment(amount) values (?)", 12));
            // endregion
            assertThat(store.stats().syncs()).isPositive();
        }
    }

    @Test
    void a_snapshot() {
        try (Store store = Store.open(folder.resolve("shop.db"))) {
            store.execute("create table item(price integer)");
            store.execute("insert into item(price) values (3), (4)");
            // region snapshot
            long average = store.read(snapshot -> {
                long sum = snapshot.queryFirst("select sum(price) from item", row -> row.getLong(1))
                        .orElse(0L);
                long count = snapshot.queryFirst("select count(*) from item", row -> row.getLong(1))
                        .orElse(1L);
                return sum / count; // both saw the same items, whatever others wrote meanwhile
            });
            // endregion
            assertThat(average).isEqualTo(3);
        }
    }

    @Test
    void nested_writes() {
        try (Store store = Store.open(folder.resolve("nested.db"))) {
            store.execute("create table line(text text not null unique)");
            List<String> lines = List.of("a", "b", "a", "c");
            // region nested
            List<String> refused = new ArrayList<>();
            store.useWrite(tx -> {
                for (String line : lines) {
                    try {
                        store.useWrite(inner -> inner.execute("insert into line values (?)", line));
                    } catch (StoreException e) {
                        refused.add(line); // only this line's part is undone
                    }
                }
            });
            // endregion
            assertThat(refused).containsExactly("a");
            assertThat(store.query("select text from line", row -> row.getString(1)))
                    .containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void waiting_has_an_end() throws Exception {
        try (Store store = Store.open(folder.resolve("busy.db"))) {
            store.execute("create table t(x)");
            var holds = new java.util.concurrent.CountDownLatch(1);
            var done = new java.util.concurrent.CountDownLatch(1);
            Thread holder = new Thread(() -> store.useWrite(tx -> {
                holds.countDown();
                try {
                    done.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            holder.start();
            holds.await();
            // region deadline
            WriteOptions impatient = WriteOptions.standard().withWaitTimeout(Duration.ofMillis(100));
            assertThatThrownBy(() -> store.useWrite(impatient, tx -> tx.execute("insert into t values (1)")))
                    .isInstanceOf(StoreBusyException.class)
                    .hasMessageContaining("timed out after 100 ms waiting for the writer");
            // endregion
            done.countDown();
            holder.join();
        }
    }
}
