package io.litestack.core.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlOutlineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | select 1",
                "2 | select ?, ?",
                "3 | select ?3",
                "4 | select ?3, ?",
                "2 | select :a, :b, :a",
                "3 | select :a, ?, @c",
                "0 | select '?', \"?\", [?], `?` -- ?",
                "1 | select /* ? */ ?",
                "2 | insert into t values (?, ?) on conflict do nothing"
            })
    void parameters_are_counted_as_sqlite_counts_them(int expected, String sql) {
        assertThat(SqlOutline.of(sql).parameterCount()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "false | with x as (select 1) select * from x",
                "false | with x as (select replace('a', 'b', 'c')) select * from x",
                "true | with x as (select 1) insert into t select * from x",
                "true | with x as (select 1) replace into t select * from x",
                "true | with x as (select 1) update t set a = 1",
                "true | with x as (select 1) delete from t"
            })
    void a_word_shows_that_a_with_writes(boolean expected, String sql) {
        assertThat(SqlOutline.of(sql).mayWrite()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t values (1, (select 2))",
                "insert into t(a, b) values (?, ?) on conflict(a) do nothing;",
                "replace into t(a) values (1) returning a"
            })
    void one_row_is_told_from_several(String sql) {
        assertThat(SqlOutline.of(sql).isOneRow()).isTrue();
        assertThat(SqlOutline.of(sql.replace("values", "values (1, 2),")).isOneRow())
                .isFalse();
        assertThat(SqlOutline.of("insert into t select 1, 2").isOneRow()).isFalse();
        assertThat(SqlOutline.of("insert into t default values").isOneRow()).isFalse();
    }

    @Test
    void calls_that_answer_from_the_connection_are_found_where_they_stand() {
        String sql = "select last_insert_rowid(), Changes ( ) from t where x = total_changes() -- changes()";
        SqlOutline outline = SqlOutline.of(sql);
        assertThat(outline.calls())
                .extracting(SqlOutline.Call::name)
                .containsExactly("LAST_INSERT_ROWID", "CHANGES", "TOTAL_CHANGES");
        assertThat(outline.calls()).extracting(SqlOutline.Call::isColumn).containsExactly(true, true, false);
        SqlOutline.Call second = outline.calls().get(1);
        assertThat(sql.substring(second.start(), second.end())).isEqualTo("Changes ( )");
        assertThat(outline.isOnlyCalls()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select last_insert_rowid()",
                "SELECT last_insert_rowid();",
                "select changes(), last_insert_rowid() /* both */"
            })
    void a_select_of_nothing_but_calls_is_known(String sql) {
        assertThat(SqlOutline.of(sql).isOnlyCalls()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select last_insert_rowid() as id",
                "select last_insert_rowid() + 1",
                "select 1, changes()",
                "select (select changes())",
                "select changes() from t",
                "select changes",
                "select changes(1)",
                "select 'changes()'"
            })
    void anything_else_is_more_than_that(String sql) {
        assertThat(SqlOutline.of(sql).isOnlyCalls()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into t values (1) | insert into t values (1)",
                "insert into t values (1); | insert into t values (1)",
                "insert into t values (1) -- that was it | insert into t values (1)",
                "insert into t values (changes()) ; /* end */ | insert into t values (changes())"
            })
    void the_end_is_before_a_semicolon_and_comments(String sql, String expected) {
        assertThat(sql.substring(0, SqlOutline.of(sql).end())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foreign_keys | | pragma foreign_keys",
                "foreign_keys | on | PRAGMA foreign_keys = on;",
                "cache_size | -64000 | pragma cache_size=-64000",
                "table_info | a b | pragma main.table_info('a b')",
                "wal_checkpoint | TRUNCATE | pragma wal_checkpoint(TRUNCATE)"
            })
    void a_pragma_is_taken_apart(String name, String value, String sql) {
        SqlPragma pragma = SqlPragma.of(sql).orElseThrow();
        assertThat(pragma.name()).isEqualTo(name);
        assertThat(pragma.value()).isEqualTo(value);
        assertThat(pragma.schema()).isEqualTo(sql.contains("main.") ? "main" : null);
        assertThat(SqlPragma.of("select 1")).isEmpty();
        assertThat(SqlPragma.of("")).isEmpty();
    }
}
