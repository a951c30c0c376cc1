package io.litestack.test;

import io.litestack.job.JobType;

/** A job of the tests. */
record Welcome(String email) {
    static final JobType<Welcome> WELCOME = JobType.of("welcome", Welcome.class);
}
