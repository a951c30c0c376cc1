package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvRowReaderTest {
    @Test
    void a_quoted_field_may_hold_line_ends_and_the_row_has_the_line_it_begins_on() {
        assertThat(rows("a,\"b\nc\"\nd,\"e\"\"\n\n\"\"f\"\ng,h"))
                .containsExactly("1: a,\"b\nc\"\n", "3: d,\"e\"\"\n\n\"\"f\"\n", "6: g,h");
    }

    @Test
    void a_quote_within_a_plain_field_is_a_character_like_others() {
        assertThat(rows("5\" pipe,x\n6\" pipe,y\n")).containsExactly("1: 5\" pipe,x\n", "2: 6\" pipe,y\n");
    }

    @Test
    void empty_lines_between_rows_are_passed_over_but_not_rows_of_empty_fields() {
        assertThat(rows("\na,b\n\r\n\n,\n\n")).containsExactly("2: a,b\n", "5: ,\n");
    }

    @Test
    void a_quote_that_is_never_closed_costs_its_own_line_only() {
        assertThat(rows("a,b\n1,\"2\n3,4\n5,6\n")).containsExactly("1: a,b\n", "2: broken", "3: 3,4\n", "4: 5,6\n");
    }

    @Test
    void a_quote_that_seems_closed_by_a_later_rows_quote_costs_its_own_line_only() {
        assertThat(rows("1,\"2\n3,\"4\"\n5,\"6\n7\"\n"))
                .containsExactly("1: broken", "2: 3,\"4\"\n", "3: 5,\"6\n7\"\n");
    }

    @Test
    void a_line_that_cannot_be_read_spoils_the_row_that_it_is_part_of() {
        byte[] bytes = LineReaderTest.bytes("1,\"2\n?\"\n3,4\n");
        bytes[5] = (byte) 0xff;
        assertThat(rowsOf(bytes)).containsExactly("1: broken", "3: 3,4\n");
    }

    private static List<String> rows(String text) {
        return rowsOf(LineReaderTest.bytes(text));
    }

    private static List<String> rowsOf(byte[] bytes) {
        List<String> rows = new ArrayList<>();
        try (LineReader lines = new LineReader(LineReaderTest.source(bytes))) {
            RowReader reader = new CsvRowReader(lines, ',');
            for (Optional<SourceRow> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get().line() + ": "
                        + row.get()
                                .problem()
                                .map(it -> "broken")
                                .orElse(row.get().text()));
            }
        }
        return rows;
    }
}
