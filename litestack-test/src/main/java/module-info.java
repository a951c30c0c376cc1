/** Runs jobs in tests by hand, moves the clock, asserts what was enqueued, and makes stores fail. */
module io.litestack.test {
    requires static transitive org.jspecify;
    requires transitive io.litestack;
    requires transitive io.litestack.cable;
    requires transitive io.litestack.cache;
    requires transitive io.litestack.core;
    requires transitive io.litestack.db;
    requires transitive io.litestack.job;
    requires static transitive org.junit.jupiter.api;

    exports io.litestack.test;

    // JUnit makes the extension
    opens io.litestack.test to
            org.junit.platform.commons;
}
