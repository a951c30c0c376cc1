package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is heard of what happens. */
abstract class ListenerContract extends CacheContract {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void listen() {
        cache.close();
        cache = open(it -> it.listener(new CacheListener() {
            @Override
            public void onRemoval(String namespace, String key, RemovalCause cause) {
                lines.add(namespace + '/' + key + ' ' + cause);
                throw new IllegalStateException("a listener that fails");
            }
        }));
    }

    private void await(String line) {
        Eventually.until(line + ", not only " + lines, () -> lines.contains(line));
    }

    @Test
    void removals_have_their_cause() {
        cache.put("a", "1");
        cache.put("a", "2");
        await("/a REPLACED");
        cache.typed(String.class).replace("a", "3");
        cache.remove("a");
        await("/a REMOVED");
        CacheNamespace named = cache.namespace("named");
        named.put("b", "1", EntryOptions.expiringAfter(Duration.ofMinutes(1)));
        cache.flush();
        time.pass(Duration.ofMinutes(2));
        await("named/b EXPIRED");
        named.put("c", "1", EntryOptions.standard().withTags("t"));
        cache.flush();
        named.evictTag("t");
        await("named/c INVALIDATED");
        Map<RemovalCause, Long> counts = cache.stats().removals();
        assertThat(counts.get(RemovalCause.REPLACED)).isEqualTo(2);
        assertThat(counts.get(RemovalCause.REMOVED)).isEqualTo(1);
        assertThat(counts.get(RemovalCause.EXPIRED)).isEqualTo(1);
    }

    @Test
    void keys_that_are_large_or_read_often_can_be_found() {
        cache.namespace("named").put("large", new byte[10_000]);
        cache.put("small", "x");
        cache.flush();
        for (int i = 0; i < 20_000; i++) {
            cache.find("small", String.class);
        }
        List<KeyFigures> largest = cache.largestKeys(2);
        assertThat(largest).extracting(KeyFigures::key).containsExactly("large", "small");
        assertThat(largest.get(0).namespace()).isEqualTo("named");
        assertThat(largest.get(0).sizeBytes()).isEqualTo(10_000);
        assertThat(cache.mostReadKeys(1)).extracting(KeyFigures::key).containsExactly("small");
    }
}
