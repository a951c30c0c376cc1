package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ClosedException;
import io.litestack.core.ConfigException;
import io.litestack.core.Store;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is opened, in which order, and what becomes of it. */
@Timeout(120)
class OpeningTest {
    @TempDir
    Path root;

    private Workplace work() {
        return new Workplace(root);
    }

    @Test
    void without_a_file_everything_has_its_default() {
        Workplace work = work();
        try (Litestack stack = work.open()) {
            assertThat(stack.environment()).isEqualTo("development");
            assertThat(stack.dataFolder()).isEqualTo(work.folder.resolve("data/development"));
            Notes notes = stack.component(Notes.Secret.class);
            notes.add("a");
            assertThat(notes.count()).isEqualTo(1);
            assertThat(stack.dataFolder().resolve("notes.sqlite3")).isRegularFile();
            assertThat(stack.stores().get("notes").config().sync()).isEqualTo(Sync.NORMAL);
            assertThat(stack.stores().get("secrets").config().sync()).isEqualTo(Sync.FULL);
            assertThat(stack.stores().get("secrets").config().applicationId()).isEqualTo(0x4C535443);
        }
    }

    @Test
    void parts_are_opened_in_order_started_in_order_and_closed_in_the_opposite_order() {
        Workplace work = work();
        Store store;
        try (Litestack stack = work.open()) {
            assertThat(work.events).containsExactly("open notes", "open secrets");
            stack.start();
            stack.start();
            store = stack.stores().get("notes");
        }
        assertThat(work.events)
                .containsExactly(
                        "open notes", "open secrets", "start notes", "start secrets", "close secrets", "close notes");
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> store.execute("select 1"));
    }

    @Test
    void the_known_parts_come_in_their_order_whatever_the_class_path() {
        Workplace work = work();
        for (String name : List.of("jobs", "cable", "cache", "db")) {
            work.with(new NotesProvider(name, Sync.NORMAL, 0, work.events));
        }
        work.open().close();
        assertThat(work.events)
                .startsWith("open db", "open cache", "open cable", "open jobs", "open notes", "open secrets")
                .endsWith("close cable", "close cache", "close db");
    }

    @Test
    void a_failure_in_the_middle_closes_what_was_opened() {
        Workplace work = work();
        work.secrets.failingAt("open");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(work::open)
                .withMessage("secrets cannot open")
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
        assertThat(work.events).containsExactly("open notes", "open secrets", "close notes");
        assertNothingIsOpen(work);
    }

    @Test
    void a_failure_while_closing_after_a_failure_is_not_lost() {
        Workplace work = work();
        work.secrets.failingAt("open");
        work.notes.failingAt("close");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(work::open)
                .withMessage("secrets cannot open")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .satisfies(it -> assertThat(it).hasMessage("notes cannot close")));
        assertNothingIsOpen(work);
    }

    @Test
    void a_store_that_cannot_be_opened_closes_those_before_it() throws IOException {
        Workplace work = work();
        Files.createDirectories(work.folder.resolve("data/development/secrets.sqlite3"));
        assertThatExceptionOfType(StoreException.class).isThrownBy(work::open).withMessageContaining("it is a folder");
        assertThat(work.events).isEmpty();
        Files.delete(work.folder.resolve("data/development/secrets.sqlite3"));
        assertNothingIsOpen(work);
    }

    /** A file that is open in this process could not be opened with other settings. */
    private static void assertNothingIsOpen(Workplace work) {
        Workplace other = new Workplace(work.folder.getParent());
        try (Litestack stack = other.builder()
                .eachStore(it -> it.readers(3).commandQueueCapacity(77))
                .open()) {
            assertThat(stack.stores()).hasSize(2);
        }
    }

    @Test
    void one_part_that_cannot_close_keeps_no_other_from_closing() {
        Workplace work = work();
        work.secrets.failingAt("close");
        Litestack stack = work.open();
        assertThatExceptionOfType(StoreException.class).isThrownBy(stack::close).withMessage("secrets cannot close");
        assertThat(work.events).endsWith("close secrets", "close notes");
        stack.close();
        assertNothingIsOpen(work);
    }

    @Test
    void a_start_that_fails_says_so_and_closing_still_closes_all() {
        Workplace work = work();
        work.notes.failingAt("start");
        Litestack stack = work.open();
        assertThatExceptionOfType(StoreException.class).isThrownBy(stack::start).withMessage("notes cannot start");
        stack.close();
        assertThat(work.events).endsWith("start notes", "close secrets", "close notes");
    }

    @Test
    void closed_is_closed() {
        Litestack stack = work().open();
        stack.close();
        stack.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(stack::start);
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> stack.component(Notes.class));
        assertThat(stack.environment()).isEqualTo("development");
    }

    @Test
    void inside_a_transaction_it_is_not_closed_and_can_be_closed_later() {
        Workplace work = work();
        Litestack stack = work.open();
        Store store = stack.stores().get("notes");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> store.useWrite(tx -> stack.close()));
        stack.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> store.execute("select 1"));
        assertNothingIsOpen(work);
    }

    @Test
    void a_part_that_is_off_is_not_opened_and_the_error_says_where_that_was_said() {
        Workplace work = work();
        work.write("litestack.yml", "secrets:\n  store: off\n");
        try (Litestack stack = work.open()) {
            assertThat(work.events).containsExactly("open notes");
            assertThat(stack.stores()).containsOnlyKeys("notes");
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> stack.component(Notes.Secret.class))
                    .withMessageContaining("secrets is off in the environment development")
                    .withMessageContaining("litestack.yml:2");
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> stack.component(Runnable.class))
                    .withMessageContaining("none of the components offers it");
        }
        assertThat(work.folder.resolve("data/development/secrets.sqlite3")).doesNotExist();
    }

    @Test
    void a_temporary_store_is_gone_once_it_is_closed() {
        Workplace work = work();
        Path file;
        try (Litestack stack = work.builder()
                .settings(Map.of("notes", Map.of("store", "temporary"), "secrets", Map.of("store", "temporary")))
                .open()) {
            file = stack.stores().get("notes").config().path();
            assertThat(file).isRegularFile().startsWith(work.temporary);
            stack.component(Notes.Secret.class).add("a");
        }
        assertThat(file.getParent()).doesNotExist();
        assertThat(work.temporary).isEmptyDirectory();
        assertThat(work.folder).isEmptyDirectory();
    }

    @Test
    void two_can_be_open_on_one_folder_and_see_the_same() {
        Workplace work = work();
        try (Litestack second = work.open()) {
            try (Litestack first = work.open()) {
                first.component(Notes.Secret.class).add("a");
                assertThat(second.component(Notes.Secret.class).count()).isEqualTo(1);
            }
            second.component(Notes.Secret.class).add("b");
            assertThat(second.component(Notes.Secret.class).count()).isEqualTo(2);
        }
    }

    @Test
    void two_with_different_settings_on_one_folder_are_refused() {
        Workplace work = work();
        try (Litestack first = work.open()) {
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> work.builder()
                            .settings(Map.of("notes", Map.of("readers", 5)))
                            .open())
                    .withMessageContaining("already open in this process with other settings");
            assertThat(first.component(Notes.Secret.class).count()).isZero();
        }
    }

    @Test
    void parts_may_share_a_file_with_the_strictest_defaults() {
        Workplace work = work();
        work.write("litestack.yml", "notes: {path: all.db}\nsecrets: {path: all.db, wait_timeout: 9s}\n");
        try (Litestack stack = work.open()) {
            assertThat(stack.stores().get("notes")).isSameAs(stack.stores().get("secrets"));
            assertThat(stack.stores().get("notes").config().sync()).isEqualTo(Sync.FULL);
            assertThat(stack.stores().get("notes").config().applicationId()).isZero();
            assertThat(stack.stores().get("notes").config().waitTimeout()).hasSeconds(9);
            stack.component(Notes.Secret.class).add("a");
        }
        assertThat(work.folder.resolve("data/development/all.db")).isRegularFile();
    }

    @Test
    void parts_that_share_a_file_must_agree() {
        Workplace work = work();
        work.write("litestack.yml", "notes: {path: all.db, sync: normal}\nsecrets: {path: ./all.db, sync: full}\n");
        assertThat(work.problems())
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .startsWith("litestack.yml:2: notes and secrets share the file ")
                        .endsWith("so sync must be the same for both, but is normal and full"));
    }

    @Test
    void a_missing_file_is_asked_for_once_before_it_is_made() {
        Workplace work = work();
        List<Path> asked = new ArrayList<>();
        RestoreHook hook = file -> {
            assertThat(file).isAbsolute().doesNotExist();
            asked.add(file);
        };
        work.builder().restoreMissing(hook).open().close();
        work.builder().restoreMissing(hook).open().close();
        Path data = work.folder.resolve("data/development");
        assertThat(asked).containsExactly(data.resolve("notes.sqlite3"), data.resolve("secrets.sqlite3"));
    }

    @Test
    void a_restored_file_is_opened() throws IOException {
        Workplace work = work();
        try (Litestack stack = work.open()) {
            stack.component(Notes.Secret.class).add("kept");
        }
        Path lost = work.folder.resolve("data/development/secrets.sqlite3");
        Path backup = Files.move(lost, work.folder.resolve("backup"));
        RestoreHook hook = file -> {
            if (file.equals(lost)) {
                Files.copy(backup, file);
            }
        };
        try (Litestack stack = work.builder().restoreMissing(hook).open()) {
            assertThat(stack.component(Notes.Secret.class).count()).isEqualTo(1);
        }
    }

    @Test
    void nothing_is_restored_beside_the_log_of_the_file_that_is_missing() throws IOException {
        Workplace work = work();
        work.open().close();
        Path lost = work.folder.resolve("data/development/secrets.sqlite3");
        Files.delete(lost);
        Path log = Files.writeString(lost.resolveSibling("secrets.sqlite3-wal"), "committed last");
        List<Path> asked = new ArrayList<>();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> work.builder().restoreMissing(asked::add).open())
                .withMessageContaining("cannot restore " + lost)
                .withMessageContaining("mv " + log);

        assertThat(asked).isEmpty();
        assertThat(lost).doesNotExist();
        assertThat(log).exists();
    }

    @Test
    void a_restore_that_fails_opens_nothing_so_that_no_empty_file_takes_the_place() {
        Workplace work = work();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> work.builder()
                        .restoreMissing(file -> {
                            throw new IOException("the bucket is away");
                        })
                        .open())
                .withMessageContaining("notes.sqlite3")
                .withMessageContaining("the bucket is away");
        assertThat(work.folder).isEmptyDirectory();
    }

    @Test
    void the_page_cache_is_shared_among_the_stores() {
        Workplace work = work();
        work.write("litestack.yml", "page_cache: 10MB\nsecrets: {page_cache: 4MB}\n");
        try (Litestack stack = work.open()) {
            assertThat(stack.stores().get("secrets").config().pageCacheBytes()).isEqualTo(4 << 20);
            assertThat(stack.stores().get("notes").config().pageCacheBytes()).isEqualTo(6 << 20);
        }
        work.write("litestack.yml", "");
        work.write("litestack.yml", "secrets: {store: off}\n");
        try (Litestack stack = work.open()) {
            assertThat(stack.stores().get("notes").config().pageCacheBytes()).isEqualTo(32 << 20);
        }
    }

    @Test
    void a_page_cache_that_is_too_small_for_all_is_refused() {
        Workplace work = work();
        work.write("litestack.yml", "page_cache: 1MB\nsecrets: {page_cache: 1MB}\n");
        assertThat(work.problems())
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .contains(
                                "page_cache is 1MB, of which single stores take 1MB; that leaves less than 256KB for each of the 1"
                                        + " others: raise it, or lower theirs"));
    }

    @Test
    void a_program_has_the_last_word() {
        Workplace work = work();
        work.write("litestack.yml", "notes: {pages: 3, keep: 3d}\nsecrets: {pages: 3}\n");
        try (Litestack stack = work.builder()
                .settings(Map.of("notes", Map.of("pages", 4), "secrets", Map.of("sync", Sync.OFF)))
                .component(NotesProvider.SecretBuilder.class, it -> it.pages(5))
                .eachStore(it -> it.readers(3))
                .open()) {
            assertThat(stack.component(Notes.Secret.class).config().pages()).isEqualTo(5);
            assertThat(stack.stores().get("secrets").config().sync()).isEqualTo(Sync.OFF);
            assertThat(stack.stores().values()).allMatch(it -> it.config().readers() == 3);
        }
    }

    @Test
    void what_a_program_says_is_checked_as_well() {
        Workplace work = work();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> work.builder()
                        .settings(Map.of("notes", Map.of("page", 4)))
                        .component(NotesProvider.SecretBuilder.class, it -> it.pages(500))
                        .component(StringBuilder.class, it -> it.append("x"))
                        .open())
                .satisfies(e -> assertThat(e.problems())
                        .containsExactly(
                                "program: unknown key notes.page; did you mean pages?",
                                "program: secrets: pages must be between 1 and 100, but is 500"));
    }

    @Test
    void a_change_that_nobody_takes_is_refused() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> work().builder()
                        .component(StringBuilder.class, it -> it.append("x"))
                        .open())
                .withMessageContaining("no component on the class path is configured by a java.lang.StringBuilder");
    }

    @Test
    void two_components_of_one_name_are_refused() {
        Workplace work = work();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> work.with(new NotesProvider()).builder())
                .withMessageContaining("two are called notes");
    }
}
