package io.litestack.db.internal;

import io.litestack.core.Store;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.internal.migration.Seeding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens databases. */
public final class Databases {
    private Databases() {}

    /**
     * Opens the store, migrates and seeds it; if that fails the store is closed again.
     *
     * @param config the settings
     * @return the database, which closes the store
     */
    public static Database open(DatabaseConfig config) {
        Store store = Store.open(config.store());
        boolean isReady = false;
        try {
            Database database = prepared(store, store::close, config);
            isReady = true;
            return database;
        } finally {
            if (!isReady) {
                store.close();
            }
        }
    }

    /** Migrates and seeds an open store. */
    static Database prepared(Store store, Runnable onClose, DatabaseConfig config) {
        SqliteDatabase database = new SqliteDatabase(store, onClose, config);
        database.migrate(config.migrations());
        config.seed().ifPresent(new Seeding(store)::sow);
        return database;
    }

    /**
     * Makes a database of a store that stays its opener's to close.
     *
     * @param store the store
     * @return the database
     */
    public static Database over(Store store) {
        return new SqliteDatabase(
                store, () -> {}, DatabaseConfig.builder(store.config()).build());
    }

    /**
     * Gives each row of a batch the form in which the store takes it.
     *
     * @param rows arrays of values, maps, records or single values
     * @return arrays
     */
    public static List<@Nullable Object[]> arrays(Iterable<?> rows) {
        List<@Nullable Object[]> arrays = new ArrayList<>();
        for (Object row : rows) {
            arrays.add(row instanceof Object[] values ? values : new Object[] {row});
        }
        return arrays;
    }
}
