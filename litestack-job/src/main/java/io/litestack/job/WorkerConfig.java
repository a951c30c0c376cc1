package io.litestack.job;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The settings of {@link JobWorkers}. Immutable; build one with {@link #builder}.
 *
 * @param queues which queues are worked on, and how. At least one, no name twice; default {@code default} alone.
 * @param workers how many threads the queues that do not spawn share, 1 to 1,000. Default 5.
 * @param prefetch how many jobs a queue may keep leased for the workers beyond those that run, 0 to 100,000. So many are kept
 *     only while handlers take microseconds: never more than the workers run in some 20 ms, and what has waited for a second
 *     is handed back. Default 2,048.
 * @param lease a worker whose beat stands still for this long, as seen by another one's own clock, is taken for hung, and
 *     its jobs are given to others. (A dead process is noticed at once.) 1 s to 1 day, default 30 s.
 * @param drainTimeout how long a stop lets handlers go on before it interrupts them. Zero or more; default 25 s.
 * @param interruptTimeout how long a stop waits for interrupted handlers. Zero or more; default 3 s.
 * @param retryPolicy how failing jobs are tried again whose type has no policy of its own.
 * @param keepDone how long jobs stay to be seen once they are done; zero deletes them at once. Default 1 day.
 * @param keepDead how long dead jobs stay, to be seen and replayed. Default 10 days. Parked jobs stay until somebody
 *     deletes them.
 * @param stopAtExit whether the end of the JVM (SIGTERM, {@code System.exit}) stops the workers as {@link JobWorkers#stop()}
 *     does. Default no.
 */
public record WorkerConfig(
        List<QueueConfig> queues,
        int workers,
        int prefetch,
        Duration lease,
        Duration drainTimeout,
        Duration interruptTimeout,
        RetryPolicy retryPolicy,
        Duration keepDone,
        Duration keepDead,
        boolean stopAtExit) {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * Checks everything.
     *
     * @param queues see above
     * @param workers see above
     * @param prefetch see above
     * @param lease see above
     * @param drainTimeout see above
     * @param interruptTimeout see above
     * @param retryPolicy see above
     * @param keepDone see above
     * @param keepDead see above
     * @param stopAtExit see above
     * @throws ConfigException with every problem found
     */
    public WorkerConfig {
        queues = List.copyOf(queues);
        ConfigProblems problems = new ConfigProblems("WorkerConfig");
        Set<String> names = new HashSet<>();
        if (queues.isEmpty()) {
            problems.add("queues must not be empty");
        }
        for (QueueConfig queue : queues) {
            if (!names.add(queue.name())) {
                problems.add("queues names \"" + queue.name() + "\" twice");
            }
        }
        problems.between("workers", 1, 1_000, workers);
        problems.between("prefetch", 0, 100_000, prefetch);
        problems.between("lease", Duration.ofSeconds(1), Duration.ofDays(1), lease);
        problems.between("drainTimeout", Duration.ZERO, LONGEST, drainTimeout);
        problems.between("interruptTimeout", Duration.ZERO, LONGEST, interruptTimeout);
        problems.between("keepDone", Duration.ZERO, LONGEST, keepDone);
        problems.between("keepDead", Duration.ZERO, LONGEST, keepDead);
        problems.throwIfAny();
    }

    /**
     * Starts with the default settings.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; nothing is checked before {@link #build}. Not thread-safe. */
    public static final class Builder {
        private final List<QueueConfig> queues = new ArrayList<>();
        private int workers = 5;
        private int prefetch = 2_048;
        private Duration lease = Duration.ofSeconds(30);
        private Duration drainTimeout = Duration.ofSeconds(25);
        private Duration interruptTimeout = Duration.ofSeconds(3);
        private RetryPolicy retryPolicy = RetryPolicy.standard();
        private Duration keepDone = Duration.ofDays(1);
        private Duration keepDead = Duration.ofDays(10);
        private boolean stopAtExit;

        private Builder() {}

        /**
         * Adds to {@link WorkerConfig#queues()}.
         *
         * @param value a queue
         * @return this builder
         */
        public Builder queue(QueueConfig value) {
            queues.add(value);
            return this;
        }

        /**
         * Sets {@link WorkerConfig#queues()}, in place of those added so far.
         *
         * @param value the queues
         * @return this builder
         */
        public Builder queues(List<QueueConfig> value) {
            queues.clear();
            queues.addAll(value);
            return this;
        }

        /**
         * Adds a queue with its standard settings to {@link WorkerConfig#queues()}.
         *
         * @param name its name
         * @return this builder
         */
        public Builder queue(String name) {
            return queue(QueueConfig.of(name));
        }

        /**
         * Sets {@link WorkerConfig#workers()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder workers(int value) {
            workers = value;
            return this;
        }

        /**
         * Sets {@link WorkerConfig#prefetch()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder prefetch(int value) {
            prefetch = value;
            return this;
        }

        /**
         * Sets {@link WorkerConfig#lease()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder lease(Duration value) {
            lease = value;
            return this;
        }

        /**
         * Sets {@link WorkerConfig#drainTimeout()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder drainTimeout(Duration value) {
            drainTimeout = value;
            return this;
        }

        /**
         * Sets {@link WorkerConfig#interruptTimeout()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder interruptTimeout(Duration value) {
            interruptTimeout = value;
            return this;
        }

        /**
         * Sets {@link WorkerConfig#retryPolicy()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder retryPolicy(RetryPolicy value) {
            retryPolicy = value;
            return this;
        }

        /**
         * Sets {@link WorkerConfig#keepDone()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder keepDone(Duration value) {
            keepDone = value;
            return this;
        }

        /**
         * Sets {@link WorkerConfig#keepDead()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder keepDead(Duration value) {
            keepDead = value;
            return this;
        }

        /**
         * Sets {@link WorkerConfig#stopAtExit()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder stopAtExit(boolean value) {
            stopAtExit = value;
            return this;
        }

        /**
         * Checks the settings.
         *
         * @return the configuration
         * @throws ConfigException with every problem found
         */
        public WorkerConfig build() {
            return new WorkerConfig(
                    queues.isEmpty() ? List.of(QueueConfig.of("default")) : queues,
                    workers,
                    prefetch,
                    lease,
                    drainTimeout,
                    interruptTimeout,
                    retryPolicy,
                    keepDone,
                    keepDead,
                    stopAtExit);
        }
    }
}
