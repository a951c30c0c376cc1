/** SQL with records, versioned migrations and a data source, on one SQLite file. */
module io.litestack.db {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires transitive java.sql;
    requires java.management;

    exports io.litestack.db;

    provides io.litestack.core.spi.ComponentProvider with
            io.litestack.db.internal.DatabaseProvider;
    provides java.sql.Driver with
            io.litestack.db.LitestackDriver;
}
