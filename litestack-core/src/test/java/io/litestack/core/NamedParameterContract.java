package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values by name, from maps and records, and collections of values. */
public abstract class NamedParameterContract extends StoreContract {
    private enum Colour {
        RED
    }

    private record Note(String noteText, int rank, Colour colour) {}

    protected NamedParameterContract(Opener opener) {
        super(opener);
    }

    @Test
    void a_map_gives_the_values_of_names_in_any_order_and_as_often_as_they_stand() {
        Map<String, Object> values = new HashMap<>(Map.of("b", 2, "a", 1, "unused", 9));
        values.put("none", null);
        assertThat(store.query("select :a || :b || :a || coalesce(:none, '-')", row -> row.getString(1), values))
                .containsExactly("121-");
    }

    @Test
    void a_record_gives_the_values_of_its_components_in_either_spelling() {
        Note note = new Note("hello", 3, Colour.RED);
        store.execute("insert into note(text) values (:note_text || :rank || :colour || :noteText)", note);
        assertThat(notes()).containsExactly("hello3REDhello");
    }

    @Test
    void a_batch_takes_a_record_for_each_row() {
        store.useWrite(tx -> tx.batch(
                "insert into note(text) values (:noteText)",
                List.of(new Object[] {new Note("a", 1, Colour.RED)}, new Object[] {Map.of("noteText", "b")})));
        assertThat(notes()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select ':no' || :x",
                "select :x as \":no\"",
                "select :x as `:no`",
                "select :x as [:no]",
                "select :x -- :no",
                "select /* :no ? */ :x",
                "select :x || ':no'':no'"
            })
    void what_looks_like_a_name_in_a_string_a_quoted_name_or_a_comment_is_none(String sql) {
        assertThat(store.queryFirst(sql, row -> row.getString(1), Map.of("x", "X")))
                .hasValueSatisfying(it -> assertThat(it).contains("X"));
    }

    @Test
    void a_name_without_a_value_is_refused_with_those_that_have_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query("select :titel", row -> row.getString(1), Map.of("title", 1)))
                .withMessageContaining("no value for :titel")
                .withMessageContaining("title");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.execute("insert into note(text) values (:text)", new Note("a", 1, Colour.RED)))
                .withMessageContaining("no value for :text")
                .withMessageContaining("noteText");
        assertThat(notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select ?", "select 1", "select ?1", "select :a, ?", "select @a", "select $a"})
    void values_by_name_need_names_with_a_colon(String sql) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query(sql, row -> row.getString(1), Map.of("a", 1)));
    }

    @Test
    void names_can_be_filled_by_position_too() {
        assertThat(store.query("select :a - :b", row -> row.getInt(1), 5, 3)).containsExactly(2);
    }

    @Test
    void a_statement_is_right_again_after_a_missing_name() {
        String sql = "insert into note(text) values (:a)";
        assertThatIllegalArgumentException().isThrownBy(() -> store.execute(sql, Map.of()));
        store.execute(sql, Map.of("a", "x"));
        assertThat(notes()).containsExactly("x");
    }

    @Test
    void a_collection_is_one_json_array() {
        store.useWrite(tx -> tx.batch(
                "insert into note(text) values (?)",
                List.of(new Object[] {"a"}, new Object[] {"b\"\\\n'"}, new Object[] {"c"}, new Object[] {"1"})));
        String sql = "select text from note where text in (select value from json_each(:texts)) order by text";
        assertThat(texts(sql, List.of("c", "b\"\\\n'", "z"))).containsExactly("b\"\\\n'", "c");
        assertThat(texts(sql, Set.of())).isEmpty();
        assertThat(texts(sql, Arrays.asList("a", null))).containsExactly("a");
        assertThat(texts(sql, List.of(1))).as("a number is no text").isEmpty();
        assertThat(texts(sql, Collections.nCopies(50_000, "a"))).containsExactly("a");
    }

    private List<String> texts(String sql, Object texts) {
        return store.query(sql, row -> row.getString(1), Map.of("texts", texts));
    }

    @Test
    void a_collection_where_no_array_is_read_is_refused_with_the_remedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query("select 1 where 1 in (?)", row -> row.getInt(1), List.of(1, 2)))
                .withMessageContaining("json_each");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query(
                        "select value from json_each(?)", row -> row.getInt(1), (Object) List.of(Double.NaN)))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.query(
                        "select value from json_each(?)", row -> row.getInt(1), (Object) List.of(new byte[1])));
    }
}
