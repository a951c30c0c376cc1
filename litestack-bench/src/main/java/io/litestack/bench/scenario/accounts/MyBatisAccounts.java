package io.litestack.bench.scenario.accounts;

import java.util.List;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** MyBatis with a mapper of annotations. */
final class MyBatisAccounts implements Accounts {
    /** The statements. */
    public interface Mapper {
        /** Reads a balance. */
        @Select("select balance from account where id = #{id}")
        long balance(@Param("id") long id);

        /** Reads the newest entries. */
        @Select("select id, amount, note from entry where account_id = #{id} order by id desc limit 10")
        List<Entry> newest(@Param("id") long id);

        /** Sets a balance. */
        @Update("update account set balance = #{balance} where id = #{id}")
        void setBalance(@Param("id") long id, @Param("balance") long balance);

        /** Adds an entry. */
        @Insert("insert into entry(account_id, amount, note) values (#{id}, #{amount}, #{note})")
        void addEntry(@Param("id") long id, @Param("amount") long amount, @Param("note") String note);
    }

    private final SqlSessionFactory sessions;

    MyBatisAccounts(DataSource source) {
        Configuration configuration = new Configuration(new Environment("bench", new JdbcTransactionFactory(), source));
        configuration.setArgNameBasedConstructorAutoMapping(true);
        configuration.addMapper(Mapper.class);
        sessions = new SqlSessionFactoryBuilder().build(configuration);
    }

    @Override
    public long balance(long id) {
        try (SqlSession session = sessions.openSession(true)) {
            return session.getMapper(Mapper.class).balance(id);
        }
    }

    @Override
    public List<Entry> newest(long id) {
        try (SqlSession session = sessions.openSession(true)) {
            return session.getMapper(Mapper.class).newest(id);
        }
    }

    @Override
    public void transfer(long from, long to, long amount) {
        try (SqlSession session = sessions.openSession(false)) {
            Mapper mapper = session.getMapper(Mapper.class);
            add(mapper, from, -amount);
            add(mapper, to, amount);
            session.commit();
        }
    }

    private static void add(Mapper mapper, long id, long amount) {
        mapper.setBalance(id, mapper.balance(id) + amount);
        mapper.addEntry(id, amount, JdbcAccounts.NOTE);
    }
}
