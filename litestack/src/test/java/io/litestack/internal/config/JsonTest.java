package io.litestack.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.spi.config.PenConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON gives the same tree as YAML, and the same answers. */
@Timeout(60)
class JsonTest {
    @TempDir
    Path folder;

    @Test
    void every_type_is_read() {
        PenConfig pen = Pens.json(folder, """
                {
                  "colour": "red", "width": 7, "pressure": 0.25, "refillable": true, "dry_after": "90s",
                  "ink": "128KB", "box": "/box", "tip": "very-flat", "owners": ["ada"], "stock": {"red": 3},
                  "nib": {"size": 2}, "password": "x"
                }
                """);
        assertThat(pen)
                .isEqualTo(new PenConfig(
                        "red",
                        7,
                        0.25,
                        true,
                        Duration.ofSeconds(90),
                        128 << 10,
                        Path.of("/box"),
                        PenConfig.Tip.VERY_FLAT,
                        List.of("ada"),
                        Map.of("red", 3),
                        new PenConfig.Nib(2, "steel"),
                        "x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"width\": }               | pen.json:1: is not valid JSON",
                "{\"width\": 5               | pen.json:1: is not valid JSON",
                "{'width': 5}                | pen.json:1: is not valid JSON",
                "{\"width\": 05}             | pen.json:1: is not valid JSON",
                "{\"width\": NaN}            | pen.json:1: is not valid JSON",
                "{\"width\": 5} {}           | something follows after its end",
                "{\"width\": 5,}             | pen.json:1: is not valid JSON",
                "// no                       | pen.json:1: is not valid JSON",
                "[1]                         | must hold keys and their values, but holds a list",
                "5                           | must hold keys and their values, but holds a value",
                "{}                          | has no settings in it",
                "null                        | has no settings in it",
                "{\"width\": 1e3}            | pen.json:1: width must be a whole number such as 5, without a leading zero, but is \"1e3\"",
                "{\"width\": true}           | but is \"true\"",
                "{\"width\": null}           | width has no value",
                "{\"width\": 1, \"width\": 2} | the key width is given twice",
                "{\"widht\": 1}              | unknown key widht; did you mean width?",
                "{\"<<\": {\"width\": 1}}    | unknown key <<"
            })
    void what_is_wrong_is_said(String text, String problem) {
        assertThat(Pens.jsonProblems(folder, text))
                .singleElement()
                .satisfies(it -> assertThat(it).contains(problem));
    }

    @Test
    void lines_are_known() {
        assertThat(Pens.jsonProblems(folder, "{\n\n  \"width\":\n 0,\n \"nib\": {\n \"size\": 77}}\n"))
                .containsExactly(
                        "pen.json:6: nib.size must be between 1 and 9, but is 77",
                        "pen.json:3: width must be between 1 and 100, but is 0");
    }

    @Test
    void an_empty_file_is_refused() {
        assertThat(Pens.jsonProblems(folder, " \n"))
                .containsExactly("pen.json: has no settings in it; delete it to have the defaults");
    }

    @Test
    void broken_syntax_does_not_show_what_stands_there() {
        assertThat(Pens.jsonProblems(folder, "{\"password\": hunter3}").toString())
                .contains("is not valid JSON")
                .doesNotContain("hunter3");
    }

    @Test
    void what_is_very_deep_is_refused() {
        assertThat(Pens.jsonProblems(folder, "{\"owners\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("is not valid JSON", "depth"));
    }

    @Test
    void a_byte_order_mark_does_no_harm() {
        assertThat(Pens.json(folder, "\uFEFF{\"width\": 9}").width()).isEqualTo(9);
    }
}
