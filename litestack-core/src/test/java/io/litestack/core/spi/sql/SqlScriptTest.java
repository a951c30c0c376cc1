package io.litestack.core.spi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.litestack.core.testkit.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where one statement ends and the next begins. */
@Timeout(60)
@ExtendWith(Seed.class)
class SqlScriptTest {
    private static final String TRIGGER = """
            create trigger t after insert on a when new.x = 'end;' begin
              update a set x = case when x > 1 then 2 else 3 end where id = new.id;
              -- end;
              insert into b values (';', "e;nd", [x;y], `z;`); /* end; */
              select case 1 when 2 then 3 end;
            end""";

    private static List<String> texts(String sql) {
        return SqlScript.statements(sql).stream().map(SqlScript.Statement::text).toList();
    }

    @Test
    void statements_end_at_semicolons() {
        assertThat(texts("select 1; select 2;select 3")).containsExactly("select 1", "select 2", "select 3");
        assertThat(texts(" select 1 ;;; ; select 2 ; ")).containsExactly("select 1", "select 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  \n\t ",
                ";;",
                "-- only this",
                "-- this\n;",
                "/* and this */ ;",
                "/* unclosed",
                "--",
                "\uFEFF"
            })
    void what_holds_no_statement_gives_none(String sql) {
        assertThat(SqlScript.statements(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select ';'",
                "select 'it''s;'",
                "select \"a;\"\"b;\"",
                "select [a;b]",
                "select `a;``b;`",
                "select 1 -- a; b\n + 1",
                "select 1 /* a; b */ + 1",
                "select 1 /* ' ; */ + 1",
                "select '/* ;' || '*/ ;'",
                "select x'3b' || ';'",
                "select 'unclosed; and more",
                "select \"unclosed; and more",
                "select [unclosed; and more",
                "select 1 /* unclosed; and more"
            })
    void semicolons_in_strings_names_and_comments_end_nothing(String sql) {
        assertThat(texts(sql)).containsExactly(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select $a(')",
                "select :a('), :b(\")",
                "select $a::b(;)",
                "select @a(--), 1",
                "select #a([) + 1",
                "select :a(/*), 2"
            })
    void a_parameter_may_have_an_index_in_which_nothing_counts(String sql) {
        assertThat(texts(sql + "; commit --')*/]")).containsExactly(sql, "commit --')*/]");
    }

    @Test
    void what_is_white_space_only_to_java_belongs_to_a_word_or_stands_alone() {
        assertThat(SqlScript.statements("\u2003commit").get(0).keyword()).isNotEqualTo("COMMIT");
        assertThat(SqlScript.statements("\u000bcommit").get(0).keyword()).isEmpty();
        assertThat(SqlScript.statements("\fcommit").get(0).keyword()).isEqualTo("COMMIT");
        assertThat(texts("/*")).as("a slash and a star to SQLite").containsExactly("/*");
    }

    @Test
    void what_is_explained_is_compiled() {
        for (String sql : new String[] {
            "pragma a=b",
            "explain pragma a",
            "/**/ explain -- x\n pragma a",
            "EXPLAIN QUERY PLAN PRAGMA a",
            "explain query/**/plan\npragma/**/a",
            ";;explain\fpragma a"
        }) {
            SqlScript.Statement statement = SqlScript.statements(sql).get(0);
            assertThat(statement.compiledKeyword()).as(sql).isEqualTo("PRAGMA");
            assertThat(statement.compiledArgument()).as(sql).isEqualTo("A");
        }
        assertThat(SqlScript.statements("explain select 1").get(0).keyword()).isEqualTo("EXPLAIN");
    }

    @Test
    void a_trigger_ends_at_its_own_end() {
        assertThat(texts(TRIGGER + "; select 1")).containsExactly(TRIGGER, "select 1");
        assertThat(texts(TRIGGER + " ; " + TRIGGER)).containsExactly(TRIGGER, TRIGGER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER",
                "create temp trigger",
                "create temporary trigger",
                "Create Trigger if not exists",
                "create /* c */ trigger",
                "create -- c\n trigger"
            })
    void every_way_to_begin_a_trigger_is_known(String begin) {
        String sql = begin + " t delete on a begin delete from b; delete from c; end";
        assertThat(texts(sql + "; select 1")).containsExactly(sql, "select 1");
    }

    @Test
    void a_trigger_may_be_explained() {
        String sql = "explain create trigger t delete on a begin delete from b; end";
        assertThat(texts(sql + "; select 1")).containsExactly(sql, "select 1");
        String plan = "explain query plan create trigger t delete on a begin delete from b; end";
        assertThat(texts(plan + "; select 1")).containsExactly(plan, "select 1");
    }

    @Test
    void a_trigger_without_its_end_is_what_is_left() {
        String sql = "create trigger t delete on a begin delete from b; select 1";
        assertThat(texts(sql + ";")).hasSize(1).first().asString().startsWith(sql);
    }

    @Test
    void names_that_look_like_a_trigger_are_none() {
        assertThat(texts("create table trigger_log(x); select 1")).hasSize(2);
        assertThat(texts("create table \"trigger\"(x); select 1")).hasSize(2);
        assertThat(texts("insert into t values ('create trigger'); select 1")).hasSize(2);
    }

    @Test
    void each_statement_knows_its_line_and_its_first_two_words() {
        List<SqlScript.Statement> statements = SqlScript.statements(
                "-- head\ncreate table a(\n  x\n);\n\n/* two\nlines */ insert /* c */ into a values (1);\n'text'; pragma\njournal_mode");
        assertThat(statements)
                .extracting(SqlScript.Statement::line, SqlScript.Statement::keyword, SqlScript.Statement::argument)
                .containsExactly(
                        tuple(2, "CREATE", "TABLE"),
                        tuple(7, "INSERT", "INTO"),
                        tuple(8, "", ""),
                        tuple(8, "PRAGMA", "JOURNAL_MODE"));
    }

    @Test
    void whatever_the_text_no_character_of_a_statement_is_lost_and_it_ends(Random random) {
        String[] pieces = {
            "select",
            " ",
            ";",
            "'",
            "\"",
            "[",
            "]",
            "`",
            "--",
            "\n",
            "/*",
            "*/",
            "begin",
            "end",
            "create",
            "trigger",
            "case",
            "x",
            "1",
            "(",
            ")",
            "ü",
            "\uD83D\uDE80",
            "\u0000",
            "\uFEFF"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder sql = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                sql.append(pieces[random.nextInt(pieces.length)]);
            }
            int from = 0;
            for (SqlScript.Statement statement : SqlScript.statements(sql.toString())) {
                int at = sql.indexOf(statement.text(), from);
                assertThat(at).as("\"%s\" in \"%s\"", statement.text(), sql).isNotNegative();
                from = at + statement.text().length();
            }
        }
    }
}
