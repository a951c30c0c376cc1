package io.litestack.db.internal;

import io.litestack.core.Store;
import io.litestack.core.spi.StoreInternals;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import io.litestack.db.internal.jdbc.StoreDataSource;
import io.litestack.db.internal.migration.Migrator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** A database on a store. */
final class SqliteDatabase implements Database {
    private final Store store;
    private final Runnable onClose;
    private final Duration migrationTimeout;
    private final long baseline;
    private final DataSource dataSource;

    SqliteDatabase(Store store, Runnable onClose, DatabaseConfig config) {
        this.store = store;
        this.onClose = onClose;
        this.migrationTimeout = config.migrationTimeout();
        this.baseline = config.baseline();
        this.dataSource =
                new StoreDataSource(StoreInternals.of(store), store.config().path(), config.dates(), config.begin());
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public List<Migration> migrate(Migrations migrations) {
        return new Migrator(store, migrationTimeout, baseline).migrate(migrations.load());
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public void snapshot(Path target) {
        StoreInternals.of(store).copyTo(target);
    }

    @Override
    public void close() {
        onClose.run();
    }

    @Override
    public String toString() {
        return "Database[" + store.config().path() + "]";
    }
}
