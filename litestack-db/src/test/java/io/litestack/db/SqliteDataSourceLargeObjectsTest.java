package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract of large objects. */
class SqliteDataSourceLargeObjectsTest extends DataSourceLargeObjectsContract {
    SqliteDataSourceLargeObjectsTest() {
        super(Database::open);
    }
}
