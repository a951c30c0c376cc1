package io.litestack.job;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;

/**
 * How one queue is worked on. Immutable. {@link #of(String)} makes one; the other methods return a changed copy.
 *
 * @param name the queue's name: 1 to 128 letters, digits and {@code _ . : -}
 * @param weight how many of its jobs are taken in a round, beside those of the other queues; the heaviest queue comes first
 *     in each round. Of jobs that take some 20 ms or more that makes shares; of quick jobs, which are prefetched for each
 *     queue, it only says which start first. It has no effect on a queue that spawns. 1 to 1,000 jobs, default 1.
 * @param spawn whether each job gets a thread of its own, a virtual one on Java 21 and later, instead of one of the workers:
 *     for jobs that mostly wait. Then {@code concurrency} alone bounds how many run at once. Default no.
 * @param concurrency how many of its jobs run at once in this process; 0 for as many as there are workers, or 10,000 (100
 *     before Java 21) if it spawns. Without spawning there are never more than workers. 0 to 1,000,000 jobs, default 0.
 */
public record QueueConfig(String name, int weight, boolean spawn, int concurrency) {
    /**
     * Checks everything.
     *
     * @param name see above
     * @param weight see above
     * @param spawn see above
     * @param concurrency see above
     * @throws ConfigException with every problem found
     */
    public QueueConfig {
        ConfigProblems problems = new ConfigProblems("QueueConfig of " + JobType.shortened(name));
        JobType.problemWithName("queue", name).ifPresent(problems::add);
        problems.between("weight", 1, 1_000, weight);
        problems.between("concurrency", 0, 1_000_000, concurrency);
        problems.throwIfAny();
    }

    /**
     * Returns the standard settings of a queue.
     *
     * @param name its name
     * @return weight 1, on the workers
     * @throws ConfigException if the name has other characters or another length
     */
    public static QueueConfig of(String name) {
        return new QueueConfig(name, 1, false, 0);
    }

    /**
     * Returns the settings of a queue with a weight.
     *
     * @param name its name
     * @param weight its weight
     * @return the settings
     * @throws ConfigException with every problem found
     */
    public static QueueConfig of(String name, int weight) {
        return new QueueConfig(name, weight, false, 0);
    }

    /**
     * Returns these settings with a thread for each job.
     *
     * @return the changed settings
     */
    public QueueConfig spawning() {
        return new QueueConfig(name, weight, true, concurrency);
    }

    /**
     * Returns these settings with a bound on how many jobs run at once.
     *
     * @param most at most so many, 0 for the default
     * @return the changed settings
     * @throws ConfigException if it is outside its bounds
     */
    public QueueConfig withConcurrency(int most) {
        return new QueueConfig(name, weight, spawn, most);
    }
}
