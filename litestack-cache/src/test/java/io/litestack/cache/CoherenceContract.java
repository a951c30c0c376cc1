package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances on one file. */
abstract class CoherenceContract extends CacheContract {
    private Cache other;

    @BeforeEach
    void openAnother() {
        other = open();
    }

    /** Returns when the other instance must know what this one has done. */
    abstract void settle();

    @Test
    void what_one_puts_the_other_reads() {
        cache.put("a", "1");
        settle();
        assertThat(other.find("a", String.class)).contains("1");
        for (int i = 0; i < 50; i++) {
            cache.put("a", "x" + i);
            settle();
            assertThat(other.find("a", String.class)).contains("x" + i);
            other.put("a", "y" + i);
            settle();
            assertThat(cache.find("a", String.class)).contains("y" + i);
        }
    }

    @Test
    void what_one_removes_or_invalidates_the_other_does_not_read() {
        EntryOptions tagged = EntryOptions.standard().withTags("t");
        Runnable[] changes = {
            () -> cache.remove("a:1"),
            () -> cache.evictTag("t"),
            () -> cache.evictPrefix("a:"),
            () -> cache.clear(),
            () -> cache.clearAll(),
            () -> cache.typed(String.class).getAndRemove("a:1"),
            () -> cache.prune(10)
        };
        for (Runnable change : changes) {
            cache.put("a:1", "1", tagged);
            settle();
            assertThat(other.find("a:1", String.class)).contains("1");
            change.run();
            settle();
            assertThat(other.find("a:1", String.class)).isEmpty();
            other.put("a:1", "2", tagged);
            settle();
            assertThat(cache.find("a:1", String.class)).contains("2");
        }
    }

    @Test
    void counters_are_shared() {
        for (int i = 0; i < 20; i++) {
            assertThat(cache.increment("n")).isEqualTo(2 * i + 1);
            assertThat(other.increment("n")).isEqualTo(2 * i + 2);
            settle();
            assertThat(cache.counter("n")).hasValue(2 * i + 2);
            assertThat(other.counter("n")).hasValue(2 * i + 2);
        }
    }

    @Test
    void a_shorter_time_counts_for_both() {
        cache.put("a", "1");
        settle();
        assertThat(other.find("a", String.class)).contains("1");
        cache.touch("a", Duration.ofMinutes(1));
        settle();
        time.pass(Duration.ofMinutes(2));
        assertThat(other.find("a", String.class)).isEmpty();
    }

    @Test
    void what_one_loaded_before_the_other_changed_it_is_not_kept() {
        String loaded = cache.get("a", String.class, () -> {
            other.put("a", "new");
            other.flush();
            return "old";
        });
        assertThat(loaded).isEqualTo("old");
        settle();
        assertThat(other.find("a", String.class)).contains("new");
        assertThat(cache.find("a", String.class)).contains("new");

        LoadOptions tagged = LoadOptions.standard().withTags("t");
        cache.get("b", String.class, tagged, () -> {
            other.evictTag("t");
            return "old";
        });
        settle();
        assertThat(cache.find("b", String.class)).isEmpty();
        assertThat(other.find("b", String.class)).isEmpty();
    }

    @Test
    void whoever_has_missed_a_part_of_the_log_drops_everything() {
        cache.put("a", "1");
        cache.flush();
        settle();
        assertThat(other.find("a", String.class)).contains("1");
        closeTheEyesOf(other, () -> {
            cache.put("a", "2");
            cache.flush();
            cache.evictTag("t");
            forgetTheLog(cache);
        });
        settle();
        assertThat(other.find("a", String.class)).contains("2");
        assertThat(other.stats().others().heapDrops()).isEqualTo(1);
    }

    @Test
    void what_is_put_after_another_one_has_invalidated_stays() {
        closeTheEyesOf(other, () -> {
            for (Runnable change :
                    List.<Runnable>of(() -> cache.evictTag("t"), () -> cache.evictPrefix("a:"), cache::clear)) {
                change.run();
                settle();
                other.put("a:1", "new", EntryOptions.standard().withTags("t"));
                other.flush();
                assertThat(other.find("a:1", String.class)).contains("new");
            }
        });
    }

    /** Does something while an instance does not look at the log. */
    abstract void closeTheEyesOf(Cache instance, Runnable work);

    /** Removes all of the log but its newest row. */
    abstract void forgetTheLog(Cache of);
}
