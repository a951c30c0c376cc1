package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be given as the text of a statement and as its values, on a reader as in a write. */
public abstract class StatementContract extends StoreContract {
    private enum Mood {
        GOOD
    }

    private record Bound(String type, Object value) {}

    protected StatementContract(Opener opener) {
        super(opener);
    }

    @Test
    void every_type_of_value_is_bound_as_documented() {
        assertThat(bind(null)).isEqualTo(new Bound("null", null));
        assertThat(bind("text")).isEqualTo(new Bound("text", "text"));
        assertThat(bind(true)).isEqualTo(new Bound("integer", 1));
        assertThat(bind(false)).isEqualTo(new Bound("integer", 0));
        assertThat(bind(Byte.MIN_VALUE)).isEqualTo(new Bound("integer", -128));
        assertThat(bind(Short.MAX_VALUE)).isEqualTo(new Bound("integer", 32767));
        assertThat(bind(Integer.MIN_VALUE)).isEqualTo(new Bound("integer", Integer.MIN_VALUE));
        assertThat(bind(Long.MIN_VALUE)).isEqualTo(new Bound("integer", Long.MIN_VALUE));
        assertThat(bind(1.5f)).isEqualTo(new Bound("real", 1.5));
        assertThat(bind(Double.MAX_VALUE)).isEqualTo(new Bound("real", Double.MAX_VALUE));
        assertThat(bind(Mood.GOOD)).isEqualTo(new Bound("text", "GOOD"));
        assertThat(bind(new byte[] {1, 0, -1}).type).isEqualTo("blob");
        assertThat((byte[]) bind(new byte[] {1, 0, -1}).value).containsExactly(1, 0, -1);
        assertThat((byte[]) bind(new byte[0]).value).isEmpty();
    }

    @Test
    void richer_types_are_stored_as_texts_that_sort_and_compare_as_sqlites_own() {
        UUID id = UUID.randomUUID();
        assertThat(bind(id)).isEqualTo(new Bound("text", id.toString()));
        assertThat(bind(new BigDecimal("12.50"))).isEqualTo(new Bound("text", "12.50"));
        assertThat(bind(new BigDecimal("1e3"))).isEqualTo(new Bound("text", "1000"));
        assertThat(bind(new BigDecimal("1e999999999"))).isEqualTo(new Bound("text", "1E+999999999"));
        assertThat(bind(BigInteger.TWO.pow(100))).isEqualTo(new Bound("text", "1267650600228229401496703205376"));
        assertThat(bind(Instant.parse("2026-03-01T12:00:00Z"))).isEqualTo(new Bound("text", "2026-03-01 12:00:00"));
        assertThat(bind(Instant.parse("2026-03-01T12:00:00.500000001Z")))
                .isEqualTo(new Bound("text", "2026-03-01 12:00:00.500000001"));
        assertThat(bind(LocalDateTime.of(2026, 3, 1, 12, 0))).isEqualTo(new Bound("text", "2026-03-01 12:00:00"));
        assertThat(bind(LocalDate.of(2026, 3, 1))).isEqualTo(new Bound("text", "2026-03-01"));
        assertThat(bind(LocalTime.of(7, 5))).isEqualTo(new Bound("text", "07:05:00"));
        assertThat(bind(Duration.ofMinutes(90))).isEqualTo(new Bound("text", "PT1H30M"));
        assertThat(bind(Optional.of(Mood.GOOD))).isEqualTo(new Bound("text", "GOOD"));
        assertThat(bind(Optional.empty())).isEqualTo(new Bound("null", null));
        assertThat(store.queryFirst(
                        "select ? < datetime('now') and ? > datetime('now', '-1 hour')",
                        row -> row.getInt(1),
                        Instant.now().minusSeconds(60),
                        Instant.now().minusSeconds(60)))
                .contains(1);
    }

    @Test
    void a_time_beyond_the_years_that_sqlite_knows_is_refused() {
        for (Object value : List.of(Instant.MAX, Instant.MIN, LocalDate.of(10_000, 1, 1), LocalDateTime.MIN)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.query("select ?", row -> row.getString(1), value))
                    .withMessageContaining("years 0 to 9999");
        }
    }

    private Bound bind(Object value) {
        Bound read = store.queryFirst(
                        "select typeof(?1), ?1", row -> new Bound(row.getString(1), row.getObject(2)), value)
                .orElseThrow();
        Bound written = store.<Bound, RuntimeException>write(tx -> tx.query(
                        "select typeof(?1), ?1", row -> new Bound(row.getString(1), row.getObject(2)), value)
                .get(0));
        assertThat(written.type).isEqualTo(read.type);
        return read;
    }

    @Test
    void texts_are_kept_to_the_letter() {
        for (String text :
                List.of("", "'", "it''s", "a\nb", "\u0000x", "naïve", "日本語", "\uD83D\uDE80", "?1; drop table note")) {
            assertThat(bind(text)).isEqualTo(new Bound("text", text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE80", "a\uD83Db", "\uDE80\uD83D", "x\uD83D\uDE80\uD83D"})
    void a_text_with_half_of_a_surrogate_pair_is_refused_wherever_it_enters(String text) {
        String insert = "insert into note(text) values (?)";
        List<Consumer<Transaction>> ways = List.of(
                tx -> tx.execute(insert, text),
                tx -> tx.insert(insert, text),
                tx -> tx.execute(insert, Optional.of(text)),
                tx -> tx.execute("insert into note(text) values (:text)", Map.of("text", text)),
                tx -> tx.batch(insert, List.of(new Object[] {"a"}, new Object[] {text})),
                tx -> tx.execute("insert into note(text) select value from json_each(?)", List.of("a", text)),
                tx -> tx.execute("insert into note(text) values ('" + text + "')"),
                tx -> tx.query("select '" + text + "'", row -> row.getString(1)),
                tx -> jdbc(() -> {
                    try (PreparedStatement statement = tx.connection().prepareStatement(insert)) {
                        statement.setString(1, text);
                    }
                }),
                tx -> jdbc(() -> {
                    try (PreparedStatement statement = tx.connection().prepareStatement(insert)) {
                        statement.setObject(1, text);
                    }
                }),
                tx -> jdbc(() -> {
                    try (PreparedStatement statement = tx.connection().prepareStatement(insert)) {
                        statement.setCharacterStream(1, new StringReader(text), text.length());
                    }
                }),
                tx -> jdbc(() -> tx.connection()
                        .createStatement()
                        .executeUpdate("insert into note(text) values ('" + text + "')")));
        for (Consumer<Transaction> way : ways) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.useWrite(way::accept))
                    .withMessageContaining("half of a surrogate pair");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query("select ?", row -> row.getString(1), text))
                .withMessageContaining("placeholder 1");
        assertThat(notes()).isEmpty();
    }

    private interface Jdbc {
        void run() throws SQLException;
    }

    /** Runs it and throws the cause of what JDBC wraps. */
    private static void jdbc(Jdbc work) {
        try {
            work.run();
        } catch (SQLException e) {
            if (e.getCause() instanceof IllegalArgumentException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        }
    }

    @Test
    void a_number_that_is_none_is_refused_and_an_infinite_one_is_kept() {
        String insert = "insert into note(text) values (?)";
        List<Consumer<Transaction>> ways = List.of(
                tx -> tx.execute(insert, Double.NaN),
                tx -> tx.execute(insert, Float.NaN),
                tx -> tx.execute("insert into note(text) values (:text)", Map.of("text", Double.NaN)),
                tx -> tx.execute("insert into note(text) select value from json_each(?)", List.of(Double.NaN)),
                tx -> jdbc(() -> tx.connection().prepareStatement(insert).setDouble(1, Double.NaN)),
                tx -> jdbc(() -> tx.connection().prepareStatement(insert).setFloat(1, Float.NaN)),
                tx -> jdbc(() -> tx.connection().prepareStatement(insert).setObject(1, Double.NaN)));
        for (Consumer<Transaction> way : ways) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.useWrite(way::accept))
                    .withMessageContaining("NaN");
        }
        assertThat(notes()).isEmpty();
        assertThat(bind(Double.POSITIVE_INFINITY)).isEqualTo(new Bound("real", Double.POSITIVE_INFINITY));
        assertThat(bind(Double.MIN_VALUE)).isEqualTo(new Bound("real", Double.MIN_VALUE));
    }

    @Test
    void a_statement_with_a_zero_in_its_text_is_refused_and_not_cut_there() {
        for (String sql : List.of("select 1\0", "select '\0'", "\0select 1", "select 1 -- \0")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.query(sql, row -> row.getString(1)))
                    .withMessageContaining("U+0000");
        }
    }

    @Test
    void the_words_do_update_count_only_where_they_are_a_clause() {
        store.execute("create table \"do update\"(id integer primary key, \"do update\" text)");
        for (String sql : List.of(
                "insert into note(text) values ('what you do update it')",
                "insert into note(text) values ('it''s do update')",
                "insert /* do update */ into note(text) values ('a') -- do update",
                "insert into \"do update\"([do update]) values ('do update')",
                "insert or ignore into note(text) values ('a') on conflict do /* update */ nothing",
                "replace into main.note(text) values ('do\nupdate')",
                ";insert into [main] . 'note' (text) values ('a')")) {
            assertThat(inserted(sql)).as(sql).isPresent();
        }
        for (String sql : List.of(
                "insert into note(id) values (1) on conflict(id) do update set text = 'b'",
                "insert into note(id) values (1) on conflict(id) do -- x\n update set text = 'b'")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.useWrite(tx -> tx.insert(sql)))
                    .withMessageContaining("gives no id");
        }
    }

    @Test
    void an_insert_into_a_table_without_rowids_tells_no_id_and_stores_nothing() {
        store.execute("create table word(word text primary key) without rowid");
        store.execute("create view every_word as select word from word");
        store.execute("""
                create trigger new_word instead of insert on every_word begin insert into word values (new.word); end""");
        store.execute("create virtual table found using fts5(text)");
        store.useWrite(tx -> {
            assertThat(tx.insert("insert into note(text) values ('a')")).hasValue(1);
            for (String table : List.of("word", "main.word", "\"WORD\"", "every_word")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> tx.insert("insert into " + table + " values (?)", table))
                        .withMessageContaining("gives no id");
            }
            assertThat(tx.insert("insert into found values ('a')")).hasValue(1);
            assertThat(tx.insert("insert into found values ('a')")).hasValue(2);
        });
        assertThat(store.query("select word from word", row -> row.getString(1)))
                .isEmpty();
    }

    @Test
    void a_table_that_is_made_anew_tells_ids_as_it_is_now() {
        String insert = "insert into word values (?)";
        List<String> tables =
                List.of("create table word(word text)", "create table word(word text primary key) without rowid");
        for (int round = 0; round < 2; round++) {
            for (boolean isJdbc : new boolean[] {true, false}) {
                remake(tables.get(0), isJdbc);
                assertThat(inserted(insert, "a")).hasValue(1);
                remake(tables.get(1), isJdbc);
                assertThatIllegalArgumentException().isThrownBy(() -> store.useWrite(tx -> tx.insert(insert, "a")));
            }
        }
    }

    private OptionalLong inserted(String sql, Object... values) {
        return store.<OptionalLong, RuntimeException>write(tx -> tx.insert(sql, values));
    }

    private void remake(String table, boolean isJdbc) {
        store.useWrite(tx -> {
            if (isJdbc) {
                jdbc(() -> tx.connection().createStatement().executeUpdate("drop table if exists word; " + table));
            } else {
                tx.execute("drop table if exists word");
                tx.execute(table);
            }
        });
    }

    @Test
    void a_value_of_another_type_is_refused_by_name() {
        for (Object value : List.of('c', new Object(), new int[] {1}, OffsetDateTime.MIN, Path.of("a"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.query("select ?", row -> row.getString(1), value))
                    .withMessageContaining(value.getClass().getName())
                    .withMessageContaining("placeholder 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.execute("insert into note(text) values (?)", value))
                    .withMessageContaining(value.getClass().getName());
        }
        assertThat(notes()).isEmpty();
    }

    @Test
    void a_wrong_number_of_values_is_refused_with_both_numbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query("select ?, ?", row -> row.getString(1), 1))
                .withMessageContaining("2 placeholders")
                .withMessageContaining("1 values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.execute("insert into note(text) values ('a')", 1))
                .withMessageContaining("0 placeholders");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.useWrite(tx -> tx.batch(
                        "insert into note(text) values (?)", List.of(new Object[] {"a"}, new Object[] {"b", "c"}))));
        assertThat(notes()).isEmpty();
    }

    @Test
    void an_array_of_values_that_is_null_is_refused_with_a_reason() {
        Object[] none = null;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query("select ?", row -> row.getString(1), none))
                .withMessageContaining("null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.execute("insert into note(text) values (?)", none))
                .withMessageContaining("null");
    }

    @Test
    void a_statement_is_right_again_after_a_refused_value() {
        String sql = "insert into note(text) values (?)";
        store.execute(sql, "a");
        assertThatIllegalArgumentException().isThrownBy(() -> store.execute(sql, 'c'));
        assertThatIllegalArgumentException().isThrownBy(() -> store.execute(sql));
        store.execute(sql, "b");
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void a_value_of_an_earlier_run_never_shows_in_a_later_one() {
        String big = "x".repeat(5000);
        String sql = "select coalesce(?1, 'none')";
        assertThat(store.queryFirst(sql, row -> row.getString(1), big)).contains(big);
        assertThat(store.queryFirst(sql, row -> row.getString(1), (Object) null))
                .contains("none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"select 1; select 2", "insert into note(text) values ('a'); select 1", "select 1;;select 2"})
    void several_statements_in_one_text_are_refused(String sql) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query(sql, row -> row.getString(1)))
                .withMessageContaining("found 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.execute(sql))
                .withMessageContaining("found 2");
        assertThat(notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", "-- nothing", "/* nothing */", "/* not closed"})
    void a_text_without_a_statement_is_refused(String sql) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query(sql, row -> row.getString(1)))
                .withMessageContaining("found 0");
        assertThatIllegalArgumentException().isThrownBy(() -> store.execute(sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1;",
                "select 1 ; ",
                "  select 1",
                "-- one\nselect 1",
                "/* one */ select 1",
                "select 1 -- one; two",
                "select 1 /* ; */;",
                ";select 1",
                "select 1 where ';' <> \"a;b\" or 1"
            })
    void comments_and_closing_semicolons_do_not_matter(String sql) {
        assertThat(store.queryFirst(sql, row -> row.getInt(1))).contains(1);
        assertThat(store.<Integer, RuntimeException>write(
                        tx -> tx.queryFirst(sql, row -> row.getInt(1)).orElseThrow()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "commit",
                "END",
                "rollback",
                "savepoint a",
                "release a",
                "attach 'x' as y",
                "detach y",
                "vacuum",
                "/* c */ commit",
                "-- c\ncommit",
                ";commit",
                "\uFEFFcommit",
                "pragma journal_mode = delete",
                "pragma/**/query_only=off",
                "pragma main.synchronous=0",
                "explain pragma query_only=off",
                "EXPLAIN QUERY PLAN pragma query_only=on",
                "explain/**/query -- x\n plan\fpragma/**/query_only=on",
                "explain commit",
                "backup to 'x'",
                "restore from 'x'",
                "vacuum into 'x'"
            })
    void what_would_change_the_transaction_or_the_connection_is_refused(String sql) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query(sql, row -> row.getString(1)))
                .withMessageContaining("not allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.useWrite(tx -> {
                    addNote(tx, "a");
                    tx.execute(sql);
                }))
                .withMessageContaining("not allowed");
        assertThat(notes()).isEmpty();
    }

    @Test
    void a_big_blob_and_a_long_text_come_back_as_they_were(Random random) {
        byte[] blob = new byte[8 << 20];
        random.nextBytes(blob);
        String text = "ä".repeat(1 << 20);
        store.execute("create table big(blob blob, text text)");
        store.execute("insert into big values (?, ?)", blob, text);
        store.useRead(snapshot -> {
            assertThat(snapshot.queryFirst("select blob from big", row -> row.getBytes(1)))
                    .hasValueSatisfying(
                            it -> assertThat(Arrays.equals(it, blob)).isTrue());
            assertThat(snapshot.queryFirst("select text from big", row -> row.getString(1)))
                    .hasValueSatisfying(it -> assertThat(it.equals(text)).isTrue());
        });
    }

    @Test
    void a_very_long_statement_with_very_many_values_works() {
        int values = 20_000;
        String sql = "select 0" + " + ?".repeat(values / 100);
        Object[] ones = new Object[values / 100];
        Arrays.fill(ones, 1);
        assertThat(store.queryFirst(sql, row -> row.getInt(1), ones)).contains(values / 100);
        Object[] many = new Object[values];
        Arrays.fill(many, 7);
        String in = "select count(*) from (values (7)) where column1 in (?" + ", ?".repeat(values - 1) + ")";
        assertThat(store.queryFirst(in, row -> row.getInt(1), many)).contains(1);
    }

    @Test
    void a_trigger_with_many_statements_is_one_statement() {
        store.execute("""
                create trigger note_twice after insert on note when new.text <> 'copy' begin
                  insert into note(text) values ('copy');
                  update note set text = case when id = new.id then new.text || ';' else text end;
                end;""");
        store.execute("insert into note(text) values ('a')");
        assertThat(notes()).containsExactly("a;", "copy");
    }
}
