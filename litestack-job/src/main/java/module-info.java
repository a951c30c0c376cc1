/** A durable job queue: jobs survive crashes, start in microseconds, and are seen and replayed when they fail. */
module io.litestack.job {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires org.slf4j;

    exports io.litestack.job;

    // the form in which a job travels from another file
    opens io.litestack.job.internal to
            com.fasterxml.jackson.databind;

    provides io.litestack.core.spi.ComponentProvider with
            io.litestack.job.internal.JobProvider;
}
