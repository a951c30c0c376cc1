package io.litestack.job.internal;

import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a configuration file says of jobs.
 *
 * @param jobs of the queue
 * @param workers of its workers in this process
 */
record JobSettings(JobConfig jobs, WorkerConfig workers) {
    private static final String SPAWN = "spawn";

    /** A queue is written as in {@code [critical, 10, spawn]}. */
    private static final ConfigType<QueueConfig> QUEUE =
            ConfigTypes.list(ConfigTypes.TEXT).as(JobSettings::queue, JobSettings::words);

    static final ConfigBinding<Builder, JobSettings> KEYS = ConfigBinding.of(Builder::build)
            .key(
                    "queues",
                    ConfigTypes.list(QUEUE),
                    (it, value) -> it.workers.queues(value),
                    it -> it.workers.queues(),
                    "The queues that this process works on, each with its weight: of the heaviest, that many jobs are taken"
                            + " in a round before the next. \"spawn\" gives each job a thread of its own.")
            .key(
                    "workers",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.workers.workers(value),
                    it -> it.workers.workers(),
                    "How many threads the queues share.")
            .key(
                    "retries",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.retries = value,
                    it -> it.workers.retryPolicy().retries(),
                    "How often a failing job is tried again.")
            .key(
                    "retry_delay",
                    ConfigTypes.DURATION,
                    (it, value) -> it.retryDelay = value,
                    it -> it.workers.retryPolicy().delay(),
                    "The wait before the first retry.")
            .key(
                    "retry_delay_multiplier",
                    ConfigTypes.NUMBER,
                    (it, value) -> it.retryDelayMultiplier = value,
                    it -> it.workers.retryPolicy().multiplier(),
                    "By how much each wait is longer than the one before.")
            .key(
                    "prefetch",
                    ConfigTypes.WHOLE_NUMBER,
                    (it, value) -> it.workers.prefetch(value),
                    it -> it.workers.prefetch(),
                    "How many jobs a queue may keep leased ahead for busy workers, while handlers are quick.")
            .key(
                    "lease",
                    ConfigTypes.DURATION,
                    (it, value) -> it.workers.lease(value),
                    it -> it.workers.lease(),
                    "A process whose beat stands still for this long is taken for hung, and its jobs are run elsewhere.")
            .key(
                    "drain_timeout",
                    ConfigTypes.DURATION,
                    (it, value) -> it.workers.drainTimeout(value),
                    it -> it.workers.drainTimeout(),
                    "How long a stop lets running jobs go on before it interrupts them.")
            .key(
                    "interrupt_timeout",
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
                    (it, value) -> it.jobs.maxPayloadBytes((int) Math.min(Integer.MAX_VALUE, value)),
                    it -> (long) it.jobs.maxPayloadBytes(),
                    "A larger payload is refused.");

    private static QueueConfig queue(List<String> words) {
        boolean isPlain =
                words.size() == 2 || (words.size() == 3 && words.get(2).equals(SPAWN));
        if (!isPlain && words.size() != 1) {
            throw new IllegalArgumentException("a queue must be written as [name, weight] or [name, weight, spawn]");
        }
        int weight = words.size() == 1 ? 1 : new BigDecimal(words.get(1)).intValueExact();
        return new QueueConfig(words.get(0), weight, words.size() == 3, 0);
    }

    private static List<String> words(QueueConfig queue) {
        List<String> words = new ArrayList<>(List.of(queue.name(), Integer.toString(queue.weight())));
        if (queue.spawn()) {
            words.add(SPAWN);
        }
        return words;
    }

    /** Collects settings, of which users know the two builders. */
    static final class Builder {
        final JobConfig.Builder jobs;
        final WorkerConfig.Builder workers = WorkerConfig.builder();
        private @Nullable Integer retries;
        private @Nullable Duration retryDelay;
        private @Nullable Double retryDelayMultiplier;

        Builder(StoreConfig store) {
            this.jobs = JobConfig.builder(store);
        }

        JobSettings build() {
            ConfigProblems problems = new ConfigProblems("jobs");
            if (retries != null || retryDelay != null || retryDelayMultiplier != null) {
                try {
                    workers.retryPolicy(policy());
                } catch (ConfigException e) {
                    e.problems().forEach(it -> problems.add(renamed(it)));
                }
            }
            Optional<JobConfig> checkedJobs = problems.attempt(jobs::build);
            Optional<WorkerConfig> checkedWorkers = problems.attempt(workers::build);
            problems.throwIfAny();
            return new JobSettings(checkedJobs.orElseThrow(), checkedWorkers.orElseThrow());
        }

        private RetryPolicy policy() {
            RetryPolicy standard = RetryPolicy.standard();
            return standard.withRetries(retries == null ? standard.retries() : retries)
                    .withDelay(
                            retryDelay == null ? standard.delay() : retryDelay,
                            retryDelayMultiplier == null ? standard.multiplier() : retryDelayMultiplier);
        }

        /** The policy knows its parts by other names than the file. */
        private static String renamed(String problem) {
            return problem.replaceFirst("^delay", "retryDelay").replaceFirst("^multiplier", "retryDelayMultiplier");
        }
    }
}
