package io.litestack.cache;

import static io.litestack.cache.SqliteCacheTest.configOn;
import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.LeakCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Values that are compressed. */
class CompressionTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final TestTime time = new TestTime();

    private Cache open(long above) {
        return Cache.open(configOn(folder, time).compressAboveBytes(above).build());
    }

    @Test
    void large_values_take_less_room_and_come_back_as_they_were() {
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        String text = "abcdefgh".repeat(10_000);
        try (Cache cache = open(1_000)) {
            cache.put("text", text);
            cache.put("bytes", text.getBytes(StandardCharsets.UTF_8));
            cache.put("noise", noise);
            cache.put("small", "x");
            cache.put("record", new CacheContract.User("n".repeat(5_000), 3));
            cache.flush();
            assertThat(cache.largestKeys(1).get(0).key()).isEqualTo("noise");
            assertThat(cache.find("text", String.class)).contains(text);
        }
        // whoever does not compress reads it all the same
        try (Cache cache = open(0)) {
            assertThat(cache.find("text", String.class)).contains(text);
            assertThat(cache.find("bytes", byte[].class).orElseThrow()).hasSize(80_000);
            assertThat(cache.find("bytes", byte[].class).orElseThrow()).hasSize(80_000);
            assertThat(cache.find("noise", byte[].class).orElseThrow()).isEqualTo(noise);
            assertThat(cache.find("small", String.class)).contains("x");
            assertThat(cache.find("record", CacheContract.User.class)
                            .orElseThrow()
                            .age())
                    .isEqualTo(3);
        }
    }
}
