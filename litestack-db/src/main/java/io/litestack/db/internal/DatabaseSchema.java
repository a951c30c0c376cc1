package io.litestack.db.internal;

import io.litestack.core.Store;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;

/** The database's own tables. */
final class DatabaseSchema {
    private static final Schema SCHEMA = Schema.load("db", DatabaseSchema.class, "V001__history.sql");

    private DatabaseSchema() {}

    static void install(Store store) {
        StoreInternals.of(store).install(SCHEMA);
    }
}
