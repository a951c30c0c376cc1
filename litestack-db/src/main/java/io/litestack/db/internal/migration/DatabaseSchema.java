package io.litestack.db.internal.migration;

import io.litestack.core.Store;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;

/** The database's own tables. */
public final class DatabaseSchema {
    private static final Schema SCHEMA =
            Schema.load("db", name -> DatabaseSchema.class.getResourceAsStream(name), "V001__history.sql");

    private DatabaseSchema() {}

    /** Whether the tables are there. */
    public static boolean isInstalled(Store store) {
        return store.queryFirst(MigrationSql.IS_INSTALLED, row -> row.getInt(1)).orElse(0) > 0;
    }

    static void install(Store store) {
        StoreInternals.of(store).install(SCHEMA);
    }
}
