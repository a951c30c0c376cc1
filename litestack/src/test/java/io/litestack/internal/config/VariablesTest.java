package io.litestack.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.PenConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ${...} stands for, and that its value is never shown. */
@Timeout(60)
class VariablesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${COLOUR}              | red",
                "${COLOUR:blue}         | red",
                "${MISSING:blue}        | blue",
                "${MISSING:a:b}         | a:b",
                "${MISSING:}x           | x",
                "${EMPTY}x              | x",
                "${MISSING:${COLOUR}}   | red",
                "${MISSING:${ALSO:x}y}  | xy",
                "a ${COLOUR} b${COLOUR} | a red bred",
                "$${COLOUR}             | ${COLOUR}",
                "$$${COLOUR}            | $${COLOUR}",
                "$COLOUR                | $COLOUR",
                "x$                     | x$",
                "{COLOUR}               | {COLOUR}",
                "${git.branch:none}     | none"
            })
    void it_is_replaced(String written, String meant) {
        assertThat(Pens.yaml(folder, "colour: '" + written + "'").colour()).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${MISSING}             | the environment variable MISSING is not set; set it, or give a default, as in ${MISSING:value}",
                "${MISSING:${ALSO}}     | the environment variable ALSO is not set",
                "${git.branch}          | ${git.branch} needs a git working tree with a branch checked out; give a default",
                "${git.branhc:x}        | is not a variable",
                "${COLOUR               | a ${ is not closed by }",
                "${MISSING:${COLOUR}    | a ${ is not closed by }",
                "${}                    | is not a variable",
                "${:x}                  | is not a variable",
                "${CO LOUR}             | is not a variable",
                "${1A}                  | is not a variable"
            })
    void what_is_wrong_is_said_with_its_line(String written, String problem) {
        assertThat(Pens.yamlProblems(folder, "\ncolour: '" + written + "'"))
                .singleElement()
                .satisfies(it -> assertThat(it).startsWith("pen.yml:2: ").contains(problem));
    }

    @Test
    void defaults_within_defaults_have_an_end() {
        String deep = "${A:".repeat(50_000) + "x" + "}".repeat(50_000);
        assertThat(Pens.yamlProblems(folder, "colour: '" + deep + "'"))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("nested more than 10 deep"));
    }

    @Test
    void numbers_and_parts_of_paths_may_be_variables() {
        PenConfig pen =
                Pens.yaml(folder, "width: ${WIDTH:7}\nbox: ${COLOUR}/${git.branch:main}.box\nowners: ['${COLOUR}']\n");
        assertThat(pen.width()).isEqualTo(7);
        assertThat(pen.box()).isEqualTo(Path.of("red/main.box"));
        assertThat(pen.owners()).containsExactly("red");
    }

    @Test
    void a_value_cannot_change_the_structure() {
        PenConfig pen = Pens.yaml(folder, "colour: ${TRICK}");
        assertThat(pen.colour()).isEqualTo("x\nwidth: 9");
        assertThat(pen.width()).isEqualTo(5);
    }

    @Test
    void keys_are_not_replaced() {
        assertThat(Pens.yamlProblems(folder, "${COLOUR}: 5").get(0)).contains("unknown key ${COLOUR}");
    }

    @Test
    void a_missing_variable_does_not_hide_other_problems_and_is_not_said_twice() {
        assertThat(Pens.yamlProblems(
                        folder, "width: ${MISSING}\nink: 9GB\nnib: ${MISSING}\nowners: ${MISSING}\nstock: ${M}"))
                .hasSize(5);
    }

    @Test
    void the_value_is_never_in_a_message() {
        List<String> problems = Pens.yamlProblems(folder, """
                width: ${SECRET_WIDTH}
                ink: ${SECRET}
                dry_after: ${SECRET}
                tip: ${SECRET}
                refillable: ${SECRET}
                pressure: ${SECRET}
                nib: {size: '${SECRET_WIDTH}'}
                stock: {a: '${SECRET}'}
                """);
        assertThat(problems).hasSize(8);
        assertThat(problems.toString()).doesNotContain("swordfish", "4711").contains("the value of ${SECRET}");
        assertThat(problems)
                .contains("pen.yml:1: width must be between 1 and 100, but is the value of ${SECRET_WIDTH}");
    }

    @Test
    void the_value_is_never_in_the_effective_configuration() {
        ConfigProblems problems = new ConfigProblems("pens");
        ConfigSection section = Pens.section(
                Pens.file(
                        folder,
                        "pen.yml",
                        "colour: ${SECRET}\nowners: [ada, '${SECRET}']\nbox: a/${SECRET:b}\npassword: plain\n"),
                problems);
        PenConfig pen = PenConfig.read(section, problems);
        List<ConfigEntry> entries = PenConfig.BINDING.describe(section, pen, new PenConfig.Builder().build());
        assertThat(entries.toString())
                .doesNotContain("swordfish", "plain", "hunter2")
                .contains("${SECRET}", "[ada, '${SECRET}']", "a/${SECRET:b}", "(hidden)");
    }

    @Test
    void elsewhere_a_missing_variable_is_passed_over() {
        ConfigProblems problems = new ConfigProblems("pens");
        ConfigSection section = ConfigReader.read(
                        Pens.file(folder, "pen.yml", "width: ${MISSING}\nink: 9GB\n"), problems)
                .map(it -> Pens.variables(folder).lenient().resolve(it, problems))
                .orElseThrow();
        PenConfig.read(section, problems);
        assertThat(problems.list())
                .singleElement()
                .satisfies(it -> assertThat(it).contains("ink must be"));
    }

    @Test
    void the_branch_is_part_of_a_name() throws IOException {
        git("ref: refs/heads/feature/blue#ink\n");
        assertThat(Pens.yaml(folder, "box: pens-${git.branch}.db").box())
                .isEqualTo(Path.of("pens-feature-blue-ink.db"));
        Path below = Files.createDirectories(folder.resolve("src/main"));
        assertThat(Pens.yaml(below, "box: pens-${git.branch}.db").box()).isEqualTo(Path.of("pens-feature-blue-ink.db"));
    }

    @Test
    void a_linked_working_tree_has_its_own_branch() throws IOException {
        git("ref: refs/heads/main\n");
        Path linked = Files.createDirectories(folder.resolve("linked"));
        Files.writeString(linked.resolve(".git"), "gitdir: ../.git/worktrees/linked\n");
        Path there = Files.createDirectories(folder.resolve(".git/worktrees/linked"));
        Files.writeString(there.resolve("HEAD"), "ref: refs/heads/other\n");
        assertThat(Pens.yaml(linked, "colour: ${git.branch}").colour()).isEqualTo("other");
    }

    @Test
    void without_a_branch_checked_out_the_default_counts() throws IOException {
        git("0123456789012345678901234567890123456789\n");
        assertThat(Pens.yaml(folder, "colour: ${git.branch:detached}").colour()).isEqualTo("detached");
    }

    private void git(String head) throws IOException {
        Path git = Files.createDirectories(folder.resolve(".git"));
        Files.writeString(git.resolve("HEAD"), head);
    }
}
