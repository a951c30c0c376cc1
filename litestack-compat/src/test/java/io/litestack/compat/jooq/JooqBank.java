package io.litestack.compat.jooq;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.litestack.compat.Bank;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The bank by jOOQ. */
final class JooqBank implements Bank {
    private static final Table<Record> ACCOUNT = table(name("account"));
    private static final Table<Record> ENTRY = table(name("entry"));
    private static final Field<Long> ID = field(name("id"), Long.class);
    private static final Field<Long> BALANCE = field(name("balance"), Long.class);
    private static final Field<Long> ACCOUNT_ID = field(name("account_id"), Long.class);
    private static final Field<Long> AMOUNT = field(name("amount"), Long.class);

    private final DSLContext jooq;

    JooqBank(DSLContext jooq) {
        this.jooq = jooq;
    }

    @Override
    public void transfer(Transfer transfer) {
        jooq.transaction(inner -> {
            change(inner.dsl(), transfer.from(), -transfer.amount());
            change(inner.dsl(), transfer.to(), transfer.amount());
        });
    }

    private static void change(DSLContext jooq, long account, long amount) {
        long balance = balance(jooq, account);
        jooq.update(ACCOUNT)
                .set(BALANCE, balance + amount)
                .where(ID.eq(account))
                .execute();
        jooq.insertInto(ENTRY, ACCOUNT_ID, AMOUNT).values(account, amount).execute();
    }

    @Override
    public long balance(long account) {
        return balance(jooq, account);
    }

    private static long balance(DSLContext jooq, long account) {
        return jooq.select(BALANCE).from(ACCOUNT).where(ID.eq(account)).fetchSingle(BALANCE);
    }
}
