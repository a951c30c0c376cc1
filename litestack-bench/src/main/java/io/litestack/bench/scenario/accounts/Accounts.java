package io.litestack.bench.scenario.accounts;

import java.util.List;

/** Accounts and the entries of their ledger, by whatever library: the small transactions that most applications consist of. */
interface Accounts extends AutoCloseable {
    /** How many there are; ids run from 1. */
    int COUNT = 1_000;

    /** How many entries a statement shows. */
    int NEWEST = 10;

    List<String> TABLES = List.of(
            "create table account(id integer primary key, owner text not null, balance integer not null)",
            "create table entry(id integer primary key autoincrement, account_id integer not null references account(id),"
                    + " amount integer not null, note text not null)",
            "create index entry_account on entry(account_id, id)");

    /** Reads one row by its key. */
    long balance(long id) throws Exception;

    /** Reads the newest entries of an account. */
    List<Entry> newest(long id) throws Exception;

    /** Reads two balances, changes them and notes both, in one transaction. */
    void transfer(long from, long to, long amount) throws Exception;

    @Override
    default void close() {}
}
