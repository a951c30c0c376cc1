package io.litestack.compat.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Transaction;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.sql.SQLException;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on MyBatis. */
class MyBatisTourTest {
    private static final JobType<String> WELCOME = JobType.of("welcome", String.class);

    @TempDir
    Path folder;

    /** What is stored. */
    public static final class Person {
        public Long id;
        public String email;
    }

    // region mybatis-people
    public interface People {
        @Insert("insert into person(email) values (#{email})")
        @Options(useGeneratedKeys = true, keyProperty = "id")
        int insert(Person person);

        @Select("select * from person where email = #{email}")
        Person find(String email);
    }
    // endregion

    @Test
    void tour() throws SQLException {
        DatabaseConfig config = DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.none())
                .build();
        try (Database db = Database.open(config);
                JobQueue jobs =
                        JobQueue.open(JobConfig.builder(db.store().config()).build())) {
            db.execute("create table person(id integer primary key, email text not null unique)");
            Person ann = new Person();
            ann.email = "ann@example.org";
            // region mybatis-open
            Configuration configuration =
                    new Configuration(new Environment("app", new JdbcTransactionFactory(), db.dataSource()));
            configuration.addMapper(People.class);
            SqlSessionFactory sessions = new SqlSessionFactoryBuilder().build(configuration);

            try (SqlSession session = sessions.openSession()) {
                session.getMapper(People.class).insert(ann);
                Transaction tx = session.getConnection().unwrap(Transaction.class);
                jobs.enqueue(tx, WELCOME, ann.email);
                session.commit();
            }
            // endregion
            assertThat(ann.id).isOne();
            assertThat(jobs.admin().find(JobFilter.inState(JobState.READY), 10)).hasSize(1);
        }
    }
}
