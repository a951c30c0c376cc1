package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract. */
class SqliteDataSourceKeysTest extends DataSourceKeysContract {
    SqliteDataSourceKeysTest() {
        super(Database::open);
    }
}
