package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract. */
class SqliteDataSourcePragmaTest extends DataSourcePragmaContract {
    SqliteDataSourcePragmaTest() {
        super(Database::open);
    }
}
