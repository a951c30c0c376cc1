package io.litestack.job.internal;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigType;
import io.litestack.core.spi.config.ConfigTypes;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobType;
import io.litestack.job.MisfirePolicy;
import io.litestack.job.Schedule;
import io.litestack.job.internal.schedule.ScheduleNames;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A schedule as a configuration file declares it. Immutable.
 *
 * @param schedule when it fires
 * @param type the name of the type of its jobs
 * @param payload their payload, as JSON
 * @param options how they are enqueued
 */
record ScheduleSettings(Schedule schedule, String type, String payload, EnqueueOptions options) {
    private static final ConfigType<ZoneId> ZONE =
            ConfigTypes.of("the name of a time zone such as Europe/Berlin", ScheduleSettings::zone, ZoneId::getId);

    private static final ConfigBinding<Builder, ScheduleSettings> KEYS = ConfigBinding.of(Builder::build)
            .key(
                    "cron",
                    ConfigTypes.TEXT,
                    (it, value) -> it.cron = Optional.of(value),
                    it -> it.schedule.cron().orElse(""),
                    "The cron line, of five fields, or six with the second before them.")
            .key(
                    "interval",
                    ConfigTypes.DURATION,
                    (it, value) -> it.interval = Optional.of(value),
                    it -> it.schedule.interval().orElse(Duration.ZERO),
                    "The time from one firing to the next, in place of a cron line.")
            .key(
                    "zone",
                    ZONE,
                    (it, value) -> it.zone = value,
                    it -> it.schedule.zone(),
                    "Whose clocks the cron line is about.")
            .key(
                    "misfire",
                    ConfigTypes.choice(MisfirePolicy.class),
                    (it, value) -> it.misfire = value,
                    it -> it.schedule.misfire(),
                    "What becomes of times that passed while no process was there.")
            .key(
                    "misfire_limit",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.misfireLimit = value,
                    it -> it.schedule.misfireLimit(),
                    "How many missed times get a job with all, the latest ones.")
            .key(
                    "jitter",
                    ConfigTypes.DURATION,
                    (it, value) -> it.jitter = value,
                    it -> it.schedule.jitter(),
                    "By how much each job is put off at most.")
            .key(
                    "type",
                    ConfigTypes.TEXT,
                    (it, value) -> it.type = value,
                    it -> it.type,
                    "The name of the type of its jobs.")
            .key("payload", ConfigTypes.JSON, (it, value) -> it.payload = value, it -> it.payload, "Their payload.")
            .key("queue", ConfigTypes.TEXT, (it, value) -> it.queue = value, it -> it.options.queue(), "Their queue.")
            .key(
                    "priority",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.priority = value,
                    it -> it.options.priority(),
                    "Their priority.")
            .key(
                    "max_attempts",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.maxAttempts = OptionalInt.of(value),
                    it -> it.options.maxAttempts().orElse(0),
                    "How often each may be tried; 0 if its type says so.");

    static final ConfigType<ScheduleSettings> TYPE = ConfigTypes.group(KEYS, Builder::new);

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** Refuses what is no name of a schedule. */
    static String checkName(String name) {
        try {
            return ScheduleNames.check(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("jobs", List.of("schedules: " + e.getMessage()));
        }
    }

    /** Collects settings; nothing is checked before {@link #build}. */
    private static final class Builder {
        private Optional<String> cron = Optional.empty();
        private Optional<Duration> interval = Optional.empty();
        private ZoneId zone = ZoneOffset.UTC;
        private MisfirePolicy misfire = MisfirePolicy.ONCE;
        private int misfireLimit = 100;
        private Duration jitter = Duration.ZERO;
        private String type = "";
        private String payload = "{}";
        private String queue = "default";
        private int priority;
        private OptionalInt maxAttempts = OptionalInt.empty();

        ScheduleSettings build() {
            ConfigProblems problems = new ConfigProblems("schedule");
            Optional<Schedule> schedule =
                    problems.attempt(() -> new Schedule(cron, interval, zone, misfire, misfireLimit, jitter));
            if (type.isEmpty()) {
                problems.add("type must be given: the name of the type of the jobs, such as report");
            } else {
                checking(problems, "type", () -> JobType.of(type, Object.class));
            }
            checking(problems, "queue", () -> EnqueueOptions.onQueue(queue));
            checking(problems, "priority", () -> EnqueueOptions.standard().withPriority(priority));
            maxAttempts.ifPresent(it -> checking(
                    problems, "maxAttempts", () -> EnqueueOptions.standard().withMaxAttempts(it)));
            problems.throwIfAny();
            EnqueueOptions options = EnqueueOptions.onQueue(queue).withPriority(priority);
            return new ScheduleSettings(
                    schedule.orElseThrow(),
                    type,
                    payload,
                    maxAttempts.isPresent() ? options.withMaxAttempts(maxAttempts.getAsInt()) : options);
        }

        private static void checking(ConfigProblems problems, String field, Runnable check) {
            try {
                check.run();
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                problems.add(message.startsWith(field) ? message : field + " is refused: " + message);
            }
        }
    }
}
