package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.ConfigException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.job.JobQueue;
import io.litestack.job.QueueConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSettingsTest {
    @TempDir
    Path folder;

    private JobSettings read(Map<String, ?> values) {
        ConfigProblems problems = new ConfigProblems("jobs");
        ConfigSection section = ConfigSection.of("a map", values, problems);
        JobSettings.Builder builder = new JobProvider().builder(store());
        JobSettings.KEYS.apply(section, builder, problems);
        JobSettings settings =
                JobSettings.KEYS.build(section, builder, problems).orElse(null);
        problems.throwIfAny();
        return settings;
    }

    private StoreConfig store() {
        StoreConfig.Builder store = StoreConfig.builder(folder.resolve("jobs.db"));
        new JobProvider().configureStore(store);
        return store.build();
    }

    @Test
    void queues_are_written_as_in_litestack() {
        JobSettings settings = read(Map.of(
                "queues",
                List.of(List.of("default", 1), List.of("urgent", 5), List.of("critical", 10, "spawn")),
                "retries",
                5,
                "retry_delay",
                "60s",
                "retry_delay_multiplier",
                10));
        assertThat(settings.workers().queues())
                .containsExactly(
                        QueueConfig.of("default", 1),
                        QueueConfig.of("urgent", 5),
                        QueueConfig.of("critical", 10).spawning());
        assertThat(settings.workers().retryPolicy().retries()).isEqualTo(5);
        assertThat(settings.workers().retryPolicy().delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.workers().retryPolicy().multiplier()).isEqualTo(10);
        assertThat(settings.jobs().store().sync()).isEqualTo(Sync.FULL);
    }

    @Test
    void every_wrong_value_is_named_by_its_key() {
        assertThatThrownBy(() -> read(Map.of(
                        "queues",
                        List.of(List.of("a b", 1), List.of("x", 1, "spam")),
                        "workers",
                        0,
                        "retry_delay_multiplier",
                        0.5,
                        "lease",
                        "10ms")))
                .isInstanceOf(ConfigException.class)
                .satisfies(it -> assertThat(((ConfigException) it).problems())
                        .anyMatch(problem -> problem.contains("queues"))
                        .anyMatch(problem -> problem.contains("workers"))
                        .anyMatch(problem -> problem.contains("retry_delay_multiplier"))
                        .anyMatch(problem -> problem.contains("lease")));
    }

    @Test
    void what_was_read_is_told_as_it_is_written() {
        JobSettings settings = read(Map.of("queues", List.of(List.of("critical", 10, "spawn"))));
        List<ConfigEntry> entries = JobSettings.KEYS.describe(ConfigSection.empty("a map"), settings, read(Map.of()));
        assertThat(entries.toString()).contains("[critical, 10, spawn]");
    }

    @Test
    void the_facade_finds_opens_starts_and_closes_it() {
        ComponentProvider<?, ?> provider = ServiceLoader.load(ComponentProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(it -> it.name().equals("jobs"))
                .findFirst()
                .orElseThrow();
        assertThat(provider.type()).isEqualTo(JobQueue.class);
        try (Store store = Store.open(store());
                Component component =
                        new JobProvider().open(read(Map.of()), new ComponentContext(store, "test", folder))) {
            component.start();
            assertThat(component.service()).isInstanceOf(JobQueue.class);
            assertThat(component.describe()).isEqualTo("5 workers on default");
        }
    }
}
