package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract. */
class SqliteDataSourceThreadsTest extends DataSourceThreadsContract {
    SqliteDataSourceThreadsTest() {
        super(Database::open);
    }
}
