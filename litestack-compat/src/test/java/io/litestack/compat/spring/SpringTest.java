package io.litestack.compat.spring;

import io.litestack.compat.LibraryTest;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the tests of Spring have in common: templates and transactions over a table of pens. */
abstract class SpringTest extends LibraryTest {
    JdbcTemplate jdbc;
    JdbcClient client;
    DataSourceTransactionManager transactions;

    @BeforeEach
    void configure() throws Exception {
        script("""
                create table pen(
                    id integer primary key,
                    name text not null unique,
                    price integer check (price > 0),
                    maker_id integer references maker(id));
                create table maker(id integer primary key, name text);
                """);
        jdbc = new JdbcTemplate(dataSource());
        client = JdbcClient.create(jdbc);
        transactions = new JdbcTransactionManager(dataSource());
    }

    /** A transaction of a propagation, such as {@code TransactionDefinition.PROPAGATION_NESTED}. */
    final TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setPropagationBehavior(propagation);
        return template;
    }

    final void insert(String name) {
        jdbc.update("insert into pen(name) values (?)", name);
    }

    final Iterable<String> names() {
        return jdbc.queryForList("select name from pen order by id", String.class);
    }
}
