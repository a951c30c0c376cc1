package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Old values that serve, and values that are loaded anew in the background. */
abstract class RefreshContract extends CacheContract {
    private final AtomicInteger loads = new AtomicInteger();

    private String load() {
        return "x" + loads.incrementAndGet();
    }

    @Test
    void an_old_value_serves_while_another_is_loaded() {
        LoadOptions options =
                LoadOptions.expiringAfter(Duration.ofMinutes(1)).withStaleWhileRevalidate(Duration.ofMinutes(5));
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        time.pass(Duration.ofMinutes(2));
        Signal begun = new Signal("the refresh has begun");
        Signal go = new Signal("the refresh may end");
        Loader<String> slow = () -> {
            begun.give();
            go.awaitUninterruptibly();
            return load();
        };
        assertThat(cache.get("a", String.class, options, slow)).isEqualTo("x1");
        begun.await();
        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        }
        go.give();
        Eventually.until(
                "the new one is there",
                () -> cache.get("a", String.class, options, this::load).equals("x2"));
        assertThat(loads).hasValue(2);
        time.pass(Duration.ofMinutes(10));
        // whoever comes before the refresh has quite ended shares its value
        Eventually.until(
                "it is too old to serve",
                () -> cache.get("a", String.class, options, this::load).equals("x3"));
        assertThat(loads).hasValue(3);
    }

    @Test
    void those_who_have_read_the_old_value_cause_no_second_load() {
        LoadOptions options =
                LoadOptions.expiringAfter(Duration.ofHours(1)).withStaleWhileRevalidate(Duration.ofHours(5));
        for (int round = 0; round < 50; round++) {
            String key = "k" + round;
            AtomicInteger anew = new AtomicInteger();
            cache.get(key, String.class, options, () -> "old");
            time.pass(Duration.ofHours(2));
            List<Background<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(Background.run("reader-" + i, () -> {
                    String value = "old";
                    while (value.equals("old")) {
                        value = cache.get(key, String.class, options, () -> "new" + anew.incrementAndGet());
                    }
                }));
            }
            readers.forEach(Background::result);
            cache.flush();
            assertThat(cache.find(key, String.class)).as("round %d", round).contains("new1");
        }
    }

    @Test
    void an_old_value_serves_if_the_loader_fails() {
        LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(1)).withStaleIfError(Duration.ofMinutes(5));
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        time.pass(Duration.ofMinutes(2));
        Loader<String> failing = () -> {
            throw new IOException("down");
        };
        assertThat(cache.get("a", String.class, options, failing)).isEqualTo("x1");
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x2");
        time.pass(Duration.ofMinutes(10));
        assertThatThrownBy(() -> cache.get("a", String.class, options, failing)).isInstanceOf(LoadException.class);
    }

    @Test
    void a_value_is_loaded_anew_before_its_end() {
        LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(10)).withRefreshAhead(0.8);
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        time.pass(Duration.ofMinutes(7));
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        time.pass(Duration.ofMinutes(2));
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        Eventually.until(
                "it is loaded anew",
                () -> cache.find("a", String.class).filter("x2"::equals).isPresent());
        assertThat(loads).hasValue(2);
    }

    @Test
    void the_longer_a_load_takes_the_earlier_somebody_loads_anew() {
        LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(10)).withEarlyRefresh(100);
        cache.get("a", String.class, options, () -> {
            time.pass(Duration.ofMinutes(5));
            return load();
        });
        Eventually.until(
                "it is loaded anew",
                () -> cache.get("a", String.class, options, this::load).equals("x2"));
        cache.get("b", String.class, LoadOptions.expiringAfter(Duration.ofMinutes(10)), this::load);
        for (int i = 0; i < 100; i++) {
            assertThat(cache.get("b", String.class, this::load)).isEqualTo("x3");
        }
    }

    @Test
    void a_refresh_that_fails_leaves_the_value_as_it_is() {
        LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(10)).withRefreshAhead(0.5);
        assertThat(cache.get("a", String.class, options, this::load)).isEqualTo("x1");
        time.pass(Duration.ofMinutes(6));
        assertThat(cache.get("a", String.class, options, () -> {
                    throw new IOException("down");
                }))
                .isEqualTo("x1");
        Eventually.until("it has failed", () -> cache.stats().failedLoads() == 1);
        assertThat(cache.find("a", String.class)).contains("x1");
        time.pass(Duration.ofSeconds(2));
        Eventually.until(
                "it is tried again",
                () -> cache.get("a", String.class, options, this::load).equals("x2"));
    }

    @Test
    void a_refresh_does_not_bring_back_what_was_changed_meanwhile() {
        LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(10)).withRefreshAhead(0.5);
        cache.get("a", String.class, options, this::load);
        time.pass(Duration.ofMinutes(6));
        Signal begun = new Signal("the refresh has begun");
        Signal go = new Signal("the refresh may end");
        cache.get("a", String.class, options, () -> {
            begun.give();
            go.awaitUninterruptibly();
            return "old";
        });
        begun.await();
        cache.put("a", "new");
        go.give();
        for (int i = 0; i < 20; i++) {
            assertThat(cache.find("a", String.class)).contains("new");
        }
        assertThat(reopen().find("a", String.class)).contains("new");
    }

    @Test
    void old_values_of_several_keys_serve_while_others_are_loaded_or_the_loader_fails() {
        TypedCache<String> several = cache.typed(String.class);
        LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(1))
                .withStaleWhileRevalidate(Duration.ofMinutes(2))
                .withStaleIfError(Duration.ofMinutes(10));
        List<String> keys = List.of("a", "b");
        BulkLoader<String> failing = missing -> {
            throw new IOException("down");
        };
        several.getAll(keys, options, missing -> Map.of("a", "a1", "b", "b1"));
        time.pass(Duration.ofMinutes(2));
        assertThat(several.getAll(keys, options, missing -> all(missing, "2"))).containsValues("a1", "b1");
        Eventually.until(
                "they are loaded anew", () -> several.getAll(keys).values().containsAll(List.of("a2", "b2")));
        time.pass(Duration.ofMinutes(4));
        assertThat(several.getAll(keys, options, failing)).containsValues("a2", "b2");
        // one of them has no old value
        assertThatThrownBy(() -> several.getAll(List.of("a", "c"), options, failing))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("[a, c]");
        assertThat(several.getAll(keys, options, missing -> all(missing, "3"))).containsValues("a3", "b3");
        time.pass(Duration.ofMinutes(20));
        assertThatThrownBy(() -> several.getAll(keys, options, failing)).isInstanceOf(LoadException.class);
    }

    private static Map<String, String> all(Set<String> keys, String suffix) {
        return keys.stream().collect(Collectors.toMap(key -> key, key -> key + suffix));
    }

    @Test
    void several_values_are_loaded_anew_before_their_end() {
        TypedCache<String> several = cache.typed(String.class);
        LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(10)).withRefreshAhead(0.5);
        several.getAll(List.of("a", "b"), options, missing -> all(missing, "1"));
        time.pass(Duration.ofMinutes(6));
        assertThat(several.getAll(List.of("a", "b"), options, missing -> all(missing, "2")))
                .containsValues("a1", "b1");
        Eventually.until(
                "they are loaded anew",
                () -> several.getAll(List.of("a", "b")).values().containsAll(List.of("a2", "b2")));
    }
}
