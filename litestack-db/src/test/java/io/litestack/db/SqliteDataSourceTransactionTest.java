package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract. */
class SqliteDataSourceTransactionTest extends DataSourceTransactionContract {
    SqliteDataSourceTransactionTest() {
        super(Database::open);
    }
}
