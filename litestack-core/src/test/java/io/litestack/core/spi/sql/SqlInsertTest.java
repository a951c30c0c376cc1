package io.litestack.core.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of an INSERT says, with a WITH clause before it or without one. */
@Timeout(60)
class SqlInsertTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "insert into t values (1)                                                         | t     | false",
                "; replace into \"a t\" values (1) -- a comment                                   | a t   | false",
                "replace into [a t] values (1)                                                    | a t   | false",
                "insert or ignore into main.t select 1                                            | t     | false",
                "insert into t values (1) on conflict do update set a = 1                         | t     | true",
                "insert into t values (1) on conflict do nothing                                  | t     | false",
                "with x as (select 1) insert into t select * from x                               | t     | false",
                "with x as not materialized (select ')'), y(a, b) as (values (1, (2))) replace into t select * from x | t | false",
                "with recursive replace(i) as (select 1) insert into t select i from replace      | t     | false",
                "with x as (select 1) insert into t select * from x where 1 on conflict do update set a = 1 | t | true"
            })
    void it_names_the_table(String sql, String table, Boolean mayUpdate) {
        assertThat(SqlInsert.of(sql).map(SqlInsert::table)).isEqualTo(Optional.ofNullable(table));
        assertThat(SqlInsert.of(sql).map(SqlInsert::mayUpdate)).isEqualTo(Optional.ofNullable(mayUpdate));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "select 1",
                "update t set a = 1",
                "with x as (select 1) select * from x",
                "with insert_into as (select 1) delete from t",
                "with replace as (select 1) select * from replace",
                "with x as (select 1",
                "with",
                "insert"
            })
    void what_is_no_insert_names_none(String sql) {
        assertThat(SqlInsert.of(sql)).isEmpty();
    }
}
