package io.litestack.bench.scenario.accounts;

import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** Jdbi's fluent interface. */
final class JdbiAccounts implements Accounts {
    private final Jdbi jdbi;

    JdbiAccounts(DataSource source) {
        jdbi = Jdbi.create(source).registerRowMapper(Entry.class, ConstructorMapper.of(Entry.class));
    }

    @Override
    public long balance(long id) {
        return jdbi.withHandle(handle -> balance(handle, id));
    }

    private static long balance(Handle handle, long id) {
        return handle.createQuery(JdbcAccounts.BALANCE)
                .bind(0, id)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public List<Entry> newest(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(JdbcAccounts.ENTRIES)
                .bind(0, id)
                .mapTo(Entry.class)
                .list());
    }

    @Override
    public void transfer(long from, long to, long amount) {
        jdbi.useTransaction(handle -> {
            add(handle, from, -amount);
            add(handle, to, amount);
        });
    }

    private static void add(Handle handle, long id, long amount) {
        long balance = balance(handle, id);
        handle.execute(JdbcAccounts.SET_BALANCE, balance + amount, id);
        handle.execute(JdbcAccounts.ADD_ENTRY, id, amount, JdbcAccounts.NOTE);
    }
}
