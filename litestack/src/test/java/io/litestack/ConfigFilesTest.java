package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ConfigException;
import io.litestack.core.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are read, for which environment, and what is said of those that are wrong. */
@Timeout(120)
class ConfigFilesTest {
    @TempDir
    Path root;

    private Workplace work;

    @BeforeEach
    void start() {
        work = new Workplace(root);
    }

    private NotesConfig secrets() {
        try (Litestack stack = work.open()) {
            return stack.component(Notes.Secret.class).config();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"litestack.yml", "litestack.yaml"})
    void sections_share_defaults(String name) {
        work.write(name, """
                default: &default
                  secrets: {pages: 3, sync: normal}
                development:
                  <<: *default
                production:
                  <<: *default
                  secrets:
                    sync: full
                """);
        work.variables.put("LITESTACK_ENV", "production");
        assertThat(secrets().pages()).isEqualTo(3);
        assertThat(secrets().store().sync()).isEqualTo(Sync.FULL);
        work.properties.put("litestack.env", "development");
        assertThat(secrets().store().sync()).isEqualTo(Sync.NORMAL);
        assertThat(work.folder.resolve("data/development/secrets.sqlite3")).isRegularFile();
        assertThat(work.folder.resolve("data/production/secrets.sqlite3")).isRegularFile();
    }

    @Test
    void json_is_as_good() {
        work.write("litestack.json", "{\"development\": {\"secrets\": {\"pages\": 3}}}");
        assertThat(secrets().pages()).isEqualTo(3);
    }

    @Test
    void settings_at_the_top_are_for_all_environments() {
        work.write("litestack.yml", "secrets: {pages: 3}\n");
        work.variables.put("LITESTACK_ENV", "whatever");
        assertThat(secrets().pages()).isEqualTo(3);
    }

    @Test
    void a_component_may_have_a_file_of_its_own_with_sections_or_without() {
        work.write("litesecrets.yml", "pages: 3\npath: own.db\n");
        work.write("litenotes.yml", "development: {pages: 4}\ntest: {pages: 5}\n");
        assertThat(secrets().pages()).isEqualTo(3);
        assertThat(secrets().store().path()).isEqualTo(work.folder.resolve("data/development/own.db"));
        work.write("litestack.yml", "page_cache: 4MB\n");
        assertThat(secrets().store().pageCacheBytes()).isEqualTo(2 << 20);
    }

    @Test
    void a_component_is_configured_in_one_place() {
        work.write("litestack.yml", "secrets: {pages: 3}\n");
        work.write("litesecrets.yml", "pages: 3\n");
        assertThat(work.problems())
                .containsExactly("litestack.yml:1: secrets is configured here and in litesecrets.yml; remove one");
    }

    @Test
    void the_same_in_two_formats_is_refused() {
        work.write("litestack.yml", "secrets: {pages: 3}\n");
        work.write("litestack.json", "{}");
        assertThat(work.problems())
                .containsExactly("litestack.yml and litestack.json say the same in two ways; remove one");
    }

    @Test
    void everything_wrong_in_all_files_is_said_at_once() {
        work.write("litestack.yml", "page_cache: 1\nnotes: {pages: 0, storre: file}\n");
        work.write("litesecrets.yml", "development:\n  pages: x\n  sync: sometimes\n  path: a?b\n");
        assertThat(work.problems())
                .containsExactlyInAnyOrder(
                        "litestack.yml:1: page_cache must be a size with its unit, such as 64KB, 128MB or 2GB, but is \"1\"",
                        "litestack.yml:2: unknown key notes.storre; did you mean store?",
                        "litestack.yml:2: notes.pages must be between 1 and 100, but is 0",
                        "litesecrets.yml:2: secrets.pages must be a whole number such as 5, without a leading zero,"
                                + " but is \"x\"",
                        "litesecrets.yml:3: secrets.sync must be off, normal or full (or 0, 1, 2), but is"
                                + " \"sometimes\"",
                        "litesecrets.yml:4: secrets.path must not contain '?' or control characters: rename \"a?b\"");
        assertThat(work.folder.resolve("data")).doesNotExist();
    }

    @Test
    void a_missing_section_names_those_present() {
        work.write("litestack.yml", "production: {notes: {pages: 3}}\ntest: {notes: {pages: 3}}\n");
        assertThat(work.problems())
                .containsExactly(
                        "litestack.yml: has no section for the environment development; present: production, test");
    }

    @Test
    void a_broken_file_never_means_the_defaults() {
        for (String text : new String[] {"", "# all gone\n", "a: [", "- x\n", "notes: {pages: 3\n", "{}"}) {
            work.write("litestack.yml", text);
            assertThat(work.problems())
                    .as(text)
                    .singleElement()
                    .satisfies(it -> assertThat(it).startsWith("litestack.yml"));
        }
        assertThat(work.events).isEmpty();
    }

    @Test
    void another_environments_variables_need_not_be_set() {
        work.write("litestack.yml", "development: {secrets: {pages: 3}}\nproduction: {secrets: {pages: '${PAGES}'}}\n");
        assertThat(secrets().pages()).isEqualTo(3);
        work.variables.put("LITESTACK_ENV", "production");
        assertThat(work.problems())
                .singleElement()
                .satisfies(
                        it -> assertThat(it).startsWith("litestack.yml:2: the environment variable PAGES is not set"));
        work.variables.put("PAGES", "7");
        assertThat(secrets().pages()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../up", "a/b", "a b", "-x", "x\n", "ä"})
    void an_environment_that_would_not_do_as_a_folder_is_refused(String name) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> work.builder().environment(name).open())
                .withMessageContaining("the environment must be named by");
    }

    @Test
    void a_file_can_be_named() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("etc"));
        Files.writeString(elsewhere.resolve("app.yml"), "secrets: {pages: 3}\n");
        work.write("litestack.yml", "secrets: {pages: 4}\n");
        for (Path path : new Path[] {elsewhere.resolve("app.yml"), Path.of("../etc/app.yml")}) {
            try (Litestack stack = work.builder().config(path).open()) {
                assertThat(stack.component(Notes.Secret.class).config().pages()).isEqualTo(3);
            }
        }
        try (Litestack stack = work.builder().config(work.folder).open()) {
            assertThat(stack.component(Notes.Secret.class).config().pages()).isEqualTo(4);
        }
        try (Litestack stack = work.builder().withoutFiles().open()) {
            assertThat(stack.component(Notes.Secret.class).config().pages()).isEqualTo(10);
        }
    }

    @Test
    void a_components_own_file_can_be_named() {
        Path file = work.write("litesecrets.yml", "pages: 3\n");
        try (Litestack stack = work.builder().config(file).open()) {
            assertThat(stack.component(Notes.Secret.class).config().pages()).isEqualTo(3);
        }
    }

    @Test
    void a_file_that_is_named_must_be_there() {
        for (String name : new String[] {"gone.yml", "gone", "."}) {
            assertThatExceptionOfType(ConfigException.class)
                    .as(name)
                    .isThrownBy(() -> work.builder().config(Path.of(name)).open());
        }
    }

    @Test
    void the_data_folder_comes_from_the_program_the_variable_the_file_or_the_environment() {
        assertThat(dataFolder(work.builder())).isEqualTo(work.folder.resolve("data/development"));
        work.write("litestack.yml", "data: from-file\n");
        assertThat(dataFolder(work.builder())).isEqualTo(work.folder.resolve("from-file"));
        work.variables.put("LITESTACK_DATA_PATH", root.resolve("from-variable").toString());
        assertThat(dataFolder(work.builder())).isEqualTo(root.resolve("from-variable"));
        assertThat(dataFolder(work.builder().dataFolder(Path.of("from-program"))))
                .isEqualTo(work.folder.resolve("from-program"));
    }

    private static Path dataFolder(LitestackBuilder builder) {
        try (Litestack stack = builder.open()) {
            assertThat(stack.dataFolder().resolve("notes.sqlite3")).isRegularFile();
            return stack.dataFolder();
        }
    }

    @Test
    void a_path_may_be_absolute_or_relative_to_the_data_folder() {
        work.write("litestack.yml", "notes: {path: sub/n.db}\nsecrets: {path: " + root.resolve("s.db") + "}\n");
        try (Litestack stack = work.open()) {
            assertThat(stack.stores().get("notes").config().path())
                    .isEqualTo(work.folder.resolve("data/development/sub/n.db"));
            assertThat(stack.stores().get("secrets").config().path()).isEqualTo(root.resolve("s.db"));
        }
    }

    @Test
    void every_branch_may_have_its_own_file() throws IOException {
        Files.createDirectories(work.folder.resolve(".git"));
        work.write(".git/HEAD", "ref: refs/heads/feature/x\n");
        work.write("litestack.yml", "secrets: {path: 's-${git.branch}.db'}\n");
        assertThat(secrets().store().path()).hasFileName("s-feature-x.db");
    }

    @Test
    void what_is_configured_must_be_on_the_class_path_or_off() {
        work.write("litestack.yml", "cache: {sync: off}\njobs: {store: off, workers: 5}\nnotes: {pages: 1}\n");
        assertThat(work.problems())
                .containsExactly(
                        "litestack.yml:1: cache is configured, but io.litestack:litestack-cache is not on the class path;"
                                + " add it, or say store: off");
        work.write("litestack.yml", "notes: {pages: 1}\n");
        work.write("litejob.yml", "workers: 5\npath: x\n");
        assertThat(work.problems())
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .contains("litejob.yml", "jobs is configured, but io.litestack:litestack-job is not"));
    }

    @Test
    void a_program_needs_no_file() {
        try (Litestack stack = work.builder()
                .settings(Map.of("secrets", Map.of("pages", 9, "store", "temporary")))
                .environment("test")
                .open()) {
            assertThat(stack.environment()).isEqualTo("test");
            assertThat(stack.component(Notes.Secret.class).config().pages()).isEqualTo(9);
        }
    }

    @Test
    void the_time_for_closing_is_read_from_a_file_or_a_program() {
        work.write("litestack.yml", "close_timeout: 45s\n");
        assertThat(work.builder().check().configuration()).contains("close_timeout: 45s  # " + work.folder);
        assertThat(work.builder().closeTimeout(Duration.ofSeconds(50)).check().configuration())
                .contains("close_timeout: 50s  # program");
        assertThat(work.builder().withoutFiles().check().configuration()).contains("close_timeout: 2m  # default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "close_timeout: 99ms | litestack.yml:1: close_timeout must be between 100ms and 365d, but is 99ms",
                "close_timeout: 366d | litestack.yml:1: close_timeout must be between 100ms and 365d, but is 366d",
                "close_timeout: 30   | litestack.yml:1: close_timeout must be a span of time",
                "close_timeout: [1s] | litestack.yml:1: close_timeout must be a span of time",
                "close_timout: 30s   | did you mean the setting close_timeout?",
                "{close_timout: 30s, page_cache: 8MB} | unknown key close_timout; did you mean close_timeout?"
            })
    void a_wrong_time_for_closing_is_refused(String text, String problem) {
        work.write("litestack.yml", text);
        assertThat(work.problems()).singleElement().asString().contains(problem);
    }

    @Test
    void the_parts_must_have_time_to_close() {
        work.write("litestack.yml", "close_timeout: 12s\nnotes: {close_timeout: 3s}\n");
        assertThat(work.problems())
                .containsExactly(
                        "litestack.yml:1: close_timeout is 12s, but the parts may take 13s, one after the other:"
                                + " notes.close_timeout 3s + secrets.close_timeout 10s; raise it, or lower those");
        work.write("litestack.yml", "notes: {close_timeout: 100s}\nsecrets: {close_timeout: 21s}\n");
        assertThat(work.problems())
                .singleElement()
                .asString()
                .startsWith("close_timeout is 2m, but the parts may take 121s");
        work.write("litestack.yml", "notes: {close_timeout: 100s}\nsecrets: {close_timeout: 100s, store: off}\n");
        work.open().close();
    }

    @Test
    void whether_the_parts_have_time_to_close_is_open_where_a_variable_is_not_set() {
        work.write("litestack.yml", """
                development: {close_timeout: 20s}
                production: {close_timeout: '${PATIENCE}', notes: {close_timeout: 5m}}
                staging: {close_timeout: 19s, notes: {close_timeout: '${PATIENCE}'}}
                """);
        assertThat(work.builder().check().problems()).isEmpty();
        work.variables.put("PATIENCE", "19s");
        assertThat(work.builder().check().problems()).hasSize(2);
    }
}
