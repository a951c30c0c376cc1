package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.LitestackException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.config.text.PathEncoding;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.SmallDisk;
import io.litestack.core.testkit.StoreEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be a store, or not for this process, is refused at open with the path and what to do about it. */
@Timeout(120)
class UnusableFileTest {
    private static final Schema OURS = new Schema("test", List.of("create table ours(id integer primary key)"));

    /** Enough for the maintenance to look again. */
    private static final int REFUSED_WRITES = 20_000;

    @TempDir
    Path folder;

    @Test
    void a_folder_in_its_place() throws IOException {
        Path file = Files.createDirectory(folder.resolve("app.db"));

        assertRefused(file, "it is a folder", "give the path of a file");
    }

    @Test
    void a_file_where_its_folder_should_be() throws IOException {
        Path file = Files.createFile(folder.resolve("data")).resolve("app.db");

        assertRefused(file, "is not a folder", "move it away");
    }

    @Test
    void what_is_in_the_way_of_its_folder() throws IOException {
        Path text = Files.createFile(folder.resolve("text"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));

        assertRefused(text.resolve("sub/app.db"), text + " is not a folder", "move it away");
        assertRefused(dangling.resolve("app.db"), dangling + " is a symbolic link to a folder", "remove the link");
        assertRefused(dangling.resolve("sub/app.db"), dangling + " is a symbolic link to a folder", "remove the link");
        assertRefused(circle, "leads back to itself", "remove it");
    }

    @Test
    @Requires(Facility.LINUX)
    void what_is_no_file() throws IOException {
        Path pipe = folder.resolve("app.db");
        Shell.run("mkfifo", pipe);

        assertRefused(pipe, "it is a device, a pipe or a socket", "give the path of a file");
        assertRefused(Path.of("/dev/null"), "it is a device, a pipe or a socket", "give the path of a file");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(pipe);
        }
    }

    @Test
    void what_is_no_file_where_one_of_its_own_should_be() throws IOException {
        for (String suffix : List.of("-wal", "-shm", "-journal")) {
            Path file = folder.resolve("folder.db");
            Path taken = Files.createDirectory(folder.resolve("folder.db" + suffix));
            assertRefused(file, taken + ", where SQLite keeps a file of its own, is a folder", "move that away");
            Files.delete(taken);

            Files.createSymbolicLink(taken, Path.of("nowhere"));
            assertRefused(file, taken + ", where SQLite keeps a file of its own, is a symbolic link", "move that away");
            Files.delete(taken);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void a_name_that_is_too_long() {
        assertRefused(folder.resolve("n".repeat(248)), "has 248 bytes, and may have 247", "give a shorter one");
        assertRefused(folder.resolve("f".repeat(256)).resolve("app.db"), "has 256 bytes, and may have 255", "give a");
        Path longest = folder.resolve("n".repeat(247));
        try (Store store = Store.open(longest)) {
            store.execute("create table t(x)");
        }
    }

    @Test
    void a_path_that_is_too_long() {
        Path deep = folder;
        while (deep.toString().length() < 500) {
            deep = deep.resolve("folder");
        }
        assertRefused(deep.resolve("app.db"), "SQLite takes 503", "give a shorter one");
        Path beyond = folder;
        while (beyond.toString().length() < 5_000) {
            beyond = beyond.resolve("f".repeat(200));
        }
        assertRefused(beyond.resolve("app.db"), "File name too long", "4,096 bytes");
        Path longest = folder.resolve("x".repeat(200)).resolve("y".repeat(200));
        int left = 503 - longest.toString().length() - 1;
        Path file = longest.resolve("z".repeat(left));
        try (Store store = Store.open(file)) {
            store.execute("create table t(x)");
        }
    }

    @Test
    void what_the_system_means_by_a_link_and_its_parent_is_opened() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/deep"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        try (Store store = Store.open(link.resolve("../app.db"))) {
            store.execute("create table t(x)");

            assertThat(store.config().path()).isEqualTo(folder.resolve("elsewhere/app.db"));
            StoreInternals.of(store).copyTo(link.resolve("../copy.db"));
        }
        assertThat(folder.resolve("elsewhere/app.db")).exists();
        assertThat(folder.resolve("elsewhere/copy.db")).exists();
        assertThat(folder.resolve("app.db")).doesNotExist();
        Store.open(folder.resolve("missing/../plain.db")).close();
        assertThat(folder.resolve("plain.db")).exists();
    }

    @Test
    void a_copy_beside_a_log_of_its_name() throws IOException {
        Path target = folder.resolve("copy.db");
        Files.writeString(Shell.log(target), "committed last");
        try (Store store = Store.open(folder.resolve("app.db"))) {
            assertThatThrownBy(() -> StoreInternals.of(store).copyTo(target))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("its log " + Shell.log(target) + " is there");
        }
    }

    /** Such as in a container without a locale. */
    @Test
    @Requires(Facility.LINUX)
    void a_folder_whose_letters_the_locale_does_not_have() throws IOException {
        Path umlaut = Files.createDirectory(folder.resolve("d\u00E4t\u00E4"));
        List<String> launcher = List.of("env", "LC_ALL=C", "sh", "-c", "cd '" + umlaut + "'; exec \"$0\" \"$@\"");
        for (String path : List.of("app.db", umlaut.resolve("app.db").toString())) {
            try (ChildJvm child = ChildJvm.start(launcher, folder, Opening.class, path)) {
                assertThat(String.join(" ", child.rest()))
                        .contains("LC_ALL=C)")
                        .contains("start it with LC_ALL=C.UTF-8")
                        .contains("-Dsun.jnu.encoding has no effect");
            }
        }
        assertThat(umlaut).isEmptyDirectory();
    }

    @Test
    void a_text_file_which_stays_as_it_is() throws IOException {
        Path file = Files.writeString(folder.resolve("app.db"), "dear diary, ".repeat(1000));

        assertRefused(file, "not an SQLite database", "move the file away");
        assertThat(file).content().startsWith("dear diary");
        assertThat(Shell.log(file)).doesNotExist();
    }

    @Test
    void another_applications_file_which_stays_as_it_is() {
        Path file = folder.resolve("app.db");
        try (Store theirs =
                Store.open(StoreConfig.builder(file).applicationId(7).build())) {
            theirs.execute("create table theirs(id integer)");
        }

        assertThatThrownBy(() ->
                        Store.open(StoreConfig.builder(file).applicationId(8).build()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("application_id is 7, expected 8")
                .hasMessageContaining("give another path");
        try (Store theirs =
                Store.open(StoreConfig.builder(file).applicationId(7).build())) {
            assertThat(theirs.query("select id from theirs", row -> row.getInt(1)))
                    .isEmpty();
        }
    }

    @Test
    void a_users_database_where_a_marked_store_was_expected() {
        Path file = folder.resolve("app.db");
        try (Store unmarked = Store.open(file)) {
            unmarked.execute("create table theirs(id integer)");
        }

        assertThatThrownBy(() ->
                        Store.open(StoreConfig.builder(file).applicationId(8).build()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("application_id is 0, expected 8");
    }

    @Test
    void tables_of_a_newer_release() {
        Path file = folder.resolve("app.db");
        try (Store store = Store.open(file)) {
            StoreInternals.of(store).install(OURS);
            store.execute(
                    "insert into litestack_schema(component, version, checksum, applied_at_ms) values ('test', 2, 'x', 0)");
        }
        try (Store store = Store.open(file)) {
            assertThatThrownBy(() -> StoreInternals.of(store).install(OURS))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("version 2, this release knows up to 1")
                    .hasMessageContaining("use the newer release");
        }
    }

    @Test
    void a_newer_release_that_comes_while_it_is_open_ends_all_writing_and_is_reported_once() {
        Path file = folder.resolve("app.db");
        StoreEvents heard = new StoreEvents();
        try (Store store = Store.open(StoreConfig.builder(file).listener(heard).build())) {
            StoreInternals.of(store).install(OURS);
            try (ForeignProcess newer = ForeignProcess.open(folder, file)) {
                newer.run("insert into litestack_schema values ('test', 2, 'x', 0)");
            }
            // as a rule it is noticed after a commit, but the maintenance may happen to look before
            boolean isNoticed = catchThrowable(() -> store.execute("insert into ours default values")) != null;
            assertThat(heard.await("newer-schema")).isEqualTo("test 2 1");
            for (int i = 0; i < REFUSED_WRITES; i++) {
                assertThat(catchThrowable(() -> store.execute("insert into ours default values")))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("newer release")
                        .hasMessageContaining("restart");
            }
            assertThat(store.query("select id from ours", row -> row.getInt(1))).hasSize(isNoticed ? 0 : 1);
        }
        assertThat(heard.all()).containsOnlyOnce("newer-schema test 2 1");
    }

    @Test
    @Requires(Facility.MOUNT)
    void a_file_system_that_is_mounted_for_reading_only() {
        try (SmallDisk disk = SmallDisk.mount(folder, 4000)) {
            Path file = disk.folder().resolve("app.db");
            Store.open(file).close();
            disk.makeReadOnly();

            assertRefused(file, "read-only", "mount the file system for writing");
            assertThatThrownBy(() -> Store.open(disk.folder().resolve("new.db")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("new.db")
                    .hasMessageContaining(user());
        }
    }

    @Test
    @Requires(Facility.SETPRIV)
    void what_the_user_may_not_read_or_write() throws IOException {
        Path readable = storeIn(folder.resolve("a"));
        Shell.run("chmod", "0400", readable);
        Path locked = storeIn(folder.resolve("b"));
        Shell.run("chmod", "0000", locked);
        Path inReadableFolder = storeIn(folder.resolve("c"));
        Shell.run("chmod", "0500", inReadableFolder.getParent());
        Path missing = folder.resolve("c/missing.db");

        Path log = Files.createFile(Shell.log(storeIn(folder.resolve("d"))));
        Shell.run("chmod", "0000", log);
        storeIn(folder.resolve("e"));
        Path memory = Files.write(folder.resolve("e/app.db-shm"), new byte[32_768]);
        Shell.run("chmod", "0400", memory);

        List<String> answers = opensWithoutPrivileges(
                readable, locked, inReadableFolder, missing, folder.resolve("d/app.db"), folder.resolve("e/app.db"));

        assertThat(answers.get(0)).contains(readable.toString(), user(), "may not write it", "grant write permission");
        assertThat(answers.get(1)).contains(locked.toString(), user(), "may not read it", "grant read and write");
        assertThat(answers.get(2)).contains(inReadableFolder.toString(), user(), "may not write its folder", "-wal");
        assertThat(answers.get(3)).contains(missing.toString(), user(), "may not write its folder", "grant write");
        assertThat(answers.get(4)).contains(user(), "may not read and write " + log, "grant read and write permission");
        assertThat(answers.get(5)).contains(user(), "may not read and write " + memory, "which belongs to");
        Shell.run("chmod", "0700", inReadableFolder.getParent());
    }

    private static Path storeIn(Path folder) {
        Path file = folder.resolve("app.db");
        Store.open(file).close();
        return file;
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    private static void assertRefused(Path file, String reason, String remedy) {
        assertThatThrownBy(() -> Store.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason)
                .hasMessageContaining(remedy);
    }

    /** Root's processes ignore modes, unless started without the capability to. */
    private List<String> opensWithoutPrivileges(Path... files) {
        List<String> launcher = List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search");
        try (ChildJvm child = ChildJvm.start(launcher, folder, Opening.class, (Object[]) files)) {
            return child.rest();
        }
    }

    /** Opens each file and says what comes of it. */
    static final class Opening {
        public static void main(String[] args) {
            for (String file : args) {
                try (Store store = Store.open(Path.of(file))) {
                    System.out.println("opened " + store);
                } catch (LitestackException e) {
                    System.out.println(e.getMessage());
                } catch (InvalidPathException e) {
                    System.out.println(PathEncoding.problem(e.getInput()).orElse("no reason"));
                }
            }
        }
    }
}
