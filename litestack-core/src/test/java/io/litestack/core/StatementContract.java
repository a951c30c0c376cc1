package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
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
