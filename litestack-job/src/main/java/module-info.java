/** A durable job queue: jobs survive crashes, start in microseconds, and are seen and replayed when they fail. */
module io.litestack.job {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires org.slf4j;

    exports io.litestack.job;

    provides io.litestack.core.spi.ComponentProvider with
            io.litestack.job.internal.JobProvider;
}
