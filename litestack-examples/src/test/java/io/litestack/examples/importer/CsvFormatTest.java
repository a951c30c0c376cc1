package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {
    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void the_delimiter_is_found_in_the_header(String delimiter) throws BrokenRowException {
        Format format =
                detected("id,\"a;b|c,;|,;|\",c\n".replace(",c", delimiter + "c").replace("id,", "id" + delimiter));
        assertThat(format.columns()).hasSize(3).startsWith("id").endsWith("c");
        assertThat(format.parse(row("1" + delimiter + "2" + delimiter + "3"))).containsValues("1", "2", "3");
    }

    @Test
    void values_stay_the_texts_that_they_are() throws BrokenRowException {
        assertThat(detected("zip,name\n").parse(row("00501,\" say \"\"hi\"\"\r\nthere \"\r\n")))
                .containsEntry("zip", "00501")
                .containsEntry("name", " say \"hi\"\r\nthere ");
    }

    @Test
    void an_empty_field_is_null_and_an_empty_text_in_quotes_is_an_empty_text() throws BrokenRowException {
        assertThat(detected("a,b\n").parse(row(",\"\"\n")))
                .containsEntry("a", null)
                .containsEntry("b", "");
    }

    @Test
    void a_row_with_another_number_of_fields_is_broken() {
        Format format = detected("a,b,c\n");
        assertThatThrownBy(() -> format.parse(row("1,2\n"))).hasMessage("has 2 fields, but the header has 3");
        assertThatThrownBy(() -> format.parse(row("1,2,3,4\n"))).hasMessage("has 4 fields, but the header has 3");
    }

    @Test
    void text_after_a_closing_quote_is_broken() {
        assertThatThrownBy(() -> detected("a,b\n").parse(row("\"1\"x,2\n"))).hasMessageContaining("closing quote");
    }

    @Test
    void hostile_column_names_become_harmless_ones() {
        assertThat(detected("id,ID,,\"a\"\"; drop table imported; --\",_line,\"x\ny\",id_2,?1,*\n")
                        .columns())
                .containsExactly(
                        "id",
                        "ID_2",
                        "column_3",
                        "a\"; drop table imported; --",
                        "_line_2",
                        "x y",
                        "id_2_2",
                        "?1",
                        "*");
    }

    @Test
    void more_columns_than_a_table_takes_are_refused_with_the_bound() {
        assertThat(detected(header(1_999)).columns()).hasSize(1_999);
        assertThatThrownBy(() -> detected(header(2_000)))
                .isInstanceOf(ImportException.class)
                .hasMessageContainingAll("data.csv, line 1, the header, has more than 1,999 columns");
    }

    @Test
    void a_column_name_that_is_too_long_is_refused_with_the_bound() {
        assertThatThrownBy(() -> detected("a," + "x".repeat(201) + "\n"))
                .hasMessageContainingAll("has a column name of 201 characters", "the most is 200", "repair it");
    }

    @Test
    void a_file_that_is_empty_or_a_spreadsheet_is_refused_with_a_remedy() {
        assertThatThrownBy(() -> detected("\n \n")).hasMessageContaining("data.csv is empty; a header line");
        assertThatThrownBy(() -> detected("PK\u0003\u0004\u0000\u0000\n")).hasMessageContaining("saved as CSV");
    }

    private static String header(int columns) {
        return IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining(",", "", "\n"));
    }

    private static Format detected(String text) {
        return FormatDetection.detect(LineReaderTest.source(LineReaderTest.bytes(text)), Optional.empty());
    }

    private static SourceRow row(String text) {
        return new SourceRow(2, text, Optional.empty());
    }
}
