package io.litestack.db.internal;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migration;
import io.litestack.db.MigrationException;
import io.litestack.db.internal.migration.DatabaseSchema;
import io.litestack.db.internal.migration.MigrationFiles;
import io.litestack.db.internal.migration.MigrationSql;
import io.litestack.db.internal.migration.Migrator;
import io.litestack.db.internal.settings.DatabaseKeys;
import java.util.List;

/** Offers the database to the facade. */
public final class DatabaseProvider implements ComponentProvider<DatabaseConfig.Builder, DatabaseConfig> {
    /** Made by the service loader. */
    public DatabaseProvider() {}

    @Override
    public String name() {
        return "db";
    }

    @Override
    public Class<?> type() {
        return Database.class;
    }

    @Override
    public String purpose() {
        return "The application's own tables: SQL, migrations and a data source.";
    }

    @Override
    public DatabaseConfig.Builder builder(StoreConfig store) {
        return DatabaseConfig.builder(store);
    }

    @Override
    public ConfigBinding<DatabaseConfig.Builder, DatabaseConfig> binding() {
        return DatabaseKeys.BINDING;
    }

    @Override
    public DatabaseConfig prepare(DatabaseConfig config, ConfigSection section, ConfigProblems problems) {
        try {
            List<Migration> all = config.migrations().load();
            Migrator.check(config, all);
            return config.toBuilder()
                    .migrations(MigrationFiles.loaded(config.migrations(), all))
                    .build();
        } catch (MigrationException e) {
            section.refuse("migrations", String.valueOf(e.getMessage()), problems);
            return config;
        }
    }

    @Override
    public Component open(DatabaseConfig config, ComponentContext context) {
        return new OpenDatabase(Databases.prepared(context.store(), () -> {}, config));
    }

    /** The database as the facade holds it; the facade closes its store. */
    private record OpenDatabase(Database database) implements Component {
        @Override
        public Object service() {
            return database;
        }

        @Override
        public String describe() {
            Store store = database.store();
            return DatabaseSchema.isInstalled(store) ? "at version " + newestVersion(store) : "without migrations";
        }

        private static long newestVersion(Store store) {
            return store.queryFirst(MigrationSql.NEWEST, row -> row.getLong(1)).orElse(0L);
        }

        @Override
        public void close() {
            database.close();
        }
    }
}
