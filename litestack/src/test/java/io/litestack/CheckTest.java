package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a check prints, and with which exit status it ends. */
@Timeout(120)
class CheckTest {
    @TempDir
    Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Workplace work;

    @BeforeEach
    void start() {
        work = new Workplace(root);
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Main(to, errors, work::builder).run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void the_effective_configuration_is_printed_with_the_origin_of_each_value() {
        Path file = work.write("litestack.yml", "notes:\n  pages: 3\nsecrets: {password: '${PW:x}'}\n");
        assertThat(run("check", "litestack.yml")).isZero();
        assertThat(out())
                .startsWith("# environment development, " + file + "\n")
                .contains("# The notes that tests take.\nnotes:\n")
                .contains("  # How many pages there are.\n  pages: 3  # " + file + ":2\n")
                .contains("  keep: 7d  # default\n")
                .contains("  path: notes.sqlite3  # default\n")
                .contains("  sync: full  # default\n")
                .contains("page_cache: 32MB  # default\n")
                .contains("  page_cache: 16MB  # default\n")
                .contains("# note: notes: a power loss may take the last commits (sync: normal)");
        assertThat(err()).isEmpty();
        assertThat(work.folder.resolve("data")).doesNotExist();
        assertThat(work.events).isEmpty();
    }

    @Test
    void what_is_printed_is_a_configuration_that_means_the_same() {
        work.write(
                "litestack.yml",
                "data: elsewhere\nnotes: {pages: 3, keep: 90s, sync: off}\nsecrets: {store: temporary}\n");
        assertThat(run("check")).isZero();
        String first = out();
        work.write("litestack.yml", first.replaceAll("password: .*", ""));
        assertThat(run("check")).isZero();
        assertThat(withoutOrigins(out())).isEqualTo(withoutOrigins(first));
    }

    private static List<String> withoutOrigins(String text) {
        return text.lines().map(it -> it.replaceAll("  # .*", "")).toList();
    }

    @Test
    void secrets_and_the_values_of_variables_are_never_printed() {
        work.variables.put("SECRET", "swordfish");
        work.write(
                "litestack.yml",
                "notes: {password: plain, path: 'x-${SECRET}.db', pages: '${SECRET}'}\nsecrets: {password: '${SECRET}'}\n");
        assertThat(run("check")).isEqualTo(1);
        work.write(
                "litestack.yml",
                "notes: {password: plain, path: 'x-${SECRET}.db'}\nsecrets: {password: '${SECRET}'}\n");
        String withProblem = out() + err();
        assertThat(run("check")).isZero();
        assertThat(withProblem + out() + err()).doesNotContain("swordfish", "plain", "hunter2");
        assertThat(out()).contains("path: x-${SECRET}.db", "password: (hidden)");
    }

    @Test
    void problems_are_printed_and_the_exit_status_is_1() {
        work.write("litestack.yml", "notes: {pages: 300, pagse: 3}\nsecrets: {pages: 4}\n");
        assertThat(run("check")).isEqualTo(1);
        assertThat(err().lines())
                .hasSize(3)
                .endsWith("nothing is opened before these are mended")
                .filteredOn(it -> it.startsWith("problem: ") && it.contains("litestack.yml:1: "))
                .hasSize(2);
        assertThat(out())
                .as("what is right is still shown")
                .contains("secrets:")
                .doesNotContain("notes:\n");
    }

    @Test
    void other_environments_are_checked_as_far_as_that_is_possible() {
        work.write("litestack.yml", """
                fragment: &fragment
                  pages: 5
                development:
                  notes: *fragment
                production:
                  notes:
                    pages: ${PAGES}
                    keep: forever
                  secrets: {sync: '${MISSING}'}
                """);
        assertThat(run("check")).isEqualTo(1);
        assertThat(err().lines())
                .hasSize(2)
                .first()
                .satisfies(it -> assertThat(it).contains("litestack.yml:8: notes.keep must be a span of time"));
    }

    @Test
    void an_environment_can_be_named() {
        work.write("litestack.yml", "development: {notes: {pages: 5}}\nproduction: {notes: {pages: 6}}\n");
        assertThat(run("check", "litestack.yml", "production")).isZero();
        assertThat(out()).contains("# environment production", "pages: 6");
        assertThat(run("check", "litestack.yml", "staging")).isEqualTo(1);
        assertThat(err()).contains("present: development, production");
    }

    @Test
    void a_file_that_is_not_there_is_a_problem_and_no_defaults_are_shown_in_its_place() {
        assertThat(run("check", "gone.yml")).isEqualTo(1);
        assertThat(err().lines())
                .containsExactly(
                        "problem: " + work.folder.resolve("gone.yml") + ": does not exist; check the path",
                        "nothing is opened before this is mended");
        assertThat(out()).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_understood_is_a_problem_and_no_defaults_are_shown_in_its_place() {
        work.write("litestack.yml", "notes:\n\tpages: 3\n");
        assertThat(run("check")).isEqualTo(1);
        assertThat(err()).contains("litestack.yml:2: is not valid YAML");
        assertThat(out()).isEmpty();
    }

    @Test
    void without_a_file_the_defaults_are_printed() {
        assertThat(run("check")).isZero();
        assertThat(out()).contains("no configuration file", "notes.sqlite3");
    }

    @Test
    void the_variable_for_the_data_folder_is_named_as_the_origin() {
        work.variables.put("LITESTACK_DATA_PATH", "/srv/data");
        work.write("litestack.yml", "data: elsewhere\nnotes: {pages: 3}\n");
        assertThat(run("check")).isZero();
        assertThat(out()).contains("data: /srv/data  # LITESTACK_DATA_PATH\n");
    }

    @Test
    void misuse_is_answered_with_the_usage() {
        for (String[] arguments :
                new String[][] {{}, {"chekc"}, {"check", "a", "b", "c"}, {"litestream"}, {"init", "a", "b"}}) {
            assertThat(run(arguments)).isEqualTo(2);
            assertThat(err()).contains("usage:");
            assertThat(out()).isEmpty();
        }
        assertThat(run("help")).isZero();
        assertThat(out()).contains("usage:");
        assertThat(run("check", "a\0b")).isEqualTo(2);
    }
}
