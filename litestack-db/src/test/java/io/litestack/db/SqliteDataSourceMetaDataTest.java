package io.litestack.db;

/** Puts the data source of the database on SQLite through the contract of its metadata. */
class SqliteDataSourceMetaDataTest extends DataSourceMetaDataContract {
    SqliteDataSourceMetaDataTest() {
        super(Database::open);
    }
}
