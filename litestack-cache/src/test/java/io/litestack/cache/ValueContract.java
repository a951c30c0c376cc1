package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.ClosedException;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import io.litestack.core.TypeToken;
import io.litestack.core.testkit.Background;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Putting and reading values. */
abstract class ValueContract extends CacheContract {
    @Test
    void a_key_that_was_never_put_is_a_miss() {
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(cache.contains("a")).isFalse();
        assertThat(cache.lookup("a", String.class)).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void what_is_put_is_read() {
        cache.put("user", ANN);
        cache.put("text", "häßlich 𝄞");
        cache.put("bytes", new byte[] {1, 0, 2});
        cache.put("number", 7L);
        cache.put("empty", "");
        cache.put("none", new byte[0]);
        assertThat(cache.find("user", User.class)).contains(ANN);
        assertThat(cache.find("text", String.class)).contains("häßlich 𝄞");
        assertThat(cache.find("bytes", byte[].class).orElseThrow()).containsExactly(1, 0, 2);
        assertThat(cache.find("number", Long.class)).contains(7L);
        assertThat(cache.find("empty", String.class)).contains("");
        assertThat(cache.find("none", byte[].class).orElseThrow()).isEmpty();
        assertThat(cache.contains("user")).isTrue();
    }

    @Test
    void what_is_put_is_there_after_a_restart() {
        cache.put("user", ANN);
        cache.put("text", "x");
        cache.put("bytes", new byte[] {1, 0, 2});
        cache.put("number", 7L);
        cache.put("empty", "");
        cache.put("none", new byte[0]);
        reopen();
        assertThat(cache.find("user", User.class)).contains(ANN);
        assertThat(cache.find("text", String.class)).contains("x");
        assertThat(cache.find("bytes", byte[].class).orElseThrow()).containsExactly(1, 0, 2);
        assertThat(cache.find("number", Long.class)).contains(7L);
        assertThat(cache.find("empty", String.class)).contains("");
        assertThat(cache.find("none", byte[].class).orElseThrow()).isEmpty();
    }

    @Test
    void the_last_put_counts() {
        for (int i = 0; i < 100; i++) {
            cache.put("n", (long) i);
        }
        assertThat(cache.find("n", Long.class)).contains(99L);
        cache.put("n", "text");
        assertThat(cache.find("n", String.class)).contains("text");
        reopen();
        assertThat(cache.find("n", String.class)).contains("text");
        assertThat(cache.count()).isEqualTo(1);
    }

    @Test
    void a_value_of_another_type_is_a_miss_and_stays() {
        cache.put("user", ANN);
        assertThat(cache.find("user", String.class)).isEmpty();
        assertThat(cache.typed(CacheType.of(User.class).withName("user.2")).find("user"))
                .isEmpty();
        assertThat(cache.find("user", User.class)).contains(ANN);
        reopen();
        assertThat(cache.find("user", byte[].class)).isEmpty();
        assertThat(cache.find("user", User.class)).contains(ANN);
    }

    @Test
    void a_value_that_claims_to_be_of_a_type_and_cannot_be_read_is_removed() {
        TypedCache<User> broken = cache.typed(CacheType.of(User.class).withCodec(new BrokenCodec(), "user"));
        TypedCache<User> sound = cache.typed(CacheType.of(User.class).withCodec(Codec.json(), "user"));
        broken.put("a", ANN);
        cache.flush();
        assertThat(sound.find("a")).isEmpty();
        assertThat(cache.contains("a")).isFalse();
        sound.put("a", BOB);
        assertThat(sound.find("a")).contains(BOB);
    }

    @Test
    void a_codec_that_fails_says_so_and_leaves_the_value_before_alone() {
        for (CodecThatFails.Failure failure : CodecThatFails.Failure.values()) {
            CacheType<User> type = CacheType.of(User.class).withCodec(new CodecThatFails(failure), "user");
            TypedCache<User> failing = cache.typed(type);
            TypedCache<User> sound = cache.typed(CacheType.of(User.class).withCodec(Codec.json(), "user"));
            sound.put("a", BOB);
            if (failure.isOfWriting()) {
                assertThatThrownBy(() -> failing.put("a", ANN))
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining("user");
                assertThatThrownBy(() -> failing.putIfAbsent("b", ANN)).isInstanceOf(CodecException.class);
                assertThatThrownBy(() -> failing.get("c", () -> ANN)).isInstanceOf(CodecException.class);
                assertThat(sound.find("a")).contains(BOB);
                assertThat(sound.find("b")).isEmpty();
                assertThat(sound.find("c")).isEmpty();
            } else {
                cache.flush();
                assertThat(failing.find("a")).as("%s", failure).isEmpty();
                assertThat(cache.contains("a")).isFalse();
                assertThat(failing.get("a", () -> ANN)).isEqualTo(ANN);
            }
        }
    }

    /** Fails in one of many ways. */
    private static final class CodecThatFails implements Codec {
        /** The ways. */
        enum Failure {
            THROWS_WRITING,
            WRITES_NULL,
            OVERFLOWS_WRITING,
            THROWS_READING,
            READS_NULL,
            READS_SOMETHING_ELSE,
            OVERFLOWS_READING;

            boolean isOfWriting() {
                return ordinal() < THROWS_READING.ordinal();
            }
        }

        private final Failure failure;

        CodecThatFails(Failure failure) {
            this.failure = failure;
        }

        @Override
        public byte[] encode(Object value) {
            return switch (failure) {
                case THROWS_WRITING -> throw new IllegalStateException("broken");
                case WRITES_NULL -> null;
                case OVERFLOWS_WRITING -> throw new StackOverflowError();
                default -> Codec.json().encode(value);
            };
        }

        @Override
        public <T> T decode(byte[] bytes, Class<T> type) {
            throw new AssertionError("not this one");
        }

        @Override
        public Object decode(byte[] bytes, java.lang.reflect.Type type) {
            return switch (failure) {
                case THROWS_READING -> throw new IllegalStateException("broken");
                case READS_NULL -> null;
                case READS_SOMETHING_ELSE -> "text";
                case OVERFLOWS_READING -> throw new StackOverflowError();
                default -> Codec.json().decode(bytes, type);
            };
        }
    }

    /** Writes what nobody can read. */
    private static final class BrokenCodec implements Codec {
        @Override
        public byte[] encode(Object value) {
            return "}".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public <T> T decode(byte[] bytes, Class<T> type) {
            throw new IllegalStateException("broken");
        }

        @Override
        public Object decode(byte[] bytes, java.lang.reflect.Type type) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void generic_types_are_read_as_they_were_written() {
        TypedCache<List<User>> users = cache.typed(new TypeToken<List<User>>() {});
        users.put("all", List.of(ANN, BOB));
        assertThat(users.find("all")).contains(List.of(ANN, BOB));
        reopen();
        assertThat(cache.typed(new TypeToken<List<User>>() {}).find("all")).contains(List.of(ANN, BOB));
    }

    @Test
    void a_value_that_could_not_be_read_by_its_class_is_refused() {
        assertThatThrownBy(() -> cache.put("a", List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TypeToken");
        assertThatThrownBy(() -> cache.put("a", Optional.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.put("a", "\ud834")).isInstanceOf(CodecException.class);
    }

    @Test
    void an_array_belongs_to_whoever_has_it() {
        byte[] mine = {1, 2, 3};
        cache.put("a", mine);
        mine[0] = 9;
        byte[] read = cache.find("a", byte[].class).orElseThrow();
        assertThat(read).containsExactly(1, 2, 3);
        read[0] = 9;
        assertThat(cache.find("a", byte[].class).orElseThrow()).containsExactly(1, 2, 3);
    }

    @Test
    void keys_hold_anything_that_is_text() {
        List<String> keys = List.of(
                " ", "\0", "a\0b", "a\nb", "'; drop table litecache_entries; --", "ä", "𝄞", "%", "x".repeat(1024));
        for (String key : keys) {
            cache.put(key, key);
        }
        for (String key : keys) {
            assertThat(cache.find(key, String.class)).contains(key);
        }
        reopen();
        for (String key : keys) {
            assertThat(cache.find(key, String.class)).contains(key);
        }
        assertThat(cache.keys("")).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void keys_and_values_outside_their_bounds_are_refused() {
        assertThatThrownBy(() -> cache.put("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.find("x".repeat(1 << 20), String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 1024 bytes long, but is 1048576");
        assertThatThrownBy(() -> cache.put("ä".repeat(513), "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.put("\ud834", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.put("a", new byte[(64 << 20) + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("67108865");
        assertThat(cache.find("a", byte[].class)).isEmpty();
    }

    @Test
    void large_values_are_kept() {
        byte[] large = new byte[5 << 20];
        large[large.length - 1] = 7;
        cache.put("a", large);
        assertThat(cache.find("a", byte[].class).orElseThrow()).isEqualTo(large);
        reopen();
        assertThat(cache.find("a", byte[].class).orElseThrow()).isEqualTo(large);
    }

    @Test
    void several_are_put_and_read_together() {
        Map<String, User> users = new LinkedHashMap<>();
        for (int i = 0; i < 700; i++) {
            users.put("user:" + i, new User("u" + i, i));
        }
        TypedCache<User> typed = cache.typed(User.class);
        typed.putAll(users);
        assertThat(typed.getAll(users.keySet())).isEqualTo(users);
        assertThat(typed.getAll(List.of("user:3", "nobody", "user:1")).keySet()).containsExactly("user:3", "user:1");
        reopen();
        assertThat(cache.getAll(users.keySet(), User.class)).isEqualTo(users);
        cache.typed(User.class)
                .putAll(Map.of("x", ANN, "y", BOB), EntryOptions.standard().durable());
        assertThat(cache.count()).isEqualTo(702);
    }

    @Test
    void the_last_put_of_each_of_many_threads_is_written_while_others_ask_what_waits() {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Background<Void>> askers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            askers.add(Background.run("asker " + i, () -> {
                while (!isOver.get()) {
                    assertThat(cache.stats().pending().entries()).isNotNegative();
                }
            }));
        }
        ConditionContract.inParallel(3, thread -> {
            for (long n = 0; n < 2_000; n++) {
                cache.put("key" + thread + ':' + n % 3, n);
            }
        });
        isOver.set(true);
        askers.forEach(Background::result);
        reopen();
        for (int thread = 0; thread < 3; thread++) {
            for (int key = 0; key < 3; key++) {
                assertThat(cache.find("key" + thread + ':' + key, Long.class)).contains(1_997L + (key + 1) % 3);
            }
        }
    }

    @Test
    void many_keys_are_read_as_each_alone() {
        TypedCache<String> texts = cache.typed(String.class);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            keys.add("key:" + i);
            texts.put("key:" + i, "v" + i, EntryOptions.standard().withTags("t" + i));
        }
        reopen();
        TypedCache<String> again = cache.typed(String.class);
        again.put("key:1", "pending");
        cache.remove("key:2");
        cache.evictTag("t3");
        keys.add("nobody");
        keys.add("key:4");
        Map<String, String> all = again.getAll(keys);
        assertThat(all).hasSize(298).containsEntry("key:1", "pending").containsEntry("key:4", "v4");
        assertThat(all).doesNotContainKeys("key:2", "key:3", "nobody");
        keys.forEach(key -> assertThat(again.find(key)).isEqualTo(Optional.ofNullable(all.get(key))));
        assertThat(again.getAll(keys)).isEqualTo(all);
        assertThat(again.getAll(List.of())).isEmpty();
    }

    @Test
    void a_removed_key_is_gone() {
        cache.put("a", "x");
        assertThat(cache.remove("a")).isTrue();
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(cache.remove("a")).isFalse();
        cache.put("a", "y");
        cache.put("b", "z");
        assertThat(cache.removeAll(List.of("a", "b", "c"))).isEqualTo(2);
        reopen();
        assertThat(cache.count()).isZero();
    }

    @Test
    void namespaces_do_not_see_each_other() {
        CacheNamespace one = cache.namespace("one");
        CacheNamespace two = cache.namespace("two");
        cache.put("a", "root");
        one.put("a", "one");
        two.put("a", "two");
        assertThat(cache.find("a", String.class)).contains("root");
        assertThat(one.find("a", String.class)).contains("one");
        one.clear();
        assertThat(one.find("a", String.class)).isEmpty();
        assertThat(two.find("a", String.class)).contains("two");
        assertThat(cache.find("a", String.class)).contains("root");
        cache.clear();
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(two.find("a", String.class)).contains("two");
        reopen();
        assertThat(cache.namespace("one").count()).isZero();
        assertThat(cache.namespace("two").keys("")).containsExactly("a");
        assertThat(cache.count()).isZero();
        cache.clearAll();
        assertThat(cache.namespace("two").find("a", String.class)).isEmpty();
        assertThatThrownBy(() -> cache.namespace("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"a b\"");
    }

    @Test
    void keys_are_found_by_their_beginning() {
        for (int i = 0; i < 1_200; i++) {
            cache.put((i % 2 == 0 ? "even:" : "odd:") + i, (long) i);
        }
        assertThat(cache.keys("even:")).hasSize(600).allMatch(it -> it.startsWith("even:"));
        assertThat(cache.keys("none")).isEmpty();
        assertThat(cache.count()).isEqualTo(1_200);
    }

    @Test
    void a_closed_cache_says_so() {
        TypedCache<String> typed = cache.typed(String.class);
        cache.close();
        cache.close();
        assertThatThrownBy(() -> typed.find("a")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> cache.put("a", "x")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> cache.remove("a")).isInstanceOf(ClosedException.class);
    }

    @Test
    void figures_tell_what_was_done() {
        cache.put("a", "x");
        cache.find("a", String.class);
        cache.find("b", String.class);
        CacheStats stats = cache.stats();
        assertThat(stats.puts()).isEqualTo(1);
        assertThat(stats.heapHits() + stats.diskHits()).isEqualTo(1);
        assertThat(stats.misses()).isEqualTo(1);
        assertThat(stats.hitRatio()).isEqualTo(0.5);
        assertThat(cache.sizeBytes()).isPositive().isLessThan(cache.maxSizeBytes());
    }
}
