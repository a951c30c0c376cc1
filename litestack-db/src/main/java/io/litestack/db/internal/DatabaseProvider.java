package io.litestack.db.internal;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.ConfigType;
import io.litestack.core.spi.config.ConfigTypes;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.DateStorage;
import io.litestack.db.Migration;
import io.litestack.db.MigrationException;
import io.litestack.db.Migrations;
import io.litestack.db.TransactionBegin;
import io.litestack.db.internal.migration.DatabaseSchema;
import io.litestack.db.internal.migration.MigrationFiles;
import io.litestack.db.internal.migration.MigrationSql;
import io.litestack.db.internal.migration.Migrator;
import java.util.List;

/** Offers the database to the facade. */
public final class DatabaseProvider implements ComponentProvider<DatabaseConfig.Builder, DatabaseConfig> {
    private static final ConfigType<Migrations> MIGRATIONS =
            ConfigTypes.TEXT.as(MigrationFiles::configured, Migrations::toString);

    private static final ConfigType<Long> VERSION = ConfigTypes.of(
            "the version of a migration, such as 3 or 20260131, or 0",
            text -> Long.parseLong(text.matches("0|[1-9][0-9]*") ? text : ""),
            String::valueOf);

    private static final ConfigBinding<DatabaseConfig.Builder, DatabaseConfig> BINDING = ConfigBinding.of(
                    DatabaseConfig.Builder::build)
            .key(
                    "migrations",
                    MIGRATIONS,
                    DatabaseConfig.Builder::migrations,
                    DatabaseConfig::migrations,
                    "The folder of the class path with the files that make and change the tables, V1__create_users.sql and so"
                            + " on; none for no migrations.")
            .key(
                    "migration_timeout",
                    ConfigTypes.DURATION,
                    DatabaseConfig.Builder::migrationTimeout,
                    DatabaseConfig::migrationTimeout,
                    "How long one migration may last, and how long to wait for another process that migrates.")
            .key(
                    "baseline",
                    VERSION,
                    DatabaseConfig.Builder::baseline,
                    DatabaseConfig::baseline,
                    "Up to which version migrations count as applied to a file that has tables but no history of migrations,"
                            + " because something else made it; 0 for none. A new file gets all of them.")
            .key(
                    "dates",
                    ConfigTypes.choice(DateStorage.class),
                    DatabaseConfig.Builder::dates,
                    DatabaseConfig::dates,
                    "How the data source (JDBC) stores moments: text in UTC, local-text in the JVM's time zone, epoch-millis as"
                            + " sqlite-jdbc does, epoch-seconds, or julian-day.")
            .key(
                    "begin",
                    ConfigTypes.choice(TransactionBegin.class),
                    DatabaseConfig.Builder::begin,
                    DatabaseConfig::begin,
                    "When a transaction of the data source takes the writer: lazy, at its first statement, or eager, when"
                            + " autocommit is switched off, as Spring Batch needs it.");

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
        return BINDING;
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
