package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract of its exceptions. */
class SqliteDataSourceErrorsTest extends DataSourceErrorsContract {
    SqliteDataSourceErrorsTest() {
        super(Database::open);
    }
}
