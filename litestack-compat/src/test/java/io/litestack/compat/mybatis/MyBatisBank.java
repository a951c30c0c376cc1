package io.litestack.compat.mybatis;

import io.litestack.compat.Bank;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;

/** The bank by MyBatis. */
final class MyBatisBank implements Bank {
    private final SqlSessionFactory sessions;

    MyBatisBank(SqlSessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Is made by MyBatis. */
    public interface Accounts {
        @Select("select balance from account where id = #{id}")
        long balance(long id);

        @Update("update account set balance = #{balance} where id = #{id}")
        void update(@Param("id") long id, @Param("balance") long balance);

        @Insert("insert into entry(account_id, amount) values (#{id}, #{amount})")
        void insert(@Param("id") long id, @Param("amount") long amount);
    }

    @Override
    public void transfer(Transfer transfer) {
        try (SqlSession session = sessions.openSession()) {
            Accounts accounts = session.getMapper(Accounts.class);
            change(accounts, transfer.from(), -transfer.amount());
            change(accounts, transfer.to(), transfer.amount());
            session.commit();
        }
    }

    private static void change(Accounts accounts, long account, long amount) {
        accounts.update(account, accounts.balance(account) + amount);
        accounts.insert(account, amount);
    }

    @Override
    public long balance(long account) {
        try (SqlSession session = sessions.openSession(true)) {
            return session.getMapper(Accounts.class).balance(account);
        }
    }
}
