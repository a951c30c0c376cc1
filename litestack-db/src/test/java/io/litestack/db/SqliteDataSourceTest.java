package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract. */
class SqliteDataSourceTest extends DataSourceContract {
    SqliteDataSourceTest() {
        super(Database::open);
    }
}
