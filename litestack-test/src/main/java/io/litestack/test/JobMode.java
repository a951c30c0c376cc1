package io.litestack.test;

/** How jobs are run in a test. */
public enum JobMode {
    /** They stay in the queue until {@link TestJobs#drain()}. */
    MANUAL,

    /** As soon as they are enqueued, by the thread that does it: {@link TestJobs#inline()}. */
    INLINE,

    /** By workers with threads, as in production; {@code Litestack.start} is called when it is opened. */
    WORKERS
}
