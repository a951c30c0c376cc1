package io.litestack.db.internal.settings;

import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigType;
import io.litestack.core.spi.config.ConfigTypes;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.DateStorage;
import io.litestack.db.Migrations;
import io.litestack.db.TransactionBegin;
import io.litestack.db.internal.migration.MigrationFiles;

/** The keys of a database's settings, beside those of its store. */
public final class DatabaseKeys {
    private static final ConfigType<Migrations> MIGRATIONS =
            ConfigTypes.TEXT.as(MigrationFiles::configured, Migrations::toString);

    private static final ConfigType<Long> VERSION = ConfigTypes.of(
            "the version of a migration, such as 3 or 20260131, or 0",
            text -> Long.parseLong(text.matches("0|[1-9][0-9]*") ? text : ""),
            String::valueOf);

    /** Binds the keys to the builder of {@link DatabaseConfig}. */
    public static final ConfigBinding<DatabaseConfig.Builder, DatabaseConfig> BINDING = ConfigBinding.of(
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

    private DatabaseKeys() {}
}
