package io.litestack.compat.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.ChildJvm;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;

/** Errors of the database are what Spring calls them. */
class SpringErrorsTest extends SpringTest {
    @Test
    void what_is_there_twice() {
        insert("red");
        assertThatThrownBy(() -> insert("red")).isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> jdbc.update("insert into pen(id, name) values (1, 'blue')"))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void what_is_there_twice_in_a_batch() {
        assertThatThrownBy(() -> jdbc.batchUpdate(
                        "insert into pen(name) values (?)",
                        java.util.List.of(new Object[] {"red"}, new Object[] {"red"})))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void what_breaks_a_constraint() {
        for (String sql : new String[] {
            "insert into pen(name) values (null)",
            "insert into pen(name, price) values ('red', 0)",
            "insert into pen(name, maker_id) values ('red', 77)"
        }) {
            assertThatThrownBy(() -> jdbc.update(sql))
                    .as(sql)
                    .isInstanceOf(DataIntegrityViolationException.class)
                    .isNotInstanceOf(DuplicateKeyException.class);
        }
    }

    @Test
    void what_is_no_sql() {
        for (String sql : new String[] {"selec 1", "select * from nothing", "select nothing from pen"}) {
            assertThatThrownBy(() -> jdbc.queryForList(sql)).as(sql).isInstanceOf(BadSqlGrammarException.class);
        }
        assertThatThrownBy(() -> jdbc.update("insert into pen(nothing) values (1)"))
                .isInstanceOf(BadSqlGrammarException.class);
    }

    @Test
    void what_lasts_too_long() {
        jdbc.setQueryTimeout(1);
        long start = System.nanoTime();
        assertThatThrownBy(() -> jdbc.queryForObject(ENDLESS, Long.class)).isInstanceOf(QueryTimeoutException.class);
        assertThatItIsSoon(start);
    }

    /** Another process holds the file's lock for longer than one waits. */
    @Test
    void who_cannot_have_the_lock() throws Exception {
        try (ChildJvm other = ChildJvm.start(folder, HoldingProcess.class, file());
                Connection connection = dataSource().getConnection()) {
            other.await("holding");
            assertThat(connection.isValid(1)).isTrue();
            assertThatThrownBy(() -> insert("red")).isInstanceOf(CannotAcquireLockException.class);
            other.ask("release", "released");
            insert("red");
        }
        assertThat(names()).containsExactly("red");
    }
}
