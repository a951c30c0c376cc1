package io.litestack.core.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.spi.sql.SqlTableText.ForeignKey;
import org.junit.jupiter.api.Test;

/** What is read in the texts of tables and indexes. */
class SqlSchemaTextTest {
    @Test
    void names_of_constraints_are_found_where_they_stand() {
        SqlTableText text = SqlTableText.of("""
                create table "child, (the)" (
                  id integer constraint "the ""key\""" primary key check (id references_ > 0),
                  a int constraint nn not null constraint fk_a references parent(id) on delete set null deferrable,
                  b int default (1) references parent, -- constraint no foreign key references
                  c text default 'references x, constraint y' not deferrable,
                  constraint [fk c] foreign key (a, b) references other(x, y) not deferrable initially deferred,
                  constraint u unique (a), foreign key (c) references other deferrable initially deferred,
                  check (a in (select references_ from parent))
                ) strict""");
        assertThat(text.primaryKey()).isEqualTo("the \"key\"");
        assertThat(text.foreignKeys())
                .containsExactly(
                        new ForeignKey("fk_a", true, false),
                        new ForeignKey(null, false, false),
                        new ForeignKey("fk c", false, false),
                        new ForeignKey(null, true, true));
    }

    @Test
    void a_primary_key_of_several_columns_has_its_own_name() {
        assertThat(SqlTableText.of("create table t(a constraint x unique, b, constraint pk primary key (b, a))")
                        .primaryKey())
                .isEqualTo("pk");
        assertThat(SqlTableText.of("create table t(a constraint x unique primary key)")
                        .primaryKey())
                .isNull();
    }

    @Test
    void what_is_no_table_says_nothing() {
        assertThat(SqlTableText.of(null).foreignKeys()).isEmpty();
        assertThat(SqlTableText.of("create view v as select 1").foreignKeys()).isEmpty();
        assertThat(SqlTableText.of("create virtual table f using fts5(a, b)").primaryKey())
                .isNull();
    }

    @Test
    void terms_and_the_condition_of_an_index_are_those_of_its_text() {
        SqlIndexText text = SqlIndexText.of(
                "CREATE UNIQUE INDEX \"i(,\" on t(lower(a), \"b,\" collate nocase desc, (c + 1)) where a in ('x)', 'y')");
        assertThat(text.terms()).containsExactly("lower(a)", "\"b,\" collate nocase desc", "(c + 1)");
        assertThat(text.condition()).isEqualTo("a in ('x)', 'y')");
        assertThat(SqlIndexText.of("create index i on t(a)").condition()).isNull();
        assertThat(SqlIndexText.of(null).terms()).isEmpty();
    }
}
