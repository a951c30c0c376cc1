package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration takes, and that it says all that is wrong with it at once. */
@Timeout(60)
class StoreConfigTest {
    @TempDir
    Path folder;

    @Test
    void the_defaults_are_as_documented() {
        StoreConfig config = StoreConfig.builder(Path.of("data/app.db")).build();
        assertThat(config.path()).isEqualTo(Path.of("data/app.db").toAbsolutePath());
        assertThat(config.sync()).isEqualTo(Sync.NORMAL);
        assertThat(config.checkpoint()).isEqualTo(Checkpoint.INTERNAL);
        assertThat(config.readers()).isBetween(2, 8);
        assertThat(config.pageCacheBytes()).isEqualTo(8 << 20);
        assertThat(config.waitTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.transactionTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.queryTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.syncTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.slowTransaction()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.leakDetection()).isEmpty();
        assertThat(config.applicationId()).isZero();
        assertThat(config.commandQueueCapacity()).isEqualTo(8192);
        assertThat(config.listener()).isSameAs(StoreListener.NONE);
        assertThat(config.threads().newThread(() -> {}).isDaemon()).isTrue();
        assertThat(config.clock().millis()).isPositive();
    }

    @Test
    void a_builder_made_from_a_configuration_builds_the_same() {
        StoreConfig config = StoreConfig.builder(folder.resolve("app.db"))
                .sync(Sync.FULL)
                .checkpoint(Checkpoint.EXTERNAL)
                .readers(3)
                .pageCacheBytes(1 << 20)
                .waitTimeout(Duration.ofMillis(1))
                .transactionTimeout(Duration.ofMillis(2))
                .queryTimeout(Duration.ofMillis(3))
                .syncTimeout(Duration.ofMillis(4))
                .closeTimeout(Duration.ofMillis(5))
                .slowTransaction(Duration.ofMillis(6))
                .leakDetection(Duration.ofMillis(7))
                .applicationId(7)
                .commandQueueCapacity(16)
                .build();
        assertThat(config.toBuilder().build()).isEqualTo(config);
        assertThat(config.toBuilder().readers(4).build()).isNotEqualTo(config);
        assertThat(config.toBuilder().path(folder.resolve("b.db")).build().path())
                .isEqualTo(folder.resolve("b.db"));
    }

    @Test
    void all_problems_are_listed_at_once_with_field_bound_and_value() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> StoreConfig.builder(folder.resolve("a?#b-wal"))
                        .readers(0)
                        .pageCacheBytes(1)
                        .commandQueueCapacity(15)
                        .waitTimeout(Duration.ZERO)
                        .transactionTimeout(Duration.ofMillis(-1))
                        .queryTimeout(Duration.ofDays(366))
                        .syncTimeout(Duration.ZERO)
                        .closeTimeout(Duration.ZERO)
                        .leakDetection(Duration.ZERO)
                        .slowTransaction(Duration.ZERO)
                        .build())
                .satisfies(e -> {
                    assertThat(e.problems()).hasSize(13);
                    assertThat(e).hasMessageContaining("StoreConfig");
                    assertThat(String.join("\n", e.problems()))
                            .contains(
                                    "readers must be between 1 and 64, but is 0",
                                    "pageCacheBytes",
                                    "commandQueueCapacity must be between 16 and 1000000, but is 15",
                                    "waitTimeout must be more than zero",
                                    "transactionTimeout",
                                    "queryTimeout must be at most 365 days",
                                    "syncTimeout",
                                    "closeTimeout",
                                    "slowTransaction",
                                    "leakDetection",
                                    "'?'",
                                    "'#'",
                                    "-wal");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.db?mode=memory",
                "app.db?journal_mode=delete",
                "app.db#x",
                "app%3f.db",
                "100%.db",
                "new\nline.db",
                "tab\t.db",
                "del\u007f.db",
                ":memory:",
                ":resource:http",
                "file:app.db",
                "jdbc:sqlite:app.db",
                "app.db-wal",
                "app.db-shm",
                "app.db-journal"
            })
    void a_name_that_sqlite_or_its_driver_would_not_take_for_a_files_name_is_refused(String name) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> StoreConfig.builder(folder.resolve(name)).build());
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> StoreConfig.builder(Path.of(name)).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:/tmp/app.db",
                "file:///tmp/app.db",
                "file:data/app.db",
                "jdbc:sqlite:/tmp/app.db",
                "jdbc:sqlite:data/app.db",
                ":resource:http://host/app.db"
            })
    void a_url_is_not_taken_for_a_path_with_odd_folders(String url) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> StoreConfig.builder(Path.of(url)).build())
                .withMessageContaining("URL");
    }

    @Test
    void no_path_can_hold_a_zero() {
        assertThatExceptionOfType(InvalidPathException.class).isThrownBy(() -> Path.of("a\u0000.db"));
    }

    @Test
    void a_question_mark_in_a_folder_is_refused() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> StoreConfig.builder(folder.resolve("what?").resolve("app.db"))
                        .build());
    }

    @Test
    void a_path_without_a_name_is_refused() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> StoreConfig.builder(Path.of("/")).build())
                .withMessageContaining("must name a file");
    }

    @Test
    void a_path_in_another_file_system_is_refused() throws Exception {
        Path zip = folder.resolve("folder.zip");
        try (var other = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(
                            () -> StoreConfig.builder(other.getPath("/app.db")).build())
                    .withMessageContaining("file system");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space",
                "with#hash",
                "with%percent",
                "with%20code",
                "with+plus&and=is;semicolon",
                "with'quote\"s",
                "with\\backslash",
                "[brackets]",
                "ünïcödé 日本",
                "file:",
                "a:b",
                ".hidden",
                "-dash"
            })
    void a_folder_with_an_odd_but_legal_name_works(String name) {
        List<Path> paths = List.of(
                folder.resolve(name).resolve("app.db"),
                folder.resolve(name).resolve(name.replaceAll("[#%]|file:", "") + " .db"));
        for (Path path : paths) {
            for (int i = 0; i < 2; i++) {
                try (Store store = Store.open(path)) {
                    store.execute("create table if not exists t(n)");
                    store.execute("insert into t values (1)");
                    assertThat(store.query("select n from t", row -> row.getInt(1)))
                            .hasSize(i + 1);
                }
            }
            assertThat(path).isNotEmptyFile();
        }
        assertThat(filesIn(folder)).hasSize(1);
        assertThat(filesIn(folder.resolve(name)))
                .as("two files, and a folder for all")
                .hasSize(3);
    }

    private static List<Path> filesIn(Path folder) {
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(folder.toString(), e);
        }
    }

    @Test
    void a_temporary_store_is_empty_and_gone_when_it_is_closed() {
        Path file;
        try (Store store = Store.temporary()) {
            file = store.config().path();
            store.execute("create table t(n)");
            assertThat(file).exists();
            try (Store second = Store.temporary()) {
                assertThat(second.query("select name from sqlite_schema", row -> row.getString(1)))
                        .isEmpty();
            }
        }
        assertThat(file.getParent()).doesNotExist();
    }
}
