package io.litestack.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.PenConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read, and sections of those that can. */
@Timeout(60)
class FilesTest {
    private static final EnvironmentSection SECTIONS = new EnvironmentSection(PenConfig.BINDING.names(), Map.of());

    @TempDir
    Path folder;

    private final ConfigProblems problems = new ConfigProblems("pens");

    @Test
    void a_missing_file_is_refused() {
        assertThat(ConfigReader.read(folder.resolve("none.yml"), problems)).isEmpty();
        assertThat(problems.list()).containsExactly(folder.resolve("none.yml") + ": does not exist; check the path");
    }

    @Test
    void a_missing_file_that_was_named_from_the_working_folder_is_said_to_be_there() {
        assertThat(ConfigReader.read(Path.of("none.yml"), problems)).isEmpty();
        assertThat(problems.list())
                .containsExactly("none.yml: does not exist; check the path ("
                        + Path.of("none.yml").toAbsolutePath() + ")");
    }

    @Test
    void a_folder_is_refused() throws IOException {
        Files.createDirectory(folder.resolve("a.yml"));
        assertThat(ConfigReader.read(folder.resolve("a.yml"), problems)).isEmpty();
        assertThat(problems.list().get(0)).endsWith("a.yml: is not a regular file");
    }

    @Test
    void what_is_not_called_like_a_configuration_is_not_even_opened() {
        Path file = folder.resolve("app.db");
        try (Store store = Store.open(file)) {
            store.execute("create table t(n)");
            store.useWrite(tx -> {
                tx.execute("insert into t values (1)");
                assertThat(ConfigReader.read(file, problems)).isEmpty();
            });
        }
        assertThat(problems.list().get(0))
                .endsWith("app.db: is not a configuration file; its name must end in .yml, .yaml or .json");
    }

    @Test
    void a_section_for_the_environment_is_picked() {
        ConfigSection file =
                read("default: &d {width: 1}\ntest: {<<: *d, ink: 1KB}\nproduction:\n  <<: *d\nstaging:\n");
        assertThat(SECTIONS.names(file)).containsExactly("default", "test", "production", "staging");
        assertThat(SECTIONS.pick(file, "test", problems).keys()).containsExactly("width", "ink");
        assertThat(SECTIONS.pick(file, "staging", problems).keys()).isEmpty();
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void a_missing_section_is_an_error_that_names_those_present() {
        ConfigSection file = read("development: {width: 1}\nprodution: {width: 2}\n");
        SECTIONS.pick(file, "production", problems);
        assertThat(problems.list())
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .endsWith(
                                "pen.yml: has no section for the environment production; present: development, prodution;"
                                        + " did you mean prodution?"));
    }

    @Test
    void a_misspelt_setting_is_not_taken_for_an_environment_without_a_word() {
        SECTIONS.pick(read("widht: 5\n"), "development", problems);
        assertThat(problems.list().get(0)).contains("if widht is no environment, did you mean the setting width?");
    }

    @Test
    void a_section_that_is_no_group_is_refused() {
        SECTIONS.pick(read("development: 5\n"), "development", problems);
        assertThat(problems.list().get(0)).endsWith("pen.yml:1: development must be a group of keys, but is a value");
    }

    @Test
    void settings_at_the_top_are_for_all_environments() {
        ConfigSection file = read("width: 5\nproduction: {width: 6}\n");
        ConfigSection section = SECTIONS.pick(file, "production", problems);
        assertThat(section.text("width")).isEqualTo(Optional.of("5"));
        section.refuseUnknown(PenConfig.BINDING.names(), problems);
        assertThat(problems.list())
                .singleElement()
                .satisfies(it -> assertThat(it).contains("unknown key production"));
    }

    @Test
    void one_section_is_laid_over_another() {
        ConfigSection upper = ConfigSection.of("program", Map.of("width", 9), problems);
        ConfigSection both = upper.over(read("width: 1\nink: 1KB\n"));
        PenConfig pen = PenConfig.read(both, problems);
        assertThat(pen.width()).isEqualTo(9);
        assertThat(pen.inkBytes()).isEqualTo(1024);
        assertThat(both.origin("width")).hasValue("program");
        assertThat(both.origin("ink").orElseThrow()).endsWith("pen.yml:2");
        assertThat(both.without("ink").keys()).containsExactly("width");
    }

    private ConfigSection read(String text) {
        return ConfigReader.read(Pens.file(folder, "pen.yml", text), problems).orElseThrow();
    }
}
