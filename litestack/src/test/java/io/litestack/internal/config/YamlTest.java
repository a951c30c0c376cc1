package io.litestack.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.spi.config.PenConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from YAML, and what is said of YAML that cannot be read. */
@Timeout(60)
class YamlTest {
    @TempDir
    Path folder;

    @Test
    void every_type_is_read_unquoted() {
        PenConfig pen = Pens.yaml(folder, """
                colour: sea green
                width: 7
                pressure: 0.25
                refillable: true
                dry_after: 90s
                ink: 128KB
                box: /srv/pens/box
                tip: very-flat
                owners: [ada, grace]
                stock: {red: 3, blue: 0}
                nib:
                  size: 2
                  metal: gold
                password: open sesame
                """);
        assertThat(pen)
                .isEqualTo(new PenConfig(
                        "sea green",
                        7,
                        0.25,
                        true,
                        Duration.ofSeconds(90),
                        128 << 10,
                        Path.of("/srv/pens/box"),
                        PenConfig.Tip.VERY_FLAT,
                        List.of("ada", "grace"),
                        Map.of("red", 3, "blue", 0),
                        new PenConfig.Nib(2, "gold"),
                        "open sesame"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "off",
                "on",
                "no",
                "yes",
                "n",
                "y",
                "No",
                "OFF",
                "0755",
                "0o17",
                "0x1F",
                "08",
                "1e3",
                "1_000",
                "12:30:45",
                "2024-01-01",
                "2024-01-01T00:00:00Z",
                ".inf",
                ".nan",
                "-.inf",
                "1.10",
                "+5",
                "true",
                "FALSE",
                "=",
                "<",
                "1.0.0",
                "a#b",
                "a:b",
                "-x",
                "nulls"
            })
    void a_text_stays_what_was_written(String text) {
        assertThat(Pens.yaml(folder, "colour: " + text).colour()).isEqualTo(text);
        assertThat(Pens.yaml(folder, "owners: [" + text + "]").owners()).containsExactly(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "width: 0755        | width must be a whole number such as 5, without a leading zero, but is \"0755\"",
                "width: 08          | but is \"08\"",
                "width: 1e3         | but is \"1e3\"",
                "width: 1_000       | but is \"1_000\"",
                "width: 0x10        | but is \"0x10\"",
                "width: +5          | but is \"+5\"",
                "width: 5.0         | but is \"5.0\"",
                "width: five        | but is \"five\"",
                "width: 99999999999 | width is out of range: \"99999999999\" is more",
                "width: ~           | width has no value",
                "width:             | width has no value",
                "width: null        | width has no value",
                "width: [5]         | but is a list",
                "width: {a: 5}      | but is a group of keys",
                "width: ''          | but is \"\"",
                "pressure: .inf     | pressure must be a number such as 5 or 2.5, but is \".inf\"",
                "pressure: 1e9999   | pressure is out of range: \"1e9999\" is more",
                "pressure: 01.5     | but is \"01.5\"",
                "pressure: 1,5      | but is \"1,5\"",
                "refillable: yes    | refillable must be true or false, but is \"yes\"",
                "refillable: on     | but is \"on\"",
                "refillable: 1      | but is \"1\"",
                "dry_after: 30      | dry_after must be a span of time with its unit, such as 250ms, 30s, 5m, 12h or 7d, but is \"30\"",
                "dry_after: 12:30   | but is \"12:30\"",
                "dry_after: 5 weeks | but is \"5 weeks\"",
                "dry_after: -5s     | but is \"-5s\"",
                "dry_after: 1.5s    | but is \"1.5s\"",
                "dry_after: 999999999999999999d | dry_after is out of range: \"999999999999999999d\" is more",
                "ink: 64            | ink must be a size with its unit, such as 64KB, 128MB or 2GB, but is \"64\"",
                "ink: 64 K          | but is \"64 K\"",
                "ink: 1.5MB         | but is \"1.5MB\"",
                "ink: 999999999999TB | ink is out of range: \"999999999999TB\" is more",
                "box: ''            | box must be a path (~ is not expanded; write ${HOME} for it), but is \"\"",
                "box: ~/pens        | but is \"~/pens\"",
                "box: \"a\\0b\"     | but is \"a\\u0000b\"",
                "tip: flat          | tip must be round or very-flat, but is \"flat\"",
                "tip: rond          | tip must be round or very-flat, but is \"rond\"; did you mean round?",
                "owners: ada        | owners must be a list such as [a, b], but is a value",
                "owners: [ada, ~]   | owners[1] has no value",
                "owners: {a: b}     | but is a group of keys",
                "stock: 5           | stock must be a group of keys, but is a value",
                "stock: {red: many} | stock.red must be a whole number",
                "nib: 5             | nib must be a group of keys, but is a value",
                "nib: {sise: 5}     | unknown key nib.sise; did you mean size?",
                "nib: {size: 10}    | nib.size must be between 1 and 9, but is 10",
                "width: 101         | width must be between 1 and 100, but is 101",
                "ink: 2MB           | ink must be between 1 and 1048576, but is 2097152",
                "dry_after: 0s      | dry_after must be more than zero, but is 0s",
                "dry_after: 366d    | dry_after must be at most 365 days, but is 366d",
                "widht: 5           | unknown key widht; did you mean width?",
                "dryAfter: 5s       | unknown key dryAfter; did you mean dry_after?",
                "dry-after: 5s      | unknown key dry-after; did you mean dry_after?",
                "zzz: 5             | unknown key zzz; known here: colour, width",
                "? [a, b]           | a key must be a word",
                "colour: !!binary YQ== | the tag tag:yaml.org,2002:binary is not supported",
                "colour: !java.net.URL [a] | the tag !java.net.URL is not supported",
                "colour: !!javax.script.ScriptEngineManager [a] | tag is not allowed",
                "<<: 5              | << must name a group of keys, as in <<: *default, but names a value",
                "a b                | must hold keys and their values, but holds a value",
                "- a                | must hold keys and their values, but holds a list"
            })
    void what_is_wrong_is_said_with_its_line(String line, String problem) {
        List<String> problems = Pens.yamlProblems(folder, "# a pen\n\n" + line.strip() + "\n");
        assertThat(problems.get(0)).startsWith("pen.yml").contains(problem.strip());
        if (!problem.contains("must hold keys")) {
            assertThat(problems.get(0)).startsWith("pen.yml:3: ");
        }
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() {
        assertThat(Pens.yamlProblems(folder, """
                        width: wide
                        widht: 5
                        width: 5
                        dry_after: 0s
                        colour: ${MISSING}
                        box: ${box
                        ink: 9GB
                        tip: ~
                        """))
                .satisfiesExactly(
                        it -> assertThat(it)
                                .isEqualTo("pen.yml:3: the key width is given twice, first in line 1; remove one"),
                        it -> assertThat(it).startsWith("pen.yml:5: the environment variable MISSING is not set;"),
                        it -> assertThat(it).startsWith("pen.yml:6: a ${ is not closed by }"),
                        it -> assertThat(it).startsWith("pen.yml:2: unknown key widht; did you mean width?"),
                        it -> assertThat(it).startsWith("pen.yml:1: width must be a whole number"),
                        it -> assertThat(it).startsWith("pen.yml:8: tip has no value; give round or very-flat"),
                        it -> assertThat(it).startsWith("pen.yml:7: ink must be between"),
                        it -> assertThat(it).startsWith("pen.yml:4: dry_after must be more than zero"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour: [a            | pen.yml:",
                "colour: 'open         | pen.yml:",
                "colour: \"\\q\"       | pen.yml:1: is not valid YAML",
                "colour: a: b          | pen.yml:1: is not valid YAML",
                "colour: *nothing      | pen.yml:1: is not valid YAML",
                "colour: @x            | pen.yml:1: is not valid YAML",
                "%YAML 3.0             | pen.yml:"
            })
    void broken_syntax_is_said_with_its_line(String text, String start) {
        assertThat(Pens.yamlProblems(folder, text.stripTrailing()))
                .singleElement()
                .satisfies(it -> assertThat(it).startsWith(start).contains("is not valid YAML"));
    }

    @Test
    void tabs_are_refused() {
        assertThat(Pens.yamlProblems(folder, "nib:\n\tsize: 1\n").get(0))
                .startsWith("pen.yml:2: is not valid YAML")
                .contains("TAB");
    }

    @Test
    void broken_syntax_does_not_show_what_stands_beside_it() {
        assertThat(Pens.yamlProblems(folder, "password: hunter3\n  colour: a\n").toString())
                .contains("is not valid YAML")
                .doesNotContain("hunter3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing\n", "---\n", "~", "{}", "null\n", "\uFEFF"})
    void a_file_without_settings_is_refused_and_does_not_mean_the_defaults(String text) {
        assertThat(Pens.yamlProblems(folder, text))
                .singleElement()
                .satisfies(it -> assertThat(it).startsWith("pen.yml: has no settings in it"));
    }

    @Test
    void two_documents_are_refused() {
        assertThat(Pens.yamlProblems(folder, "colour: a\n---\ncolour: b\n"))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("is not valid YAML", "single document"));
    }

    @Test
    void a_byte_order_mark_and_carriage_returns_do_no_harm() {
        PenConfig pen = Pens.yaml(folder, "\uFEFFcolour: red\r\nwidth: 9\r\n# end\r\n");
        assertThat(pen.colour()).isEqualTo("red");
        assertThat(pen.width()).isEqualTo(9);
        assertThat(Pens.yamlProblems(folder, "colour: red\r\n\r\nwidth: x\r\n").get(0))
                .startsWith("pen.yml:3:");
    }

    @Test
    void what_is_not_utf_8_is_refused() {
        assertThat(Pens.problems(Pens.file(folder, "pen.yml", "colour: grün".getBytes(StandardCharsets.ISO_8859_1))))
                .containsExactly("pen.yml: is not UTF-8 text; save it as UTF-8");
        assertThat(Pens.problems(Pens.file(folder, "pen.yml", "colour: a".getBytes(StandardCharsets.UTF_16))))
                .containsExactly("pen.yml: is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void control_characters_are_refused() {
        assertThat(Pens.yamlProblems(folder, "colour: a\u0007b"))
                .singleElement()
                .satisfies(it -> assertThat(it).startsWith("pen.yml").contains("not valid YAML"));
    }

    @Test
    void merge_keys_are_merged_deep_and_lists_replace() {
        PenConfig pen = Pens.yaml(folder, """
                <<: &base
                  colour: red
                  width: 9
                  owners: [ada, grace]
                  nib: {size: 1, metal: gold}
                colour: green
                owners: [joan]
                nib:
                  size: 4
                """);
        assertThat(pen.colour()).isEqualTo("green");
        assertThat(pen.width()).isEqualTo(9);
        assertThat(pen.owners()).containsExactly("joan");
        assertThat(pen.nib()).isEqualTo(new PenConfig.Nib(4, "gold"));
    }

    @Test
    void of_several_merged_groups_the_first_wins_and_a_later_key_wins_over_all() {
        PenConfig pen =
                Pens.yaml(folder, "<<: [{colour: red, width: 1}, {colour: green, width: 2, ink: 1KB}]\nwidth: 3\n");
        assertThat(pen.colour()).isEqualTo("red");
        assertThat(pen.width()).isEqualTo(3);
        assertThat(pen.inkBytes()).isEqualTo(1024);
    }

    @Test
    void a_group_whose_lines_are_all_comments_keeps_what_it_merges() {
        assertThat(Pens.yaml(folder, "<<: {nib: {size: 1}}\nnib:\n  # size: 9\n")
                        .nib()
                        .size())
                .isEqualTo(1);
    }

    @Test
    void a_problem_in_what_was_merged_is_said_where_it_was_written() {
        assertThat(Pens.yamlProblems(folder, "colour: &c [x]\n\n<<: {width: x}\n"))
                .satisfiesExactly(
                        it -> assertThat(it).startsWith("pen.yml:1: colour must be text, but is a list"),
                        it -> assertThat(it).startsWith("pen.yml:3: width must be a whole number"));
    }

    @Test
    void quoted_less_than_signs_are_an_ordinary_key() {
        assertThat(Pens.yamlProblems(folder, "'<<': {width: 5}\n"))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("unknown key <<"));
    }

    @Test
    void a_bomb_of_aliases_is_refused_at_once() {
        StringBuilder wide = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        StringBuilder deep = new StringBuilder("a0: &a0 {k: v}\n");
        for (int i = 1; i < 10; i++) {
            String last = "*a" + (i - 1);
            wide.append("a" + i + ": &a" + i + " [" + (last + ", ").repeat(8) + last + "]\n");
        }
        for (int i = 1; i < 45; i++) {
            deep.append("a" + i + ": &a" + i + " {l: *a" + (i - 1) + ", r: *a" + (i - 1) + "}\n");
        }
        assertThat(Pens.yamlProblems(folder, wide.toString()))
                .singleElement()
                .satisfies(it -> assertThat(it).startsWith("pen.yml"));
        assertThat(Pens.yamlProblems(folder, deep.toString()))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("pen.yml: holds more than"));
    }

    @Test
    void an_alias_to_what_it_stands_in_is_refused() {
        assertThat(Pens.yamlProblems(folder, "nib: &n\n  size: 1\n  metal: *n\n")
                        .get(0))
                .contains("pen.yml:3: an alias leads back to what it stands in");
        assertThat(Pens.yamlProblems(folder, "nib: &n\n  <<: *n\n").get(0)).contains("an alias leads back");
        assertThat(Pens.yamlProblems(folder, "owners: &o [*o]\n").get(0)).contains("an alias leads back");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 10_000, 200_000})
    void what_is_very_deep_is_refused(int depth) {
        assertThat(Pens.yamlProblems(folder, "colour: " + "[".repeat(depth) + "]".repeat(depth)))
                .singleElement()
                .satisfies(it -> assertThat(it).startsWith("pen.yml: is not valid YAML"));
    }

    @Test
    void what_is_huge_is_refused_before_it_is_read() {
        assertThat(Pens.yamlProblems(folder, "colour: " + "x".repeat(1 << 20)))
                .containsExactly("pen.yml: is larger than 1MB, which no configuration needs to be");
    }

    @Test
    void many_keys_are_refused() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            many.append("k").append(i).append(": 1\n");
        }
        assertThat(Pens.yamlProblems(folder, many.toString()))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("holds more than 20000 values"));
    }

    @Test
    void a_long_or_odd_value_does_not_flood_the_message() {
        assertThat(Pens.yamlProblems(folder, "width: " + "x".repeat(10_000)).get(0))
                .hasSizeLessThan(300)
                .contains("…");
        assertThat(Pens.yamlProblems(folder, "width: \"a\\nb\\e[31m\\u202E\"").get(0))
                .contains("a\\u000ab\\u001b[31m\\u202e");
    }
}
