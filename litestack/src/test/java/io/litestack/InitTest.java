package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ConfigException;
import io.litestack.core.Sync;
import io.litestack.internal.report.ConfigTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The starter file. */
@Timeout(120)
class InitTest {
    @TempDir
    Path root;

    private Workplace work;

    @BeforeEach
    void start() {
        work = new Workplace(root);
    }

    private List<Path> init() {
        return new ConfigTemplate(work.folder, work.providers()).write();
    }

    @Test
    void a_starter_is_written_and_the_data_folder_is_ignored() throws IOException {
        assertThat(init()).containsExactly(work.folder.resolve("litestack.yml"), work.folder.resolve(".gitignore"));
        assertThat(work.folder.resolve(".gitignore")).hasContent("/data/");
        assertThat(Files.readString(work.folder.resolve("litestack.yml")))
                .contains("default: &default", "development:\n  <<: *default", "test:", "production:")
                .contains(
                        "    # How many pages there are.\n    # pages: 10\n",
                        "    # store: file\n",
                        "  # page_cache: 32MB\n",
                        "  # close_timeout: 2m\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "test", "production"})
    void the_starter_means_the_defaults_in_each_environment(String environment) {
        init();
        ConfigReport report = work.builder().environment(environment).check();
        assertThat(report.problems()).isEmpty();
        try (Litestack stack = work.builder().environment(environment).open()) {
            assertThat(stack.component(Notes.Secret.class).config().pages()).isEqualTo(10);
            assertThat(stack.stores().get("notes").config().path().startsWith(work.temporary))
                    .isEqualTo(environment.equals("test"));
        }
    }

    @Test
    void each_key_of_the_starter_is_right_as_it_stands_there() throws IOException {
        init();
        Path file = work.folder.resolve("litestack.yml");
        String all = Files.readString(file).replaceAll("(?m)^( +)# ([a-z_]+: \\S+)$", "$1$2");
        Files.writeString(file, all.replaceAll("(?m)^ +password:.*\n", ""));
        assertThat(work.builder().check().problems()).isEmpty();
        assertThat(work.builder().check().configuration()).contains("data: /srv/app/data  # " + file);
    }

    @Test
    void the_database_is_synced_in_production() throws IOException {
        work.with(new NotesProvider("db", Sync.NORMAL, 0, work.events));
        init();
        assertThat(Files.readString(work.folder.resolve("litestack.yml")))
                .endsWith("  stop_at_shutdown: true\n  db:\n    sync: full\n");
        assertThat(work.builder().environment("production").check().problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"litestack.yml", "litestack.yaml", "litestack.json", "litenotes.yml"})
    void nothing_is_ever_overwritten(String name) throws IOException {
        work.write(name, "mine");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(this::init)
                .withMessageContaining(name + " is there already and stays as it is");
        assertThat(work.folder.resolve(name)).hasContent("mine");
        try (var files = Files.list(work.folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void a_link_that_leads_nowhere_is_not_written_through() throws IOException {
        Files.createSymbolicLink(work.folder.resolve("litestack.yml"), root.resolve("elsewhere.yml"));
        assertThatExceptionOfType(ConfigException.class).isThrownBy(this::init);
        assertThat(root.resolve("elsewhere.yml")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "target/          | target/%/data/%",
                "target/%         | target/%/data/%",
                "target/%data/%   | target/%data/%",
                "/data/           | /data/",
                "data             | data",
                "/data            | /data",
                "mydata/%         | mydata/%/data/%",
                "''               | /data/%"
            })
    void lines_of_gitignore_are_kept(String before, String after) throws IOException {
        work.write(".gitignore", before.replace('%', '\n'));
        init();
        assertThat(Files.readString(work.folder.resolve(".gitignore"))).isEqualTo(after.replace('%', '\n'));
    }

    @Test
    void carriage_returns_of_gitignore_are_kept() throws IOException {
        work.write(".gitignore", "a\r\nb");
        init();
        assertThat(Files.readString(work.folder.resolve(".gitignore"))).isEqualTo("a\r\nb\r\n/data/\r\n");
    }

    @Test
    void a_folder_that_is_not_there_is_not_made() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigTemplate(root.resolve("gone"), work.providers()).write())
                .withMessageContaining("is not a folder");
        assertThat(root.resolve("gone")).doesNotExist();
    }
}
