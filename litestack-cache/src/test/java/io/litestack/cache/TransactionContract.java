package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Signal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invalidating in a transaction of the application. */
abstract class TransactionContract extends CacheContract {
    private Store store;

    /** Opens the file of the application. */
    abstract Store openStore();

    @BeforeEach
    void openTheStore() {
        store = openStore();
        store.execute("create table users(name text)");
        store.execute("insert into users values ('ann')");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private String load() {
        return store.queryFirst("select name from users", row -> row.getString(1))
                .orElseThrow();
    }

    private final LoadOptions tagged = LoadOptions.standard().withTags("users");

    private String user() {
        return cache.get("user:1", String.class, tagged, this::load);
    }

    private final List<Consumer<Transaction>> evictions = List.of(
            tx -> cache.evict(tx, "user:1"),
            tx -> cache.evictTag(tx, "users"),
            tx -> cache.evictPrefix(tx, "user:"),
            tx -> cache.clear(tx),
            tx -> cache.clearAll(tx));

    @Test
    void a_commit_is_never_followed_by_an_old_value() {
        for (int i = 0; i < 3; i++) {
            for (Consumer<Transaction> eviction : evictions) {
                String before = user();
                String after = before + "+";
                store.useWrite(tx -> {
                    tx.execute("update users set name = ?", after);
                    eviction.accept(tx);
                });
                assertThat(cache.find("user:1", String.class)).isEmpty();
                assertThat(user()).isEqualTo(after);
                assertThat(cache.find("user:1", String.class)).contains(after);
            }
        }
        String last = load();
        reopen();
        assertThat(cache.find("user:1", String.class)).contains(last);
    }

    @Test
    void a_rollback_evicts_nothing() {
        user();
        for (Consumer<Transaction> eviction : evictions) {
            assertThatThrownBy(() -> store.useWrite(tx -> {
                        tx.execute("update users set name = 'bob'");
                        eviction.accept(tx);
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThat(cache.find("user:1", String.class)).contains("ann");
        }
        reopen();
        assertThat(cache.find("user:1", String.class)).contains("ann");
    }

    @Test
    void as_long_as_the_transaction_is_open_the_key_is_a_miss_and_nothing_is_kept() {
        for (Consumer<Transaction> eviction : evictions) {
            user();
            Signal evicted = new Signal("the transaction has evicted");
            Signal go = new Signal("the transaction may commit");
            Background<Void> writing = Background.run(
                    "writer",
                    () -> store.useWrite(tx -> {
                        tx.execute("update users set name = name || '!'");
                        eviction.accept(tx);
                        evicted.give();
                        go.awaitUninterruptibly();
                    }));
            evicted.await();
            assertThat(cache.find("user:1", String.class)).isEmpty();
            // what it reads now is old when the transaction commits
            String before = user();
            assertThat(cache.find("user:1", String.class)).isEmpty();
            go.give();
            writing.result();
            assertThat(user()).isEqualTo(before + "!");
        }
    }

    @Test
    void a_load_that_began_before_the_commit_does_not_bring_the_old_value_back() {
        for (Consumer<Transaction> eviction : evictions) {
            cache.remove("user:1");
            Signal read = new Signal("the loader has read");
            Signal go = new Signal("the loader may return");
            Background<String> loading = Background.call(
                    "loader",
                    () -> cache.get("user:1", String.class, tagged, () -> {
                        String value = load();
                        read.give();
                        go.awaitUninterruptibly();
                        return value;
                    }));
            read.await();
            store.useWrite(tx -> {
                tx.execute("update users set name = name || '!'");
                eviction.accept(tx);
            });
            String now = load();
            // whoever asks now does not get what was read before
            assertThat(user()).isEqualTo(now);
            go.give();
            assertThat(loading.result()).isNotEqualTo(now);
            assertThat(cache.find("user:1", String.class)).contains(now);
        }
    }

    @Test
    void what_is_loaded_inside_a_transaction_that_is_rolled_back_is_not_kept() {
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    tx.execute("update users set name = 'bob'");
                    assertThat(cache.get("user:1", String.class, tagged, () -> name(tx)))
                            .isEqualTo("bob");
                    assertThat(cache.find("user:1", String.class)).isEmpty();
                    assertThat(cache.typed(String.class)
                                    .getAll(List.of("user:1"), tagged, keys -> Map.of("user:1", name(tx))))
                            .containsValue("bob");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(cache.find("user:1", String.class)).isEmpty();
        assertThat(user()).isEqualTo("ann");
        reopen();
        assertThat(cache.find("user:1", String.class)).contains("ann");
    }

    private static String name(Snapshot tx) {
        return tx.queryFirst("select name from users", row -> row.getString(1)).orElseThrow();
    }
}
