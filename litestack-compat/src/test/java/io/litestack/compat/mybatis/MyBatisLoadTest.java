package io.litestack.compat.mybatis;

import io.litestack.compat.LibraryTest;
import io.litestack.compat.MixedLoad;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.junit.jupiter.api.Test;

class MyBatisLoadTest extends LibraryTest {
    @Test
    void my_batis_under_a_mixed_load() throws Exception {
        Configuration configuration =
                new Configuration(new Environment("app", new JdbcTransactionFactory(), dataSource()));
        configuration.addMapper(MyBatisBank.Accounts.class);
        MixedLoad load = MixedLoad.on(dataSource());
        load.run("MyBatis", new MyBatisBank(new SqlSessionFactoryBuilder().build(configuration)));
    }
}
