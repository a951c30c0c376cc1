package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The ends of entries. */
abstract class ExpiryContract extends CacheContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void an_entry_counts_until_its_time_is_over() {
        cache.put("a", "x", EntryOptions.expiringAfter(MINUTE));
        cache.put("b", "y", EntryOptions.standard().withExpireAt(time.instant().plus(HOUR)));
        time.pass(Duration.ofSeconds(50));
        assertThat(cache.find("a", String.class)).contains("x");
        time.pass(Duration.ofSeconds(11));
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(cache.contains("a")).isFalse();
        assertThat(cache.remove("a")).isFalse();
        assertThat(cache.find("b", String.class)).contains("y");
        time.pass(HOUR);
        assertThat(cache.find("b", String.class)).isEmpty();
        assertThat(cache.count()).isZero();
    }

    @Test
    void what_expires_at_a_time_that_is_past_is_never_read() {
        cache.put("a", "x", EntryOptions.standard().withExpireAt(Instant.EPOCH));
        assertThat(cache.find("a", String.class)).isEmpty();
    }

    @Test
    void the_default_is_thirty_days() {
        cache.put("a", "x");
        time.pass(Duration.ofDays(30).minusMinutes(1));
        assertThat(cache.find("a", String.class)).contains("x");
        time.pass(Duration.ofMinutes(2));
        assertThat(cache.find("a", String.class)).isEmpty();
    }

    @Test
    void the_rest_of_the_time_is_kept_over_a_restart() {
        cache.put("a", "x", EntryOptions.expiringAfter(MINUTE));
        time.pass(Duration.ofSeconds(30));
        reopen();
        assertThat(cache.find("a", String.class)).contains("x");
        time.pass(Duration.ofSeconds(31));
        assertThat(cache.find("a", String.class)).isEmpty();
    }

    @Test
    void a_touch_gives_another_time() {
        cache.put("a", "x", EntryOptions.expiringAfter(MINUTE));
        assertThat(cache.touch("a", HOUR)).isTrue();
        time.pass(Duration.ofMinutes(59));
        assertThat(cache.find("a", String.class)).contains("x");
        assertThat(cache.touch("a", MINUTE)).isTrue();
        time.pass(Duration.ofSeconds(61));
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(cache.touch("a", HOUR)).isFalse();
        assertThatThrownBy(() -> cache.touch("a", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_stale_value_is_told_from_one_that_counts_and_from_nothing() {
        cache.put("a", "x", EntryOptions.expiringAfter(MINUTE).withStaleFor(HOUR));
        assertThat(cache.lookup("a", String.class))
                .isInstanceOfSatisfying(
                        Lookup.Hit.class, hit -> assertThat(hit.value()).isEqualTo("x"));
        time.pass(Duration.ofMinutes(2));
        assertThat(cache.find("a", String.class)).isEmpty();
        assertThat(cache.lookup("a", String.class))
                .isInstanceOfSatisfying(
                        Lookup.Stale.class, stale -> assertThat(stale.value()).isEqualTo("x"));
        assertThat(cache.typed(String.class).replace("a", "y")).isFalse();
        reopen();
        assertThat(cache.lookup("a", String.class)).isInstanceOf(Lookup.Stale.class);
        assertThat(cache.typed(String.class).putIfAbsent("a", "z")).isTrue();
        assertThat(cache.find("a", String.class)).contains("z");
        time.pass(Duration.ofDays(31));
        assertThat(cache.lookup("a", String.class)).isInstanceOf(Lookup.Miss.class);
    }

    @Test
    void a_counter_that_has_expired_begins_anew() {
        assertThat(cache.increment("n", 5, EntryOptions.expiringAfter(MINUTE))).isEqualTo(5);
        time.pass(Duration.ofSeconds(40));
        // the time of a counter that is there stays as it is
        assertThat(cache.increment("n", 1, EntryOptions.expiringAfter(MINUTE))).isEqualTo(6);
        time.pass(Duration.ofSeconds(21));
        assertThat(cache.counter("n")).isEmpty();
        assertThat(cache.increment("n", 2, EntryOptions.expiringAfter(MINUTE))).isEqualTo(2);
    }

    @Test
    void options_outside_their_bounds_are_refused() {
        assertThatThrownBy(() -> EntryOptions.expiringAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expireAfterWrite must be 1 ms to 36500 days, but is PT0S");
        assertThatThrownBy(() -> EntryOptions.expiringAfter(Duration.ofDays(36_501)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryOptions.standard().withExpireAt(Instant.parse("2200-01-02T00:00:00Z")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EntryOptions.standard().withTags("x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a tag must be 1 to 200 bytes long, but is 201");
        assertThatThrownBy(() -> EntryOptions.standard().withTags(new String[33]))
                .isInstanceOf(NullPointerException.class);
    }
}
