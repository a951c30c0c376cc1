package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobQueue;
import io.litestack.job.QueueConfig;
import io.litestack.job.RetryPolicy;
import io.litestack.job.Schedule;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobSettingsTest {
    @TempDir
    Path folder;

    private JobSettings read(Map<String, ?> settings) {
        ConfigProblems problems = new ConfigProblems("jobs");
        JobSettings.Builder builder = new JobProvider().builder(store());
        ConfigSection section = ConfigSection.of("program", settings, problems);
        JobSettings.KEYS.apply(section, builder, problems);
        JobSettings result = JobSettings.KEYS.build(section, builder, problems).orElse(null);
        problems.throwIfAny();
        return result;
    }

    private StoreConfig store() {
        StoreConfig.Builder store = StoreConfig.builder(folder.resolve("jobs.db"));
        new JobProvider().configureStore(store);
        return store.build();
    }

    @Test
    void every_key_is_read() {
        JobSettings settings = read(Map.ofEntries(
                Map.entry("workers", 7),
                Map.entry(
                        "queues",
                        List.of(List.of("default", 1), List.of("urgent", 10, 3), List.of("mail", 1, "spawn"))),
                Map.entry("prefetch", 10),
                Map.entry("lease", "5s"),
                Map.entry("retries", 3),
                Map.entry("retry_delay", "2s"),
                Map.entry("retry_delay_multiplier", 1.5),
                Map.entry("retry_max_delay", "4s"),
                Map.entry("drain_timeout", "1s"),
                Map.entry("interrupt_timeout", "500ms"),
                Map.entry("keep_done", "0s"),
                Map.entry("keep_dead", "30d"),
                Map.entry("max_payload", "64KB"),
                Map.entry("remove_undeclared_schedules", true),
                Map.entry(
                        "schedules",
                        Map.of(
                                "nightly",
                                Map.of(
                                        "cron",
                                        "0 3 * * *",
                                        "zone",
                                        "Europe/Berlin",
                                        "misfire",
                                        "all",
                                        "misfire_limit",
                                        5,
                                        "jitter",
                                        "30s",
                                        "type",
                                        "report",
                                        "payload",
                                        Map.of("scope", "all", "days", List.of(1, 2)),
                                        "queue",
                                        "reports",
                                        "priority",
                                        -3),
                                "tick",
                                Map.of("interval", "10m", "type", "tick", "max_attempts", 1)))));
        assertThat(settings.jobs().maxPayloadBytes()).isEqualTo(64 << 10);
        assertThat(settings.jobs().store().sync()).isEqualTo(Sync.FULL);
        WorkerConfig workers = settings.workers();
        assertThat(workers.workers()).isEqualTo(7);
        assertThat(workers.queues())
                .containsExactly(
                        QueueConfig.of("default"),
                        QueueConfig.of("urgent", 10).withConcurrency(3),
                        QueueConfig.of("mail").spawning());
        assertThat(workers.prefetch()).isEqualTo(10);
        assertThat(workers.lease()).isEqualTo(Duration.ofSeconds(5));
        assertThat(workers.retryPolicy())
                .isEqualTo(RetryPolicy.standard()
                        .withRetries(3)
                        .withDelay(Duration.ofSeconds(2), 1.5)
                        .withMaxDelay(Duration.ofSeconds(4)));
        assertThat(workers.drainTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(workers.interruptTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(workers.keepDone()).isZero();
        assertThat(workers.keepDead()).isEqualTo(Duration.ofDays(30));
        assertThat(JobSettings.KEYS.names()).as("a new key wants a line above").hasSize(15);
        assertThat(settings.removesUndeclaredSchedules()).isTrue();
        assertThat(settings.schedules())
                .containsEntry(
                        "nightly",
                        new ScheduleSettings(
                                Schedule.cron("0 3 * * *")
                                        .withZone("Europe/Berlin")
                                        .withAllMisfires(5)
                                        .withJitter(Duration.ofSeconds(30)),
                                "report",
                                settings.schedules().get("nightly").payload(),
                                EnqueueOptions.onQueue("reports").withPriority(-3)))
                .containsEntry(
                        "tick",
                        new ScheduleSettings(
                                Schedule.every(Duration.ofMinutes(10)),
                                "tick",
                                "{}",
                                EnqueueOptions.standard().withMaxAttempts(1)));
        assertThat(settings.schedules().get("nightly").payload()).contains("\"scope\":\"all\"", "\"days\":[1,2]");
    }

    @Test
    void every_wrong_value_is_named_with_its_bounds() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(Map.of(
                        "workers",
                        0,
                        "queues",
                        List.of(List.of("default", 0), List.of("urgent", 1, "spam")),
                        "lease",
                        "1ms",
                        "retries",
                        -1,
                        "retry_delay",
                        "0s",
                        "max_payload",
                        "1GB")))
                .satisfies(e -> assertThat(e.problems())
                        .hasSize(7)
                        .anyMatch(it -> it.startsWith("program: workers must be between 1 and 1000"))
                        .anyMatch(it -> it.startsWith("program: queues[0]: weight"))
                        .anyMatch(it -> it.startsWith("program: queues[1]") && it.contains("[name, weight, spawn]"))
                        .contains("program: lease must be between 1s and 1d, but is 1ms")
                        .anyMatch(it -> it.startsWith("program: retries is refused"))
                        .anyMatch(it -> it.startsWith("program: retry_delay is refused")
                                && it.endsWith("must be more than zero, but is 0s"))
                        .anyMatch(it -> it.startsWith("program: max_payload must be between")));
    }

    @Test
    void a_delay_may_be_longer_than_the_standard_maximum_only_with_another_maximum() {
        RetryPolicy policy = read(Map.of("retry_delay", "60d", "retry_max_delay", "90d"))
                .workers()
                .retryPolicy();
        assertThat(policy.delay()).isEqualTo(Duration.ofDays(60));
        assertThat(policy.maxDelay()).isEqualTo(Duration.ofDays(90));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(Map.of("retry_delay", "60d")))
                .satisfies(e -> assertThat(e.problems())
                        .singleElement()
                        .asString()
                        .endsWith("retry_delay must be at most retry_max_delay (30d), but is 60d"));
    }

    @Test
    void a_queue_may_be_named_alone_in_brackets_or_without() {
        List<?> queues = List.of("default", List.of("mail"), List.of("urgent", 10));
        assertThat(read(Map.of("queues", queues)).workers().queues())
                .containsExactly(QueueConfig.of("default"), QueueConfig.of("mail"), QueueConfig.of("urgent", 10));
    }

    static Stream<List<?>> wrong_queues() {
        return Stream.of(
                List.of("urgent", 10),
                List.of("mail", "spawn"),
                List.of(List.of("mail", "spawn")),
                List.of(List.of("mail", 1.5)),
                List.of(List.of("mail", 1, "spawn", 3, 4)),
                List.of(List.of("mail", 1, 3, "spawn")),
                List.of(List.of()),
                List.of(Map.of("mail", 1)),
                List.of(List.of("mail", List.of(1))),
                Arrays.asList((Object) null));
    }

    @ParameterizedTest
    @MethodSource("wrong_queues")
    void a_queue_that_is_written_otherwise_is_refused_with_the_form_that_it_has(List<?> queues) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(Map.of("queues", queues)))
                .satisfies(e -> assertThat(e.problems())
                        .singleElement()
                        .asString()
                        .contains("program: queues[")
                        .contains("a name, or [name, weight] or [name, weight, spawn]"));
    }

    @Test
    void what_was_read_is_shown_as_it_is_written() {
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

    @Test
    void a_name_that_a_schedule_cannot_have_is_refused() {
        Map<String, Object> schedule = Map.of("interval", "1s", "type", "report");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(Map.of("schedules", Map.of("every night", schedule))))
                .satisfies(e -> assertThat(e.problems())
                        .anyMatch(it -> it.contains("the name of a schedule must be 1 to 128 letters")
                                && it.contains("\"every night\"")));
    }

    @Test
    void a_malformed_schedule_is_refused_with_its_field() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(Map.of(
                        "schedules",
                        Map.of(
                                "a",
                                Map.of("cron", "0 25 * * *", "type", "report"),
                                "b",
                                Map.of("cron", "@daily", "zone", "Mars/Olympus", "type", "report"),
                                "c",
                                Map.of("type", "report"),
                                "d",
                                Map.of("interval", "1s", "type", "no type", "mood", "good")))))
                .satisfies(e -> assertThat(e.problems())
                        .anyMatch(it -> it.contains("schedules.a.cron has the hour \"25\""))
                        .anyMatch(it -> it.contains("schedules.b.zone must be the name of a time zone"))
                        .anyMatch(it -> it.contains("schedules.c: cron must be given"))
                        .anyMatch(it -> it.contains("schedules.d.type is refused"))
                        .anyMatch(it -> it.contains("unknown key schedules.d.mood")));
    }
}
