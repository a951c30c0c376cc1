package io.litestack.job.internal;

import io.litestack.core.StoreConfig;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigType;
import io.litestack.core.spi.config.ConfigTypes;
import io.litestack.job.JobConfig;
import io.litestack.job.QueueConfig;
import io.litestack.job.RetryPolicy;
import io.litestack.job.WorkerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A queue with its workers, as one section of a configuration file describes them.
 *
 * @param jobs the queue
 * @param workers its workers
 */
record JobSetup(JobConfig jobs, WorkerConfig workers) {
    private static final ConfigType<List<QueueConfig>> QUEUES = ConfigTypes.map(
                    ConfigTypes.group(Queue.BINDING, Queue.Builder::new))
            .as(JobSetup::queues, JobSetup::byName);

    static final ConfigBinding<Builder, JobSetup> BINDING = ConfigBinding.of(Builder::build)
            .key(
                    "workers",
                    ConfigTypes.WHOLE_NUMBER,
                    (builder, value) -> builder.workers.workers(value),
                    setup -> setup.workers.workers(),
                    "How many threads work on jobs, 1 to 1000. Queues that spawn do not count.")
            .key(
                    "queues",
                    QUEUES,
                    (builder, value) -> value.forEach(builder.workers::queue),
                    setup -> setup.workers.queues(),
                    "Which queues are worked on: for each its weight (1 to 1000, how often it comes first), whether it"
                            + " spawns (a virtual thread for each job), and its concurrency (how many of its jobs run at"
                            + " a time; 0 for no limit of its own).")
            .key(
                    "prefetch",
                    ConfigTypes.WHOLE_NUMBER,
                    (builder, value) -> builder.workers.prefetch(value),
                    setup -> setup.workers.prefetch(),
                    "How many jobs a queue may keep leased beyond those that run, 0 to 100000.")
            .key(
                    "lease",
                    ConfigTypes.DURATION,
                    (builder, value) -> builder.workers.lease(value),
                    setup -> setup.workers.lease(),
                    "After which time without a sign of life a hung process loses its jobs, 1s to 1d.")
            .key(
                    "retries",
                    ConfigTypes.WHOLE_NUMBER,
                    (builder, value) -> builder.retryPolicy(builder.policy.withRetries(value)),
                    setup -> setup.workers.retryPolicy().retries(),
                    "How many attempts may follow a failed one, 0 to 10000.")
            .key(
                    "retry_delay",
                    ConfigTypes.DURATION,
                    (builder, value) ->
                            builder.retryPolicy(builder.policy.withDelay(value, builder.policy.multiplier())),
                    setup -> setup.workers.retryPolicy().delay(),
                    "The wait before the first retry.")
            .key(
                    "retry_delay_multiplier",
                    ConfigTypes.NUMBER,
                    (builder, value) -> builder.retryPolicy(builder.policy.withDelay(builder.policy.delay(), value)),
                    setup -> setup.workers.retryPolicy().multiplier(),
                    "By how much each wait is longer than the one before, 1 to 100.")
            .key(
                    "drain_timeout",
                    ConfigTypes.DURATION,
                    (builder, value) -> builder.workers.drainTimeout(value),
                    setup -> setup.workers.drainTimeout(),
                    "How long a stop lets handlers go on before it interrupts them.")
            .key(
                    "interrupt_timeout",
                    ConfigTypes.DURATION,
                    (builder, value) -> builder.workers.interruptTimeout(value),
                    setup -> setup.workers.interruptTimeout(),
                    "How long a stop waits for interrupted handlers.")
            .key(
                    "keep_done",
                    ConfigTypes.DURATION,
                    (builder, value) -> builder.workers.keepDone(value),
                    setup -> setup.workers.keepDone(),
                    "How long jobs stay to be seen once they are done; 0s deletes them at once.")
            .key(
                    "keep_dead",
                    ConfigTypes.DURATION,
                    (builder, value) -> builder.workers.keepDead(value),
                    setup -> setup.workers.keepDead(),
                    "How long dead jobs stay, to be seen and replayed.")
            .key(
                    "max_payload",
                    ConfigTypes.SIZE,
                    (builder, value) ->
                            builder.jobs.maxPayloadBytes(Math.toIntExact(Math.min(value, Integer.MAX_VALUE))),
                    setup -> (long) setup.jobs.maxPayloadBytes(),
                    "A larger payload is refused; at most 64MB.");

    private static List<QueueConfig> queues(Map<String, Queue> written) {
        List<QueueConfig> queues = new ArrayList<>();
        written.forEach(
                (name, queue) -> queues.add(new QueueConfig(name, queue.weight, queue.spawn, queue.concurrency)));
        return queues;
    }

    private static Map<String, Queue> byName(List<QueueConfig> queues) {
        Map<String, Queue> written = new LinkedHashMap<>();
        queues.forEach(it -> written.put(it.name(), new Queue(it.weight(), it.spawn(), it.concurrency())));
        return written;
    }

    /** A queue without its name, which is the key it stands under. */
    record Queue(int weight, boolean spawn, int concurrency) {
        static final ConfigBinding<Builder, Queue> BINDING = ConfigBinding.of(Builder::build)
                .key("weight", ConfigTypes.WHOLE_NUMBER, Builder::weight, Queue::weight, "How often it comes first.")
                .key("spawn", ConfigTypes.TRUE_OR_FALSE, Builder::spawn, Queue::spawn, "A virtual thread for each job.")
                .key(
                        "concurrency",
                        ConfigTypes.WHOLE_NUMBER,
                        Builder::concurrency,
                        Queue::concurrency,
                        "How many of its jobs run at a time.");

        static final class Builder {
            private int weight = 1;
            private boolean spawn;
            private int concurrency;

            void weight(int value) {
                weight = value;
            }

            void spawn(boolean value) {
                spawn = value;
            }

            void concurrency(int value) {
                concurrency = value;
            }

            Queue build() {
                return new Queue(weight, spawn, concurrency);
            }
        }
    }

    /** Collects the settings of both. */
    static final class Builder {
        final JobConfig.Builder jobs;
        final WorkerConfig.Builder workers = WorkerConfig.builder();
        private RetryPolicy policy = RetryPolicy.standard();

        Builder(StoreConfig store) {
            jobs = JobConfig.builder(store);
        }

        JobSetup build() {
            ConfigProblems problems = new ConfigProblems("jobs");
            Optional<JobConfig> builtJobs = problems.attempt(jobs::build);
            Optional<WorkerConfig> builtWorkers = problems.attempt(workers::build);
            problems.throwIfAny();
            return new JobSetup(builtJobs.orElseThrow(), builtWorkers.orElseThrow());
        }

        private void retryPolicy(RetryPolicy value) {
            policy = value;
            workers.retryPolicy(value);
        }
    }
}
