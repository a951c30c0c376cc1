/** A durable job queue: jobs survive crashes, start in microseconds, and are seen and replayed when they fail. */
module io.litestack.job {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires org.slf4j;

    exports io.litestack.job;
    exports io.litestack.job.spi to
            io.litestack.test;

    // what is stored as JSON: limits and errors in columns, jobs on their way from another file
    opens io.litestack.job.internal.limit to
            com.fasterxml.jackson.databind;
    opens io.litestack.job.internal.base to
            com.fasterxml.jackson.databind;
    opens io.litestack.job.internal.enqueue to
            com.fasterxml.jackson.databind;

    uses io.litestack.job.JobTypes;

    provides io.litestack.core.spi.ComponentProvider with
            io.litestack.job.internal.JobProvider;
}
