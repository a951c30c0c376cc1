package io.litestack.core.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlCreateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create temp table t(a)|TABLE",
                "CREATE TEMPORARY VIEW v AS SELECT 1|VIEW",
                ";/* c */ create temp trigger tr after insert on t begin select 1; end|TRIGGER",
                "create table temp.t(a)|TABLE",
                "create table if not exists \"TEMP\" . t(a)|TABLE",
                "create view [temp].v as select 1|VIEW",
                "create virtual table temp.t using fts5(a)|VIRTUAL TABLE",
                "create unique index temp.ix on t(a)|INDEX"
            })
    void what_is_temporary_is_known(String sql, String kind) {
        assertThat(SqlCreate.of(sql)).contains(new SqlCreate(kind, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create table temp(temp integer)|TABLE",
                "create table if not exists \"temp\" (a)|TABLE",
                "create view v as select temp from readings|VIEW",
                "create view temp as select temp.a from temp|VIEW",
                "create index temp on readings(temp)|INDEX",
                "create trigger temp after insert on temp begin select 1; end|TRIGGER",
                "create table main.temp(a)|TABLE",
                "create table t as select temp.a from temp|TABLE"
            })
    void what_is_only_called_so_is_not(String sql, String kind) {
        assertThat(SqlCreate.of(sql)).contains(new SqlCreate(kind, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "create", "create temp", "drop table temp.t", "explain create temp table t(a)", "-- x"})
    void anything_else_is_no_create(String sql) {
        assertThat(SqlCreate.of(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create table", "create table if", "create table if not exists", "create table temp"})
    void a_text_that_breaks_off_is_not_temporary(String sql) {
        assertThat(SqlCreate.of(sql)).contains(new SqlCreate("TABLE", false));
    }
}
