package io.litestack.compat.jdbi;

import io.litestack.compat.Bank;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The bank by Jdbi. */
final class JdbiBank implements Bank {
    private final Jdbi jdbi;

    JdbiBank(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public void transfer(Transfer transfer) {
        jdbi.useTransaction(handle -> {
            change(handle, transfer.from(), -transfer.amount());
            change(handle, transfer.to(), transfer.amount());
        });
    }

    private static void change(Handle handle, long account, long amount) {
        long balance = balance(handle, account);
        handle.createUpdate("update account set balance = :balance where id = :id")
                .bind("balance", balance + amount)
                .bind("id", account)
                .execute();
        handle.createUpdate("insert into entry(account_id, amount) values (:id, :amount)")
                .bind("id", account)
                .bind("amount", amount)
                .execute();
    }

    @Override
    public long balance(long account) {
        return jdbi.withHandle(handle -> balance(handle, account));
    }

    private static long balance(Handle handle, long account) {
        return handle.createQuery("select balance from account where id = :id")
                .bind("id", account)
                .mapTo(Long.class)
                .one();
    }
}
