package io.litestack.bench.scenario.accounts;

import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's {@code JdbcTemplate} with its transactions. */
final class SpringAccounts implements Accounts {
    private final JdbcTemplate template;
    private final TransactionTemplate transactions;
    private final DataClassRowMapper<Entry> mapper = DataClassRowMapper.newInstance(Entry.class);

    SpringAccounts(DataSource source) {
        template = new JdbcTemplate(source);
        transactions = new TransactionTemplate(new JdbcTransactionManager(source));
    }

    @Override
    public long balance(long id) {
        return Objects.requireNonNull(template.queryForObject(JdbcAccounts.BALANCE, Long.class, id));
    }

    @Override
    public List<Entry> newest(long id) {
        return template.query(JdbcAccounts.ENTRIES, mapper, id);
    }

    @Override
    public void transfer(long from, long to, long amount) {
        transactions.executeWithoutResult(status -> {
            add(from, -amount);
            add(to, amount);
        });
    }

    private void add(long id, long amount) {
        template.update(JdbcAccounts.SET_BALANCE, balance(id) + amount, id);
        template.update(JdbcAccounts.ADD_ENTRY, id, amount, JdbcAccounts.NOTE);
    }
}
