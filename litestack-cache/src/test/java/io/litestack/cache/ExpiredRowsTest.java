package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.internal.CacheProbe;
import io.litestack.core.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows go when they are over, although the index by which they are found is not changed each time their end is. */
@Timeout(120)
class ExpiredRowsTest {
    private static final Duration SHORT = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final TestTime time = new TestTime();
    private Cache cache;

    @BeforeEach
    void open() {
        cache = Cache.open(SqliteCacheTest.configOn(folder, time).build());
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private long rowsAfter(Duration passed) {
        time.pass(passed);
        CacheProbe.of(cache).removeExpired();
        return CacheProbe.of(cache).rows("litecache_entries");
    }

    /** How long before its end the row is looked at. */
    private long checkedAhead() {
        return CacheProbe.of(cache)
                .store()
                .queryFirst("select stale_until_ms - check_at_ms from litecache_entries", row -> row.getLong(1))
                .orElseThrow();
    }

    private void put(String value, Duration expiry) {
        cache.put("a", value, EntryOptions.expiringAfter(expiry));
        cache.flush();
    }

    @Test
    void one_that_is_put_again_is_looked_at_when_the_first_one_would_be_over() {
        put("x", SHORT);
        assertThat(checkedAhead()).isZero();
        time.pass(Duration.ofMinutes(30));
        put("y", SHORT);
        assertThat(checkedAhead()).isBetween(Duration.ofMinutes(30).toMillis(), SHORT.toMillis());
        assertThat(rowsAfter(Duration.ofMinutes(31))).isOne();
        assertThat(checkedAhead()).isZero();
        assertThat(cache.find("a", String.class)).contains("y");
        assertThat(rowsAfter(SHORT)).isZero();
    }

    @Test
    void one_that_is_to_be_over_earlier_is_looked_at_earlier() {
        put("x", LONG);
        put("y", SHORT);
        assertThat(checkedAhead()).isZero();
        assertThat(rowsAfter(Duration.ofMinutes(61))).isZero();

        put("x", LONG);
        cache.touch("a", SHORT);
        assertThat(checkedAhead()).isZero();
        assertThat(rowsAfter(Duration.ofMinutes(61))).isZero();
    }

    @Test
    void one_among_many_is_looked_at_earlier() {
        Map<String, String> many = IntStream.range(0, 500).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "x"));
        cache.typed(String.class).putAll(many, EntryOptions.expiringAfter(LONG));
        cache.flush();
        cache.typed(String.class).putAll(many, EntryOptions.expiringAfter(LONG));
        cache.put("k250", "y", EntryOptions.expiringAfter(SHORT));
        cache.flush();
        assertThat(rowsAfter(Duration.ofHours(2))).isEqualTo(499);
        assertThat(rowsAfter(LONG)).isZero();
    }

    @Test
    void one_that_is_touched_is_not_looked_at_earlier_than_before() {
        put("x", SHORT);
        cache.touch("a", LONG);
        assertThat(checkedAhead()).isBetween(Duration.ofHours(22).toMillis(), LONG.toMillis());
        assertThat(rowsAfter(Duration.ofHours(2))).isOne();
        assertThat(cache.find("a", String.class)).contains("x");
        assertThat(rowsAfter(LONG)).isZero();
    }

    @Test
    void a_read_that_prolongs_takes_nothing_from_a_longer_time() {
        cache.put("a", "x", EntryOptions.standard().withExpireAfterAccess(SHORT));
        cache.flush();
        time.pass(Duration.ofMinutes(30));
        assertThat(cache.find("a", String.class)).contains("x");
        Eventually.until("the row is prolonged", () -> checkedAhead() > 1_200_000);
        assertThat(rowsAfter(Duration.ofMinutes(45))).isOne();
        assertThat(rowsAfter(SHORT)).isZero();
    }
}
