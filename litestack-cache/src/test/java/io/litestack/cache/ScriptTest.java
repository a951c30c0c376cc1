package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Random scripts of changes of a few keys: folded and batched they must do what they would do one by one. */
@Timeout(120)
class ScriptTest {
    private static final int SCRIPTS = 10_000;
    private static final int STEPS = 12;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    @Test
    void changes_of_a_key_have_the_effect_of_their_order() {
        Random random = seed.random();
        Map<String, Long> model = new HashMap<>();
        TestTime time = new TestTime(20);
        try (Cache cache = Cache.open(SqliteCacheTest.configOn(folder, time).build())) {
            for (int script = 0; script < SCRIPTS; script++) {
                run(cache, model, random, script);
            }
            List<String> keys = List.copyOf(model.keySet());
            assertThat(cache.getAll(keys, Long.class)).isEqualTo(model);
        }
        try (Cache again = Cache.open(
                SqliteCacheTest.configOn(folder, time).heapSizeBytes(0).build())) {
            assertThat(again.count()).isEqualTo(model.size());
            assertThat(again.getAll(model.keySet(), Long.class)).isEqualTo(model);
        }
    }

    private static void run(Cache cache, Map<String, Long> model, Random random, int script) {
        TypedCache<Long> numbers = cache.typed(Long.class);
        List<String> steps = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            String key = script + ":" + random.nextInt(3);
            long value = random.nextInt(1000);
            int kind = random.nextInt(20);
            steps.add(kind + " " + key + " " + value);
            if (kind < 10) {
                numbers.put(key, value);
                model.put(key, value);
            } else if (kind < 12) {
                assertThat(cache.remove(key)).as("%s", steps).isEqualTo(model.remove(key) != null);
            } else if (kind < 14) {
                long sum = model.merge(key, value, Long::sum);
                assertThat(cache.increment(key, value)).as("%s", steps).isEqualTo(sum);
            } else if (kind < 15) {
                assertThat(numbers.putIfAbsent(key, value))
                        .as("%s", steps)
                        .isEqualTo(model.putIfAbsent(key, value) == null);
            } else if (kind < 16) {
                assertThat(numbers.replace(key, value)).as("%s", steps).isEqualTo(model.replace(key, value) != null);
            } else {
                assertThat(numbers.find(key).orElse(null)).as("%s", steps).isEqualTo(model.get(key));
            }
        }
    }
}
