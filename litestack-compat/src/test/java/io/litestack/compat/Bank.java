package io.litestack.compat;

/** What a library does in the {@link MixedLoad}: accounts with a balance, and an entry for each change of one. */
public interface Bank {
    /** Money on its way from one account to another. */
    record Transfer(long from, long to, long amount) {}

    /** One transaction: reads both accounts, writes both, and adds an entry for each. */
    void transfer(Transfer transfer) throws Exception;

    /** Reads the balance of an account, in a transaction that only reads or in none. */
    long balance(long account) throws Exception;
}
