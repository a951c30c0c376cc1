package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Making values that are missing. */
abstract class LoadingContract extends CacheContract {
    private final AtomicInteger loads = new AtomicInteger();

    private String load() {
        return "x" + loads.incrementAndGet();
    }

    @Test
    void a_missing_value_is_loaded_once() {
        assertThat(cache.get("a", String.class, this::load)).isEqualTo("x1");
        assertThat(cache.get("a", String.class, this::load)).isEqualTo("x1");
        reopen();
        assertThat(cache.get("a", String.class, this::load)).isEqualTo("x1");
        assertThat(cache.stats().loads()).isZero();
    }

    @Test
    void a_loaded_value_is_kept_as_the_options_say() {
        LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(1)).withTags("t");
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        time.pass(Duration.ofSeconds(61));
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x2");
        cache.evictTag("t");
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x3");
    }

    @Test
    void a_value_of_another_type_is_loaded_over() {
        cache.put("a", 5L);
        assertThat(cache.get("a", String.class, this::load)).isEqualTo("x1");
        assertThat(cache.find("a", Long.class)).isEmpty();
    }

    @Test
    void threads_that_ask_at_the_same_time_share_one_load() {
        Signal begun = new Signal("the loader has begun");
        Signal go = new Signal("the loader may end");
        Background<String> first = Background.call(
                "first",
                () -> cache.get("a", String.class, () -> {
                    begun.give();
                    go.awaitUninterruptibly();
                    return load();
                }));
        begun.await();
        List<Background<String>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(Background.call("other " + i, () -> cache.get("a", String.class, this::load)));
        }
        others.forEach(it -> awaitWaiting(it));
        go.give();
        assertThat(first.result()).isEqualTo("x1");
        others.forEach(it -> assertThat(it.result()).isEqualTo("x1"));
        assertThat(loads).hasValue(1);
    }

    private static void awaitWaiting(Background<?> thread) {
        Eventually.until("it waits", () -> thread.thread().getState() == Thread.State.WAITING);
    }

    @Test
    void a_loaders_exception_reaches_all_who_wait_and_is_not_kept() {
        Signal begun = new Signal("the loader has begun");
        Signal go = new Signal("the loader may end");
        IllegalStateException failure = new IllegalStateException("no");
        Background<String> first = Background.call(
                "first",
                () -> cache.get("a", String.class, () -> {
                    begun.give();
                    go.awaitUninterruptibly();
                    throw failure;
                }));
        begun.await();
        Background<String> second = Background.call("second", () -> cache.get("a", String.class, this::load));
        awaitWaiting(second);
        go.give();
        assertThat(first.failure()).isSameAs(failure);
        assertThat(second.failure()).isSameAs(failure);
        assertThat(cache.get("a", String.class, this::load)).isEqualTo("x1");
        assertThatThrownBy(() -> cache.get("b", String.class, () -> {
                    throw new IOException("disk");
                }))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("the loader of \"b\" failed")
                .hasCauseInstanceOf(IOException.class);
        assertThat(cache.stats().failedLoads()).isEqualTo(2);
    }

    @Test
    void a_loader_that_asks_for_its_own_key_is_refused() {
        assertThatThrownBy(() -> cache.get("a", String.class, () -> cache.get("a", String.class, this::load)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks for the very key");
        assertThat(cache.get("a", String.class, () -> cache.get("b", String.class, this::load)))
                .isEqualTo("x1");
    }

    @Test
    void loaders_that_wait_for_each_other_do_not_wait_for_ever() {
        // often, since both may begin to wait at the same instant
        for (int round = 0; round < 200; round++) {
            CyclicBarrier both = new CyclicBarrier(2);
            String a = "a" + round;
            String b = "b" + round;
            Background<String> one = loadingBoth("one", a, b, both);
            Background<String> two = loadingBoth("two", b, a, both);
            assertThat(one.result()).startsWith("x");
            assertThat(two.result()).startsWith("x");
        }
    }

    /** Loads a key by a loader that asks for another one. */
    private Background<String> loadingBoth(String name, String key, String other, CyclicBarrier both) {
        return Background.call(
                name,
                () -> cache.get(key, String.class, () -> {
                    both.await(60, TimeUnit.SECONDS);
                    return cache.get(other, String.class, this::load);
                }));
    }

    @Test
    void a_null_is_kept_only_if_that_is_asked_for() {
        TypedCache<String> texts = cache.typed(String.class);
        assertThatThrownBy(() -> texts.get("a", () -> null)).isInstanceOf(NullPointerException.class);
        assertThat(texts.find("a", LoadOptions.standard(), this::nothing)).isEmpty();
        assertThat(texts.find("a", LoadOptions.standard(), this::nothing)).isEmpty();
        assertThat(loads).hasValue(2);
        LoadOptions options = LoadOptions.standard().withNullExpiry(Duration.ofMinutes(1));
        assertThat(texts.find("a", options, this::nothing)).isEmpty();
        assertThat(texts.find("a", options, this::nothing)).isEmpty();
        assertThat(loads).hasValue(3);
        assertThat(texts.lookup("a"))
                .isInstanceOfSatisfying(
                        Lookup.Hit.class, hit -> assertThat(hit.value()).isNull());
        assertThat(texts.find("a")).isEmpty();
        time.pass(Duration.ofSeconds(61));
        assertThat(texts.find("a", options, this::load)).contains("x4");
    }

    private String nothing() {
        loads.incrementAndGet();
        return null;
    }

    @Test
    void several_are_loaded_together() {
        TypedCache<String> texts = cache.typed(String.class);
        texts.put("b", "B");
        List<Set<String>> asked = new ArrayList<>();
        BulkLoader<String> loader = keys -> {
            asked.add(keys);
            return Map.of("a", "A", "c", "C", "z", "ignored");
        };
        assertThat(texts.getAll(List.of("c", "b", "a", "d"), LoadOptions.standard(), loader))
                .containsExactly(Map.entry("c", "C"), Map.entry("b", "B"), Map.entry("a", "A"));
        assertThat(asked).containsExactly(Set.of("c", "a", "d"));
        assertThat(texts.find("a")).contains("A");
        assertThat(texts.find("z")).isEmpty();
        assertThat(texts.getAll(List.of("a", "b"), LoadOptions.standard(), loader))
                .hasSize(2);
        assertThat(asked).hasSize(1);
    }

    @Test
    void keys_that_have_no_value_are_not_loaded_again_for_a_while_if_that_is_wanted() {
        TypedCache<String> texts = cache.typed(String.class);
        LoadOptions options = LoadOptions.standard().withNullExpiry(Duration.ofMinutes(1));
        List<Set<String>> asked = new ArrayList<>();
        BulkLoader<String> loader = keys -> {
            asked.add(keys);
            return Map.of("a", "A");
        };
        for (int i = 0; i < 3; i++) {
            assertThat(texts.getAll(List.of("a", "b", "a"), options, loader)).containsExactly(Map.entry("a", "A"));
        }
        assertThat(asked).containsExactly(Set.of("a", "b"));
        time.pass(Duration.ofMinutes(2));
        assertThat(texts.getAll(List.of("a", "b"), options, loader)).hasSize(1);
        assertThat(asked).containsExactly(Set.of("a", "b"), Set.of("b"));
    }

    @Test
    void a_loader_of_several_keys_must_return_a_map() {
        assertThatThrownBy(
                        () -> cache.typed(String.class).getAll(List.of("a", "b"), LoadOptions.standard(), keys -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("the loader of \"[a, b]\" returned null");
    }

    /** Runs a load that is held after it has read, changes something meanwhile, and lets it end. */
    private String loadAround(LoadOptions options, Runnable change) {
        Signal begun = new Signal("the loader has read");
        Signal go = new Signal("the loader may return");
        Background<String> loading = Background.call(
                "loader",
                () -> cache.get("user:1", String.class, options, () -> {
                    begun.give();
                    go.awaitUninterruptibly();
                    return "old";
                }));
        begun.await();
        change.run();
        // whoever asks after the change does not wait for a load that has begun before
        assertThat(cache.find("user:1", String.class)).isNotEqualTo(Optional.of("old"));
        go.give();
        return loading.result();
    }

    @Test
    void what_was_loaded_before_its_key_was_changed_is_not_kept() {
        assertThat(loadAround(LoadOptions.standard(), () -> cache.remove("user:1")))
                .isEqualTo("old");
        assertThat(cache.find("user:1", String.class)).isEmpty();

        assertThat(loadAround(LoadOptions.standard(), () -> cache.put("user:1", "new")))
                .isEqualTo("old");
        assertThat(cache.find("user:1", String.class)).contains("new");
        cache.flush();
        assertThat(reopen().find("user:1", String.class)).contains("new");
    }

    @Test
    void what_was_loaded_before_its_tag_prefix_or_namespace_was_invalidated_is_not_kept() {
        LoadOptions tagged = LoadOptions.standard().withTags("t");
        List<Runnable> changes = List.of(
                () -> cache.evictTag("t"),
                () -> cache.evictPrefix("user:"),
                () -> cache.clear(),
                () -> cache.clearAll());
        for (Runnable change : changes) {
            assertThat(loadAround(tagged, change)).isEqualTo("old");
            assertThat(cache.find("user:1", String.class)).isEmpty();
        }
        reopen();
        assertThat(cache.find("user:1", String.class)).isEmpty();
    }

    @Test
    void whoever_asks_after_a_change_begins_a_load_of_their_own() {
        for (Runnable change : List.<Runnable>of(() -> cache.remove("user:1"), () -> cache.evictTag("t"))) {
            LoadOptions tagged = LoadOptions.standard().withTags("t");
            assertThat(loadAround(tagged, () -> {
                        change.run();
                        assertThat(cache.get("user:1", String.class, tagged, () -> "new"))
                                .isEqualTo("new");
                    }))
                    .isEqualTo("old");
            assertThat(cache.find("user:1", String.class)).contains("new");
            cache.remove("user:1");
        }
    }

    @Test
    void what_is_loaded_within_a_transaction_is_returned_and_not_kept() {
        try (Store store = Store.temporary()) {
            String loaded = store.<String, RuntimeException>write(tx -> cache.get("a", String.class, this::load));
            assertThat(loaded).isEqualTo("x1");
            assertThat(store.<String, RuntimeException>read(tx -> cache.get("a", String.class, this::load)))
                    .isEqualTo("x2");
        }
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(cache.get("a", String.class, this::load)).isEqualTo("x3");
    }

    @Test
    void several_that_are_loaded_together_do_not_undo_a_change_either() {
        TypedCache<String> texts = cache.typed(String.class);
        texts.getAll(List.of("a", "b"), LoadOptions.standard(), keys -> {
            cache.put("a", "new");
            cache.flush();
            return Map.of("a", "old", "b", "B");
        });
        assertThat(texts.find("a")).contains("new");
        assertThat(texts.find("b")).contains("B");
        assertThat(reopen().find("a", String.class)).contains("new");
    }

    @Test
    void a_load_across_processes_is_a_load() {
        LoadOptions options = LoadOptions.standard().acrossProcesses();
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        Cache other = open();
        assertThat(other.get("a", String.class, options, this::load)).isEqualTo("x1");
        assertThatThrownBy(() -> cache.get("b", String.class, options, () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(other.get("b", String.class, options, this::load)).isEqualTo("x2");
    }

    @Test
    void instances_that_load_across_processes_wait_for_each_other() {
        Cache other = open();
        int tries = 1;
        while (!isLoadedOnce(other, "key" + tries)) {
            tries++;
        }
        assertThat(tries).isLessThan(100);
    }

    /** False if the other instance did not learn in time that the key is being loaded. */
    private boolean isLoadedOnce(Cache other, String key) {
        LoadOptions options = LoadOptions.standard().acrossProcesses();
        Signal begun = new Signal("the loader has begun");
        Signal go = new Signal("the loader may end");
        Background<String> first = Background.call(
                "first",
                () -> cache.get(key, String.class, options, () -> {
                    begun.give();
                    go.awaitUninterruptibly();
                    return load();
                }));
        begun.await();
        Background<String> second = Background.call("second", () -> other.get(key, String.class, options, this::load));
        boolean isWaiting = LeaseWaits.await(second);
        int before = loads.get();
        go.give();
        if (isWaiting) {
            assertThat(second.result()).isEqualTo(first.result());
            assertThat(loads).hasValue(before + 1);
        } else {
            first.join();
        }
        return isWaiting;
    }
}
