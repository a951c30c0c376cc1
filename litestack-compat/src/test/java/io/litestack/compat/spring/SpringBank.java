package io.litestack.compat.spring;

import io.litestack.compat.Bank;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The bank by JdbcTemplate. */
final class SpringBank implements Bank {
    private final JdbcTemplate jdbc;
    private final TransactionTemplate writing;
    private final TransactionTemplate reading;

    SpringBank(DataSource dataSource) {
        jdbc = new JdbcTemplate(dataSource);
        writing = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        reading = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        reading.setReadOnly(true);
    }

    @Override
    public void transfer(Transfer transfer) {
        writing.executeWithoutResult(status -> {
            change(transfer.from(), -transfer.amount());
            change(transfer.to(), transfer.amount());
        });
    }

    private void change(long account, long amount) {
        long balance = select(account);
        jdbc.update("update account set balance = ? where id = ?", balance + amount, account);
        jdbc.update("insert into entry(account_id, amount) values (?, ?)", account, amount);
    }

    private long select(long account) {
        return jdbc.queryForObject("select balance from account where id = ?", Long.class, account);
    }

    @Override
    public long balance(long account) {
        return reading.execute(status -> select(account));
    }
}
