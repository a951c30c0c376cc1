package io.litestack.job;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The settings of {@link JobWorkers}. Immutable; build one with {@link #builder}. Each setting is explained at its method of
 * {@link Builder}.
 *
 * @param queues which queues are worked on, and how
 * @param workers how many threads the queues share that do not spawn
 * @param prefetch how many jobs a queue may prefetch
 * @param lease how long the heartbeat of a process may stand still
 * @param drainTimeout how long a stop lets handlers go on
 * @param interruptTimeout how long a stop waits for interrupted handlers
 * @param retryPolicy how failing jobs are tried again
 * @param keepDone how long done jobs stay
 * @param keepDead how long dead jobs stay
 * @param stopAtExit whether the end of the JVM stops the workers
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
        Objects.requireNonNull(retryPolicy, "retryPolicy");
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
         * Adds a queue that these workers work on. Several share the threads by their weights. The default is the queue {@code
         * default} alone, with its standard settings; it is dropped once another one is added.
         *
         * @param value the queue; a name that was added before is refused by {@link #build}
         * @return this builder
         */
        public Builder queue(QueueConfig value) {
            queues.add(value);
            return this;
        }

        /**
         * Sets the queues that these workers work on, in place of those added so far. An empty list stands for the default, the
         * queue {@code default} alone.
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
         * Adds a queue with its standard settings, as {@link #queue(QueueConfig)}.
         *
         * @param name its name
         * @return this builder
         */
        public Builder queue(String name) {
            return queue(QueueConfig.of(name));
        }

        /**
         * Sets how many threads the queues share: so many of their jobs run at the same time. Queues that spawn use none of
         * them; {@link QueueConfig#concurrency} bounds one queue below that. 1 to 1,000, default 5.
         *
         * @param value how many threads
         * @return this builder
         */
        public Builder workers(int value) {
            workers = value;
            return this;
        }

        /**
         * Sets how many jobs a queue may keep leased in memory beyond those that run; 0 for none. So many are kept only while
         * handlers take microseconds: never more than the workers run in some 20 ms, and what has waited for a quarter of a
         * second is released. It makes batches larger, and other processes wait for no job because of it. 0 to 100,000 jobs,
         * default 2,048.
         *
         * @param value how many jobs
         * @return this builder
         */
        public Builder prefetch(int value) {
            prefetch = value;
            return this;
        }

        /**
         * Sets for how long the heartbeat of these workers may stand still until others take the process for hung and run its
         * jobs. A dead process is noticed at once, whatever this says, and a job may take longer than its lease. A short one
         * costs a write every sixth of it, while jobs run, and takes a process that pauses for that long for hung. 1 s to 1
         * day, default 30 s.
         *
         * @param value how long
         * @return this builder
         */
        public Builder lease(Duration value) {
            lease = value;
            return this;
        }

        /**
         * Sets how long a stop lets handlers go on before it interrupts them; zero interrupts them at once. {@link
         * #interruptTimeout} comes on top of it; together they should be less than what the environment waits before it kills
         * the process (often 30 s). Zero to 36,500 days, default 25 s.
         *
         * @param value how long
         * @return this builder
         */
        public Builder drainTimeout(Duration value) {
            drainTimeout = value;
            return this;
        }

        /**
         * Sets how long a stop waits for interrupted handlers; at least 100 ms are waited in any case. It begins after {@link
         * #drainTimeout}. A handler that goes on all the same keeps its lease until it returns or the process ends. Zero to
         * 36,500 days, default 3 s.
         *
         * @param value how long
         * @return this builder
         */
        public Builder interruptTimeout(Duration value) {
            interruptTimeout = value;
            return this;
        }

        /**
         * Sets how failing jobs are tried again; {@link RetryPolicy#never} for never. A type with {@link
         * HandlerOptions#retryPolicy} has its own, and a job with {@link EnqueueOptions#maxAttempts} its own number of
         * attempts. Default {@link RetryPolicy#standard}: 11 attempts within about three and a half days.
         *
         * @param value the policy
         * @return this builder
         */
        public Builder retryPolicy(RetryPolicy value) {
            retryPolicy = value;
            return this;
        }

        /**
         * Sets how long jobs stay to be seen once they are done; zero deletes each as it completes, which saves room and a
         * later write. Dead jobs have {@link #keepDead}. Zero to 36,500 days, default 1 day.
         *
         * @param value how long
         * @return this builder
         */
        public Builder keepDone(Duration value) {
            keepDone = value;
            return this;
        }

        /**
         * Sets how long dead jobs stay, to be seen and replayed; zero has them deleted within a minute or so. Parked jobs
         * stay until they are deleted by {@link JobAdmin#delete(JobFilter)}. Zero to 36,500 days, default 10 days.
         *
         * @param value how long
         * @return this builder
         */
        public Builder keepDead(Duration value) {
            keepDead = value;
            return this;
        }

        /**
         * Sets whether the end of the JVM (SIGTERM, {@code System.exit}) stops the workers as {@link JobWorkers#stop()} does.
         * The facade does so by itself; this is for queues that are opened alone. Without it, jobs that run then are run
         * again by others, as after a crash. Default no.
         *
         * @param value whether it does
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
