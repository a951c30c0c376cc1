package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.LitestackException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * In a container nothing but the data folder may be writable, or run programs: what needs a temporary file finds a place or
 * names what is missing. In processes that see file systems of their own.
 */
@Requires({Facility.LINUX, Facility.MOUNT})
@Timeout(120)
class ReadOnlyRootTest {
    @TempDir
    Path folder;

    private Path data() throws IOException {
        return Files.createDirectories(folder.resolve("data"));
    }

    /** Runs in a name space of its own after some mounts, without the folder for the native library that tests have. */
    private List<String> launcher(String mounts, String... options) {
        List<String> launcher = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-e",
                "-c",
                mounts + """

                for a; do shift; case "$a" in -Dorg.sqlite.tmpdir=*) ;; *) set -- "$@" "$a";; esac; done
                java="$1"; shift
                """ + "exec \"$java\" " + String.join(" ", options) + " \"$@\"",
                "sh"));
        return launcher;
    }

    private List<String> run(List<String> launcher, Path file) {
        try (ChildJvm child = ChildJvm.start(launcher, folder, Large.class, file)) {
            List<String> said = child.rest();
            assertThat(child.awaitEnd()).as("%s %s", said, child.errors()).isZero();
            return said;
        }
    }

    @Test
    void large_statements_work_where_only_the_data_folder_can_be_written() throws IOException {
        String mounts = "mount --bind '" + data() + "' '" + data() + "'; mount -o remount,bind,ro /;"
                + " for d in /tmp /var/tmp /dev/shm; do if mountpoint -q $d; then mount -o remount,bind,ro $d; fi; done";

        assertThat(run(launcher(mounts), data().resolve("app.db"))).containsExactly("done", "done");
        assertThat(names(data()))
                .as("nothing is left")
                .allMatch(it -> it.startsWith("app.db") || it.equals(".litestack"));
        assertThat(names(data().resolve(".litestack"))).isEmpty();
    }

    @Test
    void a_folder_for_temporary_files_that_is_full_is_named() throws IOException {
        Path small = Files.createDirectory(folder.resolve("small"));
        List<String> said = run(
                launcher("mount -t tmpfs -o size=256k none " + small + "; export SQLITE_TMPDIR=" + small),
                data().resolve("app.db"));

        assertThat(said).allMatch(it -> it.contains("Free space on the disk, or on that of " + small));
    }

    @Test
    void the_native_library_is_put_where_it_can_be_loaded() throws IOException {
        Path noexec = Files.createDirectory(folder.resolve("noexec"));
        List<String> noExec = launcher("mount -t tmpfs -o noexec none " + noexec, "-Djava.io.tmpdir=" + noexec);
        List<String> missing = launcher("true", "-Djava.io.tmpdir=" + folder.resolve("missing"));
        List<String> full = launcher("mount -t tmpfs -o size=64k none " + noexec, "-Djava.io.tmpdir=" + noexec);

        for (List<String> launcher : List.of(noExec, missing, full)) {
            assertThat(run(launcher, data().resolve("app.db"))).containsExactly("done", "done");
            assertThat(names(data().resolve(".litestack"))).isEmpty();
        }
    }

    @Test
    void where_it_can_be_loaded_from_nowhere_the_reasons_and_the_remedy_are_named_again_and_again() throws IOException {
        Path noexec = Files.createDirectory(folder.resolve("noexec"));
        String mounts = "mount -t tmpfs -o noexec none " + noexec;
        List<String> said =
                run(launcher(mounts, "-Djava.io.tmpdir=" + folder.resolve("missing")), noexec.resolve("data/app.db"));

        assertThat(said).hasSize(2);
        assertThat(said.get(0))
                .contains("missing does not exist")
                .contains(".litestack is on a file system that is mounted noexec")
                .contains("-Dorg.sqlite.tmpdir=");
        assertThat(said.get(1)).isEqualTo(said.get(0));
    }

    @Test
    void a_folder_that_was_chosen_for_it_is_the_only_one() throws IOException {
        List<String> said =
                run(launcher("true", "-Dorg.sqlite.tmpdir=" + folder.resolve("chosen")), data().resolve("app.db"));

        assertThat(said).hasSize(2);
        assertThat(said.get(0)).contains("chosen does not exist").doesNotContain(".litestack");
        assertThat(said.get(1)).isEqualTo(said.get(0));
    }

    @Test
    void a_killed_process_leaves_no_library_and_what_others_left_is_cleared_away() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path old = left(temporary, "sqlite-3.54.1.0-" + UUID.randomUUID() + "-libsqlitejdbc.so", 60);
        Path oldLock = left(temporary, old.getFileName() + ".lck", 60);
        Path fresh = left(temporary, "sqlite-3.54.1.0-" + UUID.randomUUID() + "-libsqlitejdbc.so", 0);
        Path freshLock = left(temporary, fresh.getFileName() + ".lck", 0);
        Path strange = left(temporary, "sqlite-notes.txt", 60);
        try (ChildJvm child = ChildJvm.start(
                launcher("true", "-Djava.io.tmpdir=" + temporary),
                folder,
                Large.class,
                data().resolve("app.db"),
                "stay")) {
            child.await("done");
            child.kill();
        }
        assertThat(List.of(old, oldLock)).noneMatch(Files::exists);
        assertThat(names(temporary))
                .filteredOn(it -> !it.startsWith("hsperf"))
                .containsExactlyInAnyOrder(
                        fresh.getFileName().toString(),
                        freshLock.getFileName().toString(),
                        strange.getFileName().toString());
    }

    private static Path left(Path folder, String name, long minutesAgo) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(minutesAgo, ChronoUnit.MINUTES)));
        return file;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString()).toList();
        }
    }

    /** Twice: opens a store and runs statements that need more room than the page cache. */
    static final class Large {
        public static void main(String[] args) throws IOException {
            for (int i = 0; i < 2; i++) {
                System.out.println(use(Path.of(args[0])));
            }
            if (args.length > 1) {
                System.in.read();
            }
        }

        private static String use(Path file) {
            try (Store store = Store.open(
                    StoreConfig.builder(file).pageCacheBytes(256 << 10).build())) {
                store.execute("create table if not exists t(x text)");
                store.execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)"
                        + " insert into t select hex(randomblob(40)) from n");
                store.execute("create index if not exists by_x on t(x)");
                store.execute("update t set x = x || 'y'");
                store.execute("drop index by_x");
                return "done";
            } catch (LitestackException e) {
                return String.valueOf(e.getMessage()).replace('\n', ' ');
            }
        }
    }
}
