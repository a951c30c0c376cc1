package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFormatTest {
    @Test
    void values_keep_their_type() throws BrokenRowException {
        assertThat(parse("{\"t\":\"é\",\"i\":-7,\"d\":1.50,\"b\":true,\"n\":null}"))
                .containsEntry("t", "é")
                .containsEntry("i", -7L)
                .containsEntry("d", 1.5)
                .containsEntry("b", true)
                .containsEntry("n", null);
    }

    @Test
    void numbers_that_would_lose_digits_and_nested_values_are_kept_as_text() throws BrokenRowException {
        assertThat(parse("{\"i\":12345678901234567890,\"d\":0.12345678901234567891,\"a\":[1,\"x\"],\"o\":{\"k\":1}}"))
                .containsEntry("i", "12345678901234567890")
                .containsEntry("d", "0.12345678901234567891")
                .containsEntry("a", "[1,\"x\"]")
                .containsEntry("o", "{\"k\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    {"a":1          ~ not valid JSON
                    {"a":1} {"b":2} ~ not valid JSON
                    {"a":1,"a":2}   ~ not valid JSON
                    [1,2]           ~ is a JSON array, and each line must be an object
                    {"a":"\\ud800"}  ~ has half a character
                    {"\\udfff":1}   ~ not valid JSON
                    "a"             ~ is a JSON string, and each line must be an object
                    """)
    void what_is_not_one_object_is_broken(String line, String reason) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(BrokenRowException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void an_object_in_the_first_line_tells_json_lines() {
        Source source = LineReaderTest.source(LineReaderTest.bytes("\n  {\"a\":1}\n"));
        assertThat(FormatDetection.detect(source, Optional.empty())).isInstanceOf(JsonFormat.class);
    }

    private static Map<String, Object> parse(String line) throws BrokenRowException {
        return new JsonFormat().parse(new SourceRow(1, line + "\n", Optional.empty()));
    }
}
