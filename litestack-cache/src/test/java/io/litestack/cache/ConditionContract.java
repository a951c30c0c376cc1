package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Changes whose outcome depends on what is there. */
abstract class ConditionContract extends CacheContract {
    private TypedCache<String> texts() {
        return cache.typed(String.class);
    }

    @Test
    void put_if_absent_puts_once() {
        assertThat(texts().putIfAbsent("a", "x")).isTrue();
        assertThat(texts().putIfAbsent("a", "y")).isFalse();
        assertThat(texts().find("a")).contains("x");
        cache.put("b", 5L);
        assertThat(texts().putIfAbsent("b", "y")).isFalse();
        cache.remove("a");
        assertThat(texts().putIfAbsent("a", "z")).isTrue();
        reopen();
        assertThat(texts().find("a")).contains("z");
    }

    @Test
    void replace_replaces_what_is_there() {
        assertThat(texts().replace("a", "x")).isFalse();
        assertThat(texts().find("a")).isEmpty();
        cache.put("a", "x");
        assertThat(texts().replace("a", "y")).isTrue();
        assertThat(texts().find("a")).contains("y");
    }

    @Test
    void compare_and_set_knows_the_write() {
        cache.put("a", "x");
        EntryVersion version = version("a");
        assertThat(texts().compareAndSet("a", version, "y")).isTrue();
        assertThat(texts().compareAndSet("a", version, "z")).isFalse();
        EntryVersion next = version("a");
        assertThat(next).isNotEqualTo(version);
        // the same value, put once more, is another write
        cache.put("a", "y");
        assertThat(texts().compareAndSet("a", next, "z")).isFalse();
        assertThat(cache.remove("a", next)).isFalse();
        EntryVersion last = version("a");
        reopen();
        assertThat(version("a")).isEqualTo(last);
        assertThat(cache.remove("a", last)).isTrue();
        assertThat(texts().compareAndSet("a", last, "z")).isFalse();
        assertThat(texts().find("a")).isEmpty();
    }

    private EntryVersion version(String key) {
        return texts().lookup(key) instanceof Lookup.Hit<String> hit ? hit.version() : new EntryVersion(0);
    }

    @Test
    void what_was_there_is_returned() {
        assertThat(texts().getAndPut("a", "x", EntryOptions.standard())).isEmpty();
        assertThat(texts().getAndPut("a", "y", EntryOptions.standard())).contains("x");
        assertThat(texts().getAndRemove("a")).contains("y");
        assertThat(texts().getAndRemove("a")).isEmpty();
        cache.put("n", 5L);
        assertThat(texts().getAndPut("n", "x", EntryOptions.standard())).isEmpty();
        assertThat(texts().find("n")).contains("x");
    }

    @Test
    void of_many_that_put_if_absent_one_does() {
        Set<Integer> winners = ConcurrentHashMap.newKeySet();
        inParallel(8, i -> {
            for (int n = 0; n < 20; n++) {
                if (texts().putIfAbsent("key" + n, "by" + i)) {
                    winners.add(n * 100 + i);
                }
            }
        });
        assertThat(winners).hasSize(20);
        for (int winner : winners) {
            assertThat(texts().find("key" + winner / 100)).contains("by" + winner % 100);
        }
    }

    @Test
    void nothing_is_lost_between_those_who_compare_and_set() {
        TypedCache<Long> numbers = cache.typed(Long.class);
        numbers.put("n", 0L);
        inParallel(4, i -> {
            for (int n = 0; n < 25; n++) {
                boolean isSet = false;
                while (!isSet) {
                    isSet = numbers.lookup("n") instanceof Lookup.Hit<Long> hit
                            && numbers.compareAndSet("n", hit.version(), hit.value() + 1);
                }
            }
        });
        assertThat(numbers.find("n")).contains(100L);
    }

    @Test
    void counters_count() {
        assertThat(cache.increment("n")).isEqualTo(1);
        assertThat(cache.increment("n", 10)).isEqualTo(11);
        assertThat(cache.decrement("n")).isEqualTo(10);
        assertThat(cache.decrement("n", 3)).isEqualTo(7);
        assertThat(cache.decrement("n", -3)).isEqualTo(10);
        assertThat(cache.counter("n")).hasValue(10);
        assertThat(cache.find("n", Long.class)).contains(10L);
        cache.put("n", 100L);
        assertThat(cache.increment("n")).isEqualTo(101);
        reopen();
        assertThat(cache.increment("n")).isEqualTo(102);
    }

    @Test
    void a_counter_does_not_overflow() {
        cache.put("n", Long.MAX_VALUE);
        assertThatThrownBy(() -> cache.increment("n")).isInstanceOf(ArithmeticException.class);
        assertThat(cache.counter("n")).hasValue(Long.MAX_VALUE);
        cache.put("n", Long.MIN_VALUE);
        assertThatThrownBy(() -> cache.decrement("n")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void what_is_no_counter_is_not_counted() {
        cache.put("n", "text");
        assertThatThrownBy(() -> cache.increment("n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"n\" has a value that is no Long");
        assertThat(cache.find("n", String.class)).contains("text");
    }

    @Test
    void increments_of_many_threads_all_count() {
        inParallel(8, i -> {
            for (int n = 0; n < 100; n++) {
                cache.increment("n" + n % 5);
            }
        });
        for (int n = 0; n < 5; n++) {
            assertThat(cache.counter("n" + n)).hasValue(160);
        }
        reopen();
        assertThat(cache.counter("n0")).hasValue(160);
    }

    @Test
    void what_is_read_after_changes_of_many_threads_is_the_last_of_them() {
        for (int round = 1; round <= 150; round++) {
            inParallel(4, i -> cache.increment("n"));
            assertThat(cache.counter("n")).hasValue(4L * round);
            assertThat(cache.counter("n")).hasValue(4L * round);
        }
    }

    /** What one thread does. */
    interface Work {
        void run(int thread);
    }

    static void inParallel(int threads, Work work) {
        List<Background<Void>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            all.add(Background.run("thread " + i, () -> work.run(number)));
        }
        all.forEach(Background::result);
    }
}
