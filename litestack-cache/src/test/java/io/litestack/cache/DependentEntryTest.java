package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Entries that depend on tables of the application. */
@Timeout(120)
class DependentEntryTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private Store store;
    private Cache cache;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("app.db"));
        store.execute("create table Orders(id integer primary key, total integer)");
        store.execute("create table \"odd \"\" name\"(x)");
        store.execute("insert into orders values (1, 10)");
        cache = Cache.open(CacheConfig.builder(store.config()).build());
    }

    @AfterEach
    void close() {
        cache.close();
        store.close();
    }

    private long sum() {
        return cache.get(
                "sum",
                Long.class,
                LoadOptions.standard().dependsOn("orders"),
                () -> store.queryFirst("select sum(total) from orders", row -> row.getLong(1))
                        .orElseThrow());
    }

    private void awaitSum(long expected) {
        Eventually.until("the sum is " + expected, () -> sum() == expected);
    }

    @Test
    void whoever_changes_the_table_invalidates_the_entry() {
        assertThat(sum()).isEqualTo(10);
        assertThat(cache.find("sum", Long.class)).contains(10L);
        store.execute("insert into orders values (2, 5)");
        awaitSum(15);
        store.execute("update orders set total = 6 where id = 2");
        awaitSum(16);
        store.execute("delete from orders where id = 2");
        awaitSum(10);
        try (Foreigner stranger = new Foreigner(folder.resolve("app.db"))) {
            stranger.execute("insert into orders values (3, 90)");
        }
        awaitSum(100);
        // a load that was under way when the change was noticed is returned, and not kept
        Eventually.until(
                "it is kept",
                () -> sum() == 100 && cache.find("sum", Long.class).isPresent());
        store.execute("insert into \"odd \"\" name\" values (1)");
        assertThat(cache.find("sum", Long.class)).contains(100L);
    }

    @Test
    void a_transaction_that_is_rolled_back_invalidates_nothing() {
        assertThat(sum()).isEqualTo(10);
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    tx.execute("insert into orders values (2, 5)");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        cache.evictTag("something");
        assertThat(cache.find("sum", Long.class)).contains(10L);
    }

    @Test
    void it_is_there_for_puts_and_for_tables_of_any_name() {
        cache.put("a", "x", EntryOptions.standard().dependsOn("odd \" name", "ORDERS"));
        assertThat(cache.find("a", String.class)).contains("x");
        store.execute("insert into \"odd \"\" name\" values (1)");
        Eventually.until("it is gone", () -> cache.find("a", String.class).isEmpty());
        cache.put("a", "y", EntryOptions.standard().dependsOn("odd \" name", "ORDERS"));
        store.execute("insert into orders values (2, 5)");
        Eventually.until("it is gone", () -> cache.find("a", String.class).isEmpty());
    }

    @Test
    void a_table_that_is_made_anew_or_renamed_invalidates_its_entries_and_is_watched_again() {
        assertThat(sum()).isEqualTo(10);
        store.useWrite(tx -> {
            tx.execute("create table fresh(id integer primary key, total integer)");
            tx.execute("insert into fresh select id, 2 * total from orders");
            tx.execute("drop table orders");
            tx.execute("alter table fresh rename to orders");
        });
        awaitSum(20);
        store.execute("insert into orders values (2, 5)");
        awaitSum(25);
        store.useWrite(tx -> {
            tx.execute("alter table orders rename to past");
            tx.execute("create table orders(id integer primary key, total integer)");
            tx.execute("insert into orders values (1, 7)");
        });
        awaitSum(7);
        store.execute("update orders set total = 8");
        awaitSum(8);
        store.execute("drop table orders");
        Eventually.until("it is gone", () -> cache.find("sum", Long.class).isEmpty());
    }

    @Test
    void a_table_that_was_made_anew_while_nobody_looked_invalidates_its_entries() {
        assertThat(sum()).isEqualTo(10);
        cache.close();
        store.useWrite(tx -> {
            tx.execute("drop table orders");
            tx.execute("create table orders(id integer primary key, total integer)");
            tx.execute("insert into orders values (1, 7)");
        });
        cache = Cache.open(CacheConfig.builder(store.config()).build());
        // the first who loads something of that table finds it
        cache.put("other", "x", EntryOptions.standard().dependsOn("orders"));
        assertThat(sum()).isEqualTo(7);
    }

    @Test
    void triggers_of_a_transaction_that_is_rolled_back_are_made_again() {
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    cache.put("a", "x", EntryOptions.standard().dependsOn("orders"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(sum()).isEqualTo(10);
        store.execute("update orders set total = 8");
        awaitSum(8);
    }

    @Test
    void what_cannot_be_watched_is_refused() {
        assertThatThrownBy(() -> cache.put("a", "x", EntryOptions.standard().dependsOn("nothing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no table \"nothing\"");
        try (Cache own = Cache.open(folder.resolve("cache.db"))) {
            assertThatThrownBy(() -> own.put("a", "x", EntryOptions.standard().dependsOn("orders")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only if the cache is in the file of that table");
        }
    }

    @Test
    void what_can_have_no_triggers_is_refused_with_the_reason() {
        store.execute("create view totals as select sum(total) from orders");
        store.execute("create virtual table texts using fts5(body)");
        for (String name : List.of("totals", "texts", "nothing", "sqlite_schema")) {
            LoadOptions options = LoadOptions.standard().dependsOn(name);
            assertThatThrownBy(() -> cache.get("a", String.class, options, () -> "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("there is no table \"" + name + '"');
        }
        assertThatThrownBy(() -> cache.put("a", "x", EntryOptions.standard().dependsOn("texts")))
                .hasMessageContaining("but a virtual, on which SQLite allows no trigger");
    }
}
