/** One SQLite file well kept: what every other module of Litestack stands on. */
module io.litestack.core {
    requires static transitive org.jspecify;
    requires transitive java.sql;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires com.zaxxer.hikari;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.litestack.core;
    exports io.litestack.core.spi to
            io.litestack,
            io.litestack.bench,
            io.litestack.cable,
            io.litestack.cache,
            io.litestack.db,
            io.litestack.job;
    exports io.litestack.core.spi.config to
            io.litestack,
            io.litestack.cable,
            io.litestack.cache,
            io.litestack.db,
            io.litestack.job;
    exports io.litestack.core.spi.config.text to
            io.litestack,
            io.litestack.cable,
            io.litestack.cache,
            io.litestack.db,
            io.litestack.job;
    exports io.litestack.core.spi.config.tree to
            io.litestack,
            io.litestack.cable,
            io.litestack.cache,
            io.litestack.db,
            io.litestack.job;
    exports io.litestack.core.spi.fault to
            io.litestack.test;
    exports io.litestack.core.spi.outbox to
            io.litestack,
            io.litestack.bench,
            io.litestack.cable,
            io.litestack.cache,
            io.litestack.db,
            io.litestack.job;
    exports io.litestack.core.spi.sql to
            io.litestack,
            io.litestack.bench,
            io.litestack.cable,
            io.litestack.cache,
            io.litestack.db,
            io.litestack.job;
}
