package io.litestack.spring.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.compat.Bank;
import io.litestack.compat.MixedLoad;
import io.litestack.spring.SpringBootTest;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.jdbc.core.mapping.AggregateReference;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class DataJdbcLoadTest extends SpringBootTest {
    /** An account. */
    @Table("account")
    static class Account {
        @Id
        long id;

        String owner;
        long balance;

        @Version
        Long version;
    }

    @Table("entry")
    record Entry(@Id Long id, AggregateReference<Account, Long> accountId, long amount) {}

    /** Is made by Spring. */
    interface Accounts extends ListCrudRepository<Account, Long> {}

    /** Is made by Spring. */
    interface Entries extends ListCrudRepository<Entry, Long> {}

    /** The repositories. */
    @Configuration(proxyBeanMethods = false)
    @EnableJdbcRepositories(considerNestedRepositories = true)
    static class Repositories {}

    /** The bank in entities, with versions. */
    record DataJdbcBank(Accounts accounts, Entries entries, TransactionTemplate transactions) implements Bank {
        @Override
        public void transfer(Transfer transfer) {
            transactions.executeWithoutResult(status -> {
                change(transfer.from(), -transfer.amount());
                change(transfer.to(), transfer.amount());
            });
        }

        private void change(long id, long amount) {
            Account account = accounts.findById(id).orElseThrow();
            account.balance += amount;
            accounts.save(account);
            entries.save(new Entry(null, AggregateReference.to(id), amount));
        }

        @Override
        public long balance(long account) {
            return accounts.findById(account).orElseThrow().balance;
        }
    }

    @Test
    void spring_data_jdbc_under_a_mixed_load() {
        application()
                .withConfiguration(AutoConfigurations.of(DataJdbcRepositoriesAutoConfiguration.class))
                .withUserConfiguration(Repositories.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    MixedLoad load = MixedLoad.on(context.getBean(DataSource.class));
                    load.run(
                            "Spring Data JDBC",
                            new DataJdbcBank(
                                    context.getBean(Accounts.class),
                                    context.getBean(Entries.class),
                                    new TransactionTemplate(context.getBean(PlatformTransactionManager.class))));
                });
    }
}
