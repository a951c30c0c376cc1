package io.litestack.job.internal;

import io.litestack.core.StoreConfig;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.ConfigType;
import io.litestack.core.spi.config.ConfigTypes;
import io.litestack.job.JobConfig;
import io.litestack.job.QueueConfig;
import io.litestack.job.RetryPolicy;
import io.litestack.job.WorkerConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a configuration file says of jobs.
 *
 * @param jobs of the queue
 * @param workers of its workers in this process
 * @param schedules what is enqueued again and again, by name
 * @param removesUndeclaredSchedules whether schedules that are stored and not declared are removed at the start
 */
record JobSettings(
        JobConfig jobs,
        WorkerConfig workers,
        Map<String, ScheduleSettings> schedules,
        boolean removesUndeclaredSchedules) {
    static final String DRAIN_TIMEOUT = "drain_timeout";
    static final String INTERRUPT_TIMEOUT = "interrupt_timeout";

    private static final String SPAWN = "spawn";
    private static final String NOTATION =
            "a name, or [name, weight] or [name, weight, spawn], and with a concurrency of its own [name, weight, 3] or"
                    + " [name, weight, spawn, 3]";

    /** A queue is written as in {@code [critical, 10, spawn]}, with its concurrency behind if it has one of its own. */
    private static final ConfigType<QueueConfig> QUEUE =
            ConfigTypes.words(NOTATION).as(JobSettings::queue, JobSettings::words);

    static final ConfigBinding<Builder, JobSettings> KEYS = ConfigBinding.of(Builder::build)
            .key(
                    "queues",
                    ConfigTypes.list(QUEUE),
                    (it, value) -> it.workers.queues(value),
                    it -> it.workers.queues(),
                    "The queues that this process works on, each by its name or with its weight: of the heaviest, that many"
                            + " jobs are taken in a round before the next. \"spawn\" gives each job a thread of its own, and a number at the end is how"
                            + " many of the queue's jobs run at a time.")
            .key(
                    "workers",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.workers.workers(value),
                    it -> it.workers.workers(),
                    "How many threads the queues share.")
            .key(
                    "retries",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.retries(it.policy.withRetries(value)),
                    it -> it.workers.retryPolicy().retries(),
                    "How often a failing job is tried again.")
            .key(
                    "retry_delay",
                    ConfigTypes.DURATION,
                    (it, value) -> it.retries(it.policy.withDelay(value, it.policy.multiplier())),
                    it -> it.workers.retryPolicy().delay(),
                    "The wait before the first retry.")
            .key(
                    "retry_delay_multiplier",
                    ConfigTypes.NUMBER,
                    (it, value) -> it.retries(it.policy.withDelay(it.policy.delay(), value)),
                    it -> it.workers.retryPolicy().multiplier(),
                    "By how much each wait is longer than the one before.")
            .key(
                    "retry_max_delay",
                    ConfigTypes.DURATION,
                    (it, value) -> it.maxDelay(value),
                    it -> it.workers.retryPolicy().maxDelay(),
                    "The longest wait before a retry; at least retry_delay.")
            .key(
                    "prefetch",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.workers.prefetch(value),
                    it -> it.workers.prefetch(),
                    "How many jobs a queue may prefetch for busy workers, while handlers are quick.")
            .key(
                    "lease",
                    ConfigTypes.DURATION,
                    (it, value) -> it.workers.lease(value),
                    it -> it.workers.lease(),
                    "A process whose heartbeat stands still for this long is taken for hung, and its jobs are run elsewhere.")
            .key(
                    DRAIN_TIMEOUT,
                    ConfigTypes.DURATION,
                    (it, value) -> it.workers.drainTimeout(value),
                    it -> it.workers.drainTimeout(),
                    "How long a stop lets running jobs go on before it interrupts them.")
            .key(
                    INTERRUPT_TIMEOUT,
                    ConfigTypes.DURATION,
                    (it, value) -> it.workers.interruptTimeout(value),
                    it -> it.workers.interruptTimeout(),
                    "How long a stop waits for interrupted jobs.")
            .key(
                    "keep_done",
                    ConfigTypes.DURATION,
                    (it, value) -> it.workers.keepDone(value),
                    it -> it.workers.keepDone(),
                    "How long done jobs stay to be seen; 0s deletes them at once.")
            .key(
                    "keep_dead",
                    ConfigTypes.DURATION,
                    (it, value) -> it.workers.keepDead(value),
                    it -> it.workers.keepDead(),
                    "How long dead jobs stay to be seen and replayed.")
            .key(
                    "max_payload",
                    ConfigTypes.SIZE,
                    (it, value) -> it.jobs.maxPayloadBytes(bytes(value)),
                    it -> (long) it.jobs.maxPayloadBytes(),
                    "A larger payload is refused.")
            .key(
                    "schedules",
                    ConfigTypes.map(ScheduleSettings.TYPE),
                    (it, value) -> it.schedules = value,
                    it -> it.schedules(),
                    "What is enqueued again and again, by the name of the schedule. Each has a cron line or an interval, and a"
                            + " zone, a type and a payload.")
            .key(
                    "remove_undeclared_schedules",
                    ConfigTypes.TRUE_OR_FALSE,
                    (it, value) -> it.removesUndeclaredSchedules = value,
                    it -> it.removesUndeclaredSchedules(),
                    "Whether schedules that are stored, and declared neither here nor in the program before its start, are"
                            + " removed; else the log names them.");

    private static int bytes(long size) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("it must be at most 64MB");
        }
        return (int) size;
    }

    private static QueueConfig queue(List<String> words) {
        if (words.isEmpty() || words.size() > 4) {
            throw notation();
        }
        if (words.size() == 1) {
            return QueueConfig.of(alone(words.get(0)));
        }
        int weight = number(words.get(1));
        boolean spawns = words.size() > 2 && words.get(2).equalsIgnoreCase(SPAWN);
        int end = spawns ? 3 : 2;
        if (words.size() > end + 1) {
            throw notation();
        }
        return new QueueConfig(words.get(0), weight, spawns, words.size() > end ? number(words.get(end)) : 0);
    }

    /** {@code queues: [urgent, 10]} is one queue whose second brackets were forgotten, not two queues. */
    private static String alone(String name) {
        if (name.equalsIgnoreCase(SPAWN) || name.matches("[0-9.]*")) {
            throw notation();
        }
        return name;
    }

    private static int number(String word) {
        try {
            return new BigDecimal(word).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            boolean isMisspelt = !word.equals(SPAWN)
                    && ConfigSection.suggestion(word, List.of(SPAWN), Map.of()).isPresent();
            throw isMisspelt
                    ? new IllegalArgumentException(
                            notation().getMessage() + "; did you mean spawn by \"" + word + "\"?")
                    : notation();
        }
    }

    private static IllegalArgumentException notation() {
        return new IllegalArgumentException(
                "a queue must be " + NOTATION + "; several are written as in [[default, 1], [urgent, 10]]");
    }

    private static List<String> words(QueueConfig queue) {
        List<String> words = new ArrayList<>(List.of(queue.name(), Integer.toString(queue.weight())));
        if (queue.spawn()) {
            words.add(SPAWN);
        }
        if (queue.concurrency() > 0) {
            words.add(Integer.toString(queue.concurrency()));
        }
        return words;
    }

    /** Collects settings, of which users know the two builders. */
    static final class Builder {
        private static final Duration LONGEST_DELAY = Duration.ofDays(365);

        final JobConfig.Builder jobs;
        final WorkerConfig.Builder workers = WorkerConfig.builder();
        private Map<String, ScheduleSettings> schedules = Map.of();
        private boolean removesUndeclaredSchedules;

        /** With the longest wait that there can be, so that keys may come in any order. */
        private RetryPolicy policy = RetryPolicy.standard().withMaxDelay(LONGEST_DELAY);

        private Duration maxDelay = RetryPolicy.standard().maxDelay();

        Builder(StoreConfig store) {
            this.jobs = JobConfig.builder(store);
        }

        JobSettings build() {
            ConfigProblems problems = new ConfigProblems("jobs");
            Optional<JobConfig> checkedJobs = problems.attempt(jobs::build);
            Optional<WorkerConfig> checkedWorkers = problems.attempt(workers::build);
            if (isDelayTooLong()) {
                problems.add("retryDelay must be at most retry_max_delay (" + ConfigProblems.text(maxDelay)
                        + "), but is " + ConfigProblems.text(policy.delay()));
            }
            schedules.keySet().forEach(it -> problems.attempt(() -> ScheduleSettings.checkName(it)));
            problems.throwIfAny();
            return new JobSettings(
                    checkedJobs.orElseThrow(), checkedWorkers.orElseThrow(), schedules, removesUndeclaredSchedules);
        }

        private void retries(RetryPolicy value) {
            policy = value;
            showPolicy();
        }

        private void maxDelay(Duration value) {
            // it is refused here if it is outside its bounds, whatever the delay is
            RetryPolicy checked =
                    policy.withDelay(Duration.ofMillis(1), policy.multiplier()).withMaxDelay(value);
            maxDelay = checked.maxDelay();
            showPolicy();
        }

        /** At once, so that a program that gets the builder finds it there, and may change it. */
        private void showPolicy() {
            if (!isDelayTooLong()) {
                workers.retryPolicy(policy.withMaxDelay(maxDelay));
            }
        }

        private boolean isDelayTooLong() {
            return policy.delay().compareTo(maxDelay) > 0;
        }
    }
}
