package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tags, prefixes and namespaces. */
abstract class InvalidationContract extends CacheContract {
    private static EntryOptions tagged(String... tags) {
        return EntryOptions.standard().withTags(tags);
    }

    @Test
    void a_tag_takes_all_its_entries_along() {
        cache.put("a", "1", tagged("red", "large"));
        cache.put("b", "2", tagged("red"));
        cache.put("c", "3", tagged("blue", "large"));
        cache.put("d", "4");
        cache.flush();
        cache.evictTag("red");
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(cache.find("b", String.class)).isEmpty();
        assertThat(cache.find("c", String.class)).contains("3");
        assertThat(cache.find("d", String.class)).contains("4");
        assertThat(cache.count()).isEqualTo(2);
        reopen();
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(cache.keys("")).containsExactlyInAnyOrder("c", "d");
    }

    @Test
    void what_is_put_after_an_invalidation_counts() {
        for (int i = 0; i < 20; i++) {
            cache.put("a", "x" + i, tagged("t"));
            assertThat(cache.find("a", String.class)).contains("x" + i);
            cache.evictTag("t");
            assertThat(cache.find("a", String.class)).isEmpty();
            cache.put("a", "y" + i, tagged("t"));
            assertThat(cache.find("a", String.class)).contains("y" + i);
            cache.clear();
            assertThat(cache.find("a", String.class)).isEmpty();
        }
        cache.put("a", "z", tagged("t"));
        reopen();
        assertThat(cache.find("a", String.class)).contains("z");
    }

    @Test
    void a_pending_put_is_invalidated_too() {
        cache.put("a", "1", tagged("t"));
        cache.evictTag("t");
        reopen();
        assertThat(cache.find("a", String.class)).isEmpty();
    }

    @Test
    void a_conditional_change_sees_what_is_invalidated() {
        cache.put("a", "1", tagged("t"));
        cache.increment("n", 5, tagged("t"));
        cache.evictTag("t");
        assertThat(cache.typed(String.class).replace("a", "2")).isFalse();
        assertThat(cache.increment("n")).isEqualTo(1);
        assertThat(cache.typed(String.class).putIfAbsent("a", "3")).isTrue();
        assertThat(cache.find("a", String.class)).contains("3");
    }

    @Test
    void a_prefix_takes_all_its_keys_along() {
        cache.put("user:1", "1");
        cache.put("user:2", "2");
        cache.put("user", "3");
        cache.namespace("other").put("user:1", "4");
        cache.evictPrefix("user:");
        assertThat(cache.find("user:1", String.class)).isEmpty();
        assertThat(cache.find("user:2", String.class)).isEmpty();
        assertThat(cache.find("user", String.class)).contains("3");
        assertThat(cache.namespace("other").find("user:1", String.class)).contains("4");
        cache.put("user:1", "5");
        reopen();
        assertThat(cache.keys("")).containsExactlyInAnyOrder("user", "user:1");
        assertThat(cache.find("user:1", String.class)).contains("5");
    }

    @Test
    void tags_belong_to_their_namespace() {
        cache.put("a", "1", tagged("t"));
        cache.namespace("other").put("a", "2", tagged("t"));
        cache.namespace("other").evictTag("t");
        assertThat(cache.find("a", String.class)).contains("1");
        assertThat(cache.namespace("other").find("a", String.class)).isEmpty();
    }

    @Test
    void names_outside_their_bounds_are_refused() {
        assertThatThrownBy(() -> cache.evictTag("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.evictPrefix("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.evictPrefix("x".repeat(1025)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a prefix must be 1 to 1024 bytes");
    }
}
