package io.litestack.core.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SqlParametersTest {
    @Test
    void names_come_in_the_order_in_which_they_first_appear() {
        assertThat(SqlParameters.names("select :b, :a, :b, :c_1")).containsExactly("b", "a", "c_1");
        assertThat(SqlParameters.names("select a:b from t where x=:y+:z")).containsExactly("b", "y", "z");
        assertThat(SqlParameters.names("select :größe")).containsExactly("größe");
    }

    @Test
    void strings_names_and_comments_hold_none() {
        assertThat(SqlParameters.names("select ':a', \":b\", `:c`, [:d], 'it''s :e' -- :f\n/* :g */"))
                .isEmpty();
        assertThat(SqlParameters.names("select ':a")).isEmpty();
        assertThat(SqlParameters.names("select /* :a")).isEmpty();
    }

    @Test
    void a_colon_and_a_word_apart_are_no_name() {
        assertThat(SqlParameters.names("select : a")).isEmpty();
        assertThat(SqlParameters.names("select ':'a")).isEmpty();
    }

    @Test
    void numbers_alone_are_no_names_and_are_not_mixed_with_them() {
        assertThat(SqlParameters.names("select ?, ?2")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqlParameters.names("select ?, :a"))
                .withMessageContaining("mixed");
    }

    @Test
    void other_spellings_are_refused() {
        for (String sql : new String[] {"select @a", "select $a", "select :a$b"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SqlParameters.names(sql))
                    .withMessageContaining(sql);
        }
    }
}
