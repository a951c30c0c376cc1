package io.litestack.db;

/** Puts the database on SQLite through the contract. */
class SqliteDatabaseTest extends DatabaseContract {
    SqliteDatabaseTest() {
        super(Database::open);
    }
}
