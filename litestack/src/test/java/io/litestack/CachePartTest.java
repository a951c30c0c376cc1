package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.cache.Coherence;
import io.litestack.core.ConfigException;
import io.litestack.core.Sync;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cache as a part of the whole. */
@Timeout(120)
class CachePartTest {
    @TempDir
    Path root;

    private Workplace work;

    @BeforeEach
    void start() {
        work = new Workplace(root);
    }

    private Litestack open() {
        ProcessEnvironment process =
                new ProcessEnvironment(work.variables::get, work.properties::get, work.folder, work.temporary);
        return new LitestackBuilder(process, Providers.of(Litestack.class.getClassLoader())).open();
    }

    @Test
    void its_section_is_read_and_what_is_wrong_there_is_said_with_its_path() {
        work.write("litestack.yml", """
                cache:
                  path: fragments.db
                  sync: normal
                  max_size: 16MB
                  heap_size: 1MB
                  default_expiry: 1h
                  coherence: strict
                """);
        try (Litestack stack = open()) {
            assertThat(stack.cache().config().maxSizeBytes()).isEqualTo(16 << 20);
            assertThat(stack.cache().config().heapSizeBytes()).isEqualTo(1 << 20);
            assertThat(stack.cache().config().defaultExpiry()).isEqualTo(Duration.ofHours(1));
            assertThat(stack.cache().config().coherence()).isEqualTo(Coherence.STRICT);
            assertThat(stack.cache().config().store().sync()).isEqualTo(Sync.NORMAL);
            assertThat(stack.cache().config().store().path())
                    .isEqualTo(work.folder.resolve("data/development/fragments.db"));
        }
        work.write("litestack.yml", "cache:\n  max_size: 1MB\n  coherence: loose\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(this::open)
                .withMessageContaining("litestack.yml:2: cache.max_size must be between 8MB and")
                .withMessageContaining("litestack.yml:3: cache.coherence must be");
    }

    @Test
    void a_file_of_its_own_has_sections_for_the_environments() {
        work.write("litecache.yml", """
                development: {max_size: 16MB}
                production: {max_size: 32MB, store: temporary}
                """);
        try (Litestack stack = open()) {
            assertThat(stack.cache().config().maxSizeBytes()).isEqualTo(16 << 20);
            stack.cache().put("a", "here");
        }
        try (Litestack stack = open()) {
            assertThat(stack.cache().find("a", String.class)).contains("here");
        }
        work.variables.put("LITESTACK_ENV", "production");
        for (int round = 0; round < 2; round++) {
            try (Litestack stack = open()) {
                assertThat(stack.cache().config().maxSizeBytes()).isEqualTo(32 << 20);
                assertThat(stack.cache().find("a", String.class)).isEmpty();
                stack.cache().put("a", "gone when it is closed");
            }
        }
    }

    @Test
    void it_may_be_off() {
        work.write("litecache.yml", "store: off\n");
        try (Litestack stack = open()) {
            assertThat(stack.stores()).doesNotContainKey("cache");
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(stack::cache)
                    .withMessageContaining("cache");
        }
    }
}
