package io.litestack.compat.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.litestack.compat.LibraryTest;
import io.litestack.compat.MixedLoad;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.listener.DataSourceQueryCountListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.Test;

/** Plain JDBC, and what others put between the data source and a library. */
class PoolsTest extends LibraryTest {
    @Test
    void plain_jdbc_under_a_mixed_load() throws Exception {
        MixedLoad.on(dataSource()).run("plain JDBC", new JdbcBank(dataSource()));
    }

    @Test
    void a_pool_on_top_is_not_needed_and_works() throws Exception {
        try (HikariDataSource pool = pool(null)) {
            MixedLoad.on(pool).run("HikariCP", new JdbcBank(pool));
        }
    }

    @Test
    void a_pool_may_begin_its_connections_with_a_pragma() throws Exception {
        try (HikariDataSource pool = pool("PRAGMA foreign_keys = ON");
                Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void a_pool_hands_out_connections_as_new() throws Exception {
        script("create table pen(name text)");
        try (HikariDataSource pool = pool(null)) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("insert into pen values ('red')");
            }
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getAutoCommit()).isTrue();
            }
        }
        assertThat(number("select count(*) from pen")).isZero();
    }

    @Test
    void a_proxy_sees_every_statement() throws Exception {
        List<String> seen = new ArrayList<>();
        DataSource proxy = ProxyDataSourceBuilder.create("app", dataSource())
                .afterQuery((execution, queries) -> queries.forEach(it -> seen.add(it.getQuery())))
                .listener(new DataSourceQueryCountListener())
                .build();
        try (Connection connection = proxy.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table pen(name text)");
            statement.executeUpdate("insert into pen values ('red')");
        }
        assertThat(seen).containsExactly("create table pen(name text)", "insert into pen values ('red')");
        assertThat(number("select count(*) from pen")).isOne();
    }

    private HikariDataSource pool(String first) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource());
        config.setMaximumPoolSize(16);
        config.setConnectionInitSql(first);
        return new HikariDataSource(config);
    }
}
