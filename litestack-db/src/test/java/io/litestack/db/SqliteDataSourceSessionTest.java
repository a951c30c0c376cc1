package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract. */
class SqliteDataSourceSessionTest extends DataSourceSessionContract {
    SqliteDataSourceSessionTest() {
        super(Database::open);
    }
}
