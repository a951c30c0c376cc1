package io.litestack.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Checkpoint;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.PenConfig;
import io.litestack.core.spi.config.StoreKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a binding makes of the keys of a file, and what it tells of them. */
@Timeout(60)
class BoundFileTest {
    @TempDir
    Path folder;

    private final ConfigProblems problems = new ConfigProblems("pens");

    @Test
    void what_is_printed_reads_back_as_the_same() {
        PenConfig pen = Pens.yaml(folder, """
                colour: 'a: b # c'
                width: 7
                pressure: 1e-3
                refillable: true
                dry_after: 90s
                ink: 1000B
                box: "with 'quotes' and \\"more\\""
                tip: very-flat
                owners: ['~', '', 'null', '[x]', "a\\nb", 'x, y', '- z', '${MISSING:x}']
                stock: {'re d': 3}
                nib: {size: 2, metal: 'off'}
                """);
        List<ConfigEntry> entries = PenConfig.BINDING.describe(ConfigSection.empty("pens"), pen, null);
        String printed = entries.stream()
                .filter(it -> !it.key().equals("password"))
                .map(it -> it.key() + ": " + it.value())
                .collect(Collectors.joining("\n"));
        assertThat(Pens.yaml(folder, printed)).isEqualTo(pen);
    }

    @Test
    void each_key_tells_where_it_came_from() {
        ConfigSection section = Pens.section(Pens.file(folder, "pen.yml", "\nwidth: 5\n"), problems);
        PenConfig.Builder builder = new PenConfig.Builder();
        PenConfig.BINDING.apply(section, builder, problems);
        builder.tip(PenConfig.Tip.VERY_FLAT);
        PenConfig pen = PenConfig.BINDING.build(section, builder, problems).orElseThrow();
        Map<String, ConfigEntry> entries =
                PenConfig.BINDING.describe(section, pen, new PenConfig.Builder().build()).stream()
                        .collect(Collectors.toMap(ConfigEntry::key, it -> it));
        assertThat(entries.get("width").origin()).endsWith("pen.yml:2");
        assertThat(entries.get("tip").origin()).isEqualTo("program");
        assertThat(entries.get("ink")).isEqualTo(new ConfigEntry("ink", "64KB", "default", "64KB", "How much ink."));
    }

    @Test
    void every_key_of_a_store_is_read_unquoted() {
        ConfigSection section = Pens.section(Pens.file(folder, "store.yml", """
                        sync: off
                        checkpoint: external
                        readers: 3
                        page_cache: 16MB
                        wait_timeout: 1s
                        transaction_timeout: 2m
                        query_timeout: 3m
                        sync_timeout: 4s
                        close_timeout: 5s
                        slow_transaction: 60ms
                        leak_detection: 7s
                        command_queue_capacity: 100
                        """), problems);
        StoreConfig.Builder builder = StoreConfig.builder(folder.resolve("app.db"));
        StoreKeys.BINDING.apply(section, builder, problems);
        assertThat(problems.list()).isEmpty();
        assertThat(builder.build())
                .isEqualTo(StoreConfig.builder(folder.resolve("app.db"))
                        .sync(Sync.OFF)
                        .checkpoint(Checkpoint.EXTERNAL)
                        .readers(3)
                        .pageCacheBytes(16 << 20)
                        .waitTimeout(Duration.ofSeconds(1))
                        .transactionTimeout(Duration.ofMinutes(2))
                        .queryTimeout(Duration.ofMinutes(3))
                        .syncTimeout(Duration.ofSeconds(4))
                        .closeTimeout(Duration.ofSeconds(5))
                        .slowTransaction(Duration.ofMillis(60))
                        .leakDetection(Duration.ofSeconds(7))
                        .commandQueueCapacity(100)
                        .build());
        assertThat(section.keys()).containsExactlyElementsOf(StoreKeys.BINDING.names());
    }

    @ParameterizedTest
    @CsvSource({"off,OFF", "normal,NORMAL", "full,FULL", "0,OFF", "1,NORMAL", "2,FULL", "FULL,FULL"})
    void sync_levels_are_read_as_words_and_as_numbers(String text, Sync level) {
        ConfigSection section = Pens.section(Pens.file(folder, "store.yml", "sync: " + text), problems);
        StoreConfig.Builder builder = StoreConfig.builder(folder.resolve("app.db"));
        StoreKeys.BINDING.apply(section, builder, problems);
        assertThat(problems.list()).isEmpty();
        assertThat(builder.build().sync()).isEqualTo(level);
    }

    @Test
    void what_a_store_refuses_is_said_in_the_words_of_the_file() {
        ConfigSection section = Pens.section(
                Pens.file(folder, "store.yml", "readers: 65\n\npage_cache: 1KB\nwait_timeout: 0s\nsync: false\n"),
                problems);
        StoreConfig.Builder builder = StoreConfig.builder(folder.resolve("app.db"));
        StoreKeys.BINDING.apply(section, builder, problems);
        assertThat(StoreKeys.BINDING.build(section, builder, problems)).isEmpty();
        assertThat(problems.list().stream().map(it -> it.replace(folder + "/", "")))
                .containsExactly(
                        "store.yml:5: sync must be off, normal or full (or 0, 1, 2), but is \"false\"",
                        "store.yml:1: readers must be between 1 and 64, but is 65",
                        "store.yml:3: page_cache must be between 256KB and 1TB, but is 1KB",
                        "store.yml:4: wait_timeout must be more than zero, but is 0s");
    }
}
