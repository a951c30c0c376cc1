package io.litestack.bench.scenario.accounts;

import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** jOOQ's statements, without generated code. */
final class JooqAccounts implements Accounts {
    private static final Table<?> ACCOUNT = DSL.table(DSL.name("account"));
    private static final Table<?> ENTRY = DSL.table(DSL.name("entry"));
    private static final Field<Long> ID = DSL.field(DSL.name("id"), Long.class);
    private static final Field<Long> BALANCE = DSL.field(DSL.name("balance"), Long.class);
    private static final Field<Long> ACCOUNT_ID = DSL.field(DSL.name("account_id"), Long.class);
    private static final Field<Long> AMOUNT = DSL.field(DSL.name("amount"), Long.class);
    private static final Field<String> NOTE = DSL.field(DSL.name("note"), String.class);

    private final DSLContext jooq;

    JooqAccounts(DataSource source) {
        jooq = DSL.using(source, SQLDialect.SQLITE, new Settings().withExecuteLogging(false));
    }

    @Override
    public long balance(long id) {
        return balance(jooq, id);
    }

    private static long balance(DSLContext on, long id) {
        return Objects.requireNonNull(
                on.select(BALANCE).from(ACCOUNT).where(ID.eq(id)).fetchOne(BALANCE));
    }

    @Override
    public List<Entry> newest(long id) {
        return jooq.select(ID, AMOUNT, NOTE)
                .from(ENTRY)
                .where(ACCOUNT_ID.eq(id))
                .orderBy(ID.desc())
                .limit(NEWEST)
                .fetch(row -> new Entry(row.value1(), row.value2(), row.value3()));
    }

    @Override
    public void transfer(long from, long to, long amount) {
        jooq.transaction(configuration -> {
            add(configuration.dsl(), from, -amount);
            add(configuration.dsl(), to, amount);
        });
    }

    private static void add(DSLContext on, long id, long amount) {
        on.update(ACCOUNT)
                .set(BALANCE, balance(on, id) + amount)
                .where(ID.eq(id))
                .execute();
        on.insertInto(ENTRY, ACCOUNT_ID, AMOUNT, NOTE)
                .values(id, amount, JdbcAccounts.NOTE)
                .execute();
    }
}
