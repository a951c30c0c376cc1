package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.DiskTrace;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.core.testkit.Shell;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Processes that have one file open flush alike: who would do otherwise is refused, and what a predecessor has not flushed is
 * flushed before anything is promised. Many more power losses than the few:
 *
 * <pre>{@code
 * mvn test -pl litestack-core -Dtest=SyncLevelsTest -Dlitestack.soak=500
 * }</pre>
 */
@Timeout(3600)
class SyncLevelsTest {
    private static final int INSTANTS = Integer.getInteger("litestack.soak", 10);

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private Store open(Sync sync) {
        return Store.open(StoreConfig.builder(file()).sync(sync).build());
    }

    private ChildJvm other(Sync sync) {
        ChildJvm child = ChildJvm.start(folder, Other.class, file(), sync);
        child.await("ready");
        return child;
    }

    @ParameterizedTest
    @CsvSource({"OFF, NORMAL", "OFF, FULL", "NORMAL, OFF", "NORMAL, FULL", "FULL, OFF", "FULL, NORMAL"})
    void who_comes_later_at_another_level_is_refused_with_both_named(Sync theirs, Sync ours) {
        try (ChildJvm child = other(theirs)) {
            child.ask("open", "opened");

            assertThatThrownBy(() -> open(ours))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("process " + child.pid())
                    .hasMessageContaining("sync level " + theirs.name().toLowerCase(Locale.ROOT))
                    .hasMessageContaining("would open it at " + ours.name().toLowerCase(Locale.ROOT));
            child.ask("write", "written");
            open(theirs).close();
            child.ask("write", "written");
            assertThatThrownBy(() -> open(ours)).as("still").isInstanceOf(StoreException.class);
            child.ask("close", "closed");
            open(ours).close();
        }
    }

    @Test
    void a_process_that_was_killed_stands_in_nobodys_way() {
        try (ChildJvm child = other(Sync.NORMAL)) {
            child.ask("open", "opened");
            child.ask("write", "written");
            child.kill();
        }
        try (Store store = open(Sync.FULL)) {
            assertThat(Pairs.stored(store)).hasSize(1);
        }
    }

    @Test
    void of_many_that_come_at_the_same_time_all_that_get_in_are_alike() {
        Sync[] levels = {Sync.NORMAL, Sync.FULL, Sync.OFF, Sync.NORMAL};
        List<ChildJvm> children = Arrays.stream(levels).map(this::other).toList();
        try {
            children.forEach(it -> it.send("open"));
            List<String> said =
                    children.stream().map(it -> it.next().orElseThrow()).toList();
            long kinds = IntStream.range(0, levels.length)
                    .filter(i -> said.get(i).equals("opened"))
                    .mapToObj(i -> levels[i])
                    .distinct()
                    .count();
            assertThat(kinds).as("%s", said).isLessThanOrEqualTo(1);
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    @Test
    void nothing_is_left_of_the_comparison_but_the_word_of_an_unflushed_database() {
        Path note = folder.resolve(".litestack/app.db.open");
        open(Sync.NORMAL).close();
        assertThat(note).doesNotExist();
        open(Sync.OFF).close();
        assertThat(note).exists();
        open(Sync.FULL).close();
        assertThat(note).doesNotExist();
    }

    @Test
    @Timeout(60)
    void the_word_of_a_process_that_died_as_it_deleted_the_comparison_keeps_nobody_from_opening() throws IOException {
        Path note = Files.createDirectory(folder.resolve(".litestack")).resolve("app.db.open");
        Files.writeString(note, "gone");
        try (Store store = open(Sync.FULL)) {
            store.execute("create table t(x)");
            assertThat(note).content().startsWith("open");
        }
        assertThat(note).doesNotExist();
    }

    @Test
    @Timeout(60)
    void a_database_whose_folder_was_moved_while_it_was_open_is_opened_in_its_new_place() throws IOException {
        Path old = Files.createDirectory(folder.resolve("old"));
        Store store = Store.open(old.resolve("app.db"));
        store.execute("create table t(x)");
        Path moved = Files.move(old, folder.resolve("moved"));
        store.close();
        try (ChildJvm child = ChildJvm.start(folder, Other.class, moved.resolve("app.db"), Sync.FULL)) {
            child.await("ready");
            child.ask("open", "opened");
        }
    }

    @Test
    void an_interrupted_thread_compares_as_any_other() {
        try (ChildJvm child = other(Sync.OFF)) {
            child.ask("open", "opened");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> open(Sync.FULL)).hasMessageContaining("at sync level off");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** The predecessor has checkpointed without a flush: the first flush of the log alone would not be enough. */
    @Test
    @Requires(Facility.STRACE)
    void what_a_predecessor_at_off_has_written_is_on_the_disk_before_a_write_is_acknowledged() {
        Path trace = folder.resolve("trace.txt");
        Path said = folder.resolve("said.txt");
        List<String> launcher = DiskTrace.launcher(trace, file(), Shell.log(file()), said);
        try (ChildJvm child = ChildJvm.start(launcher, folder, OffThenFull.class, file(), said)) {
            assertThat(child.awaitEnd()).as(child.errors()).isZero();
        }
        DiskTrace read = DiskTrace.read(trace);
        Random random = seed.random();
        long first = LongStream.range(0, read.instants())
                .filter(it -> !read.said(said, it).isEmpty())
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < INSTANTS; i++) {
            long instant = first + random.nextLong(read.instants() - first);
            Path image = folder.resolve("image" + i + ".db");
            read.leave(file(), instant, random, image);
            read.leave(Shell.log(file()), instant, random, Shell.log(image));
            List<Long> acknowledged =
                    read.said(said, instant).lines().map(Long::valueOf).toList();
            assertThat(Pairs.verify(image, acknowledged)).contains(1L, 300L);
        }
    }

    /** Another process, which does as it is asked. */
    static final class Other {
        public static void main(String[] args) throws IOException {
            StoreConfig config = StoreConfig.builder(Path.of(args[0]))
                    .sync(Sync.valueOf(args[1]))
                    .build();
            Store store = null;
            System.out.println("ready");
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    switch (line) {
                        case "open" -> store = Store.open(config);
                        case "write" -> {
                            Pairs.createTables(store);
                            Pairs.write(store, System.nanoTime(), 10);
                        }
                        default -> store.close();
                    }
                    System.out.println(line.equals("open") ? "opened" : line.equals("write") ? "written" : "closed");
                } catch (StoreException e) {
                    System.out.println("refused");
                }
            }
        }
    }

    /** Writes and checkpoints at OFF, and then writes a little at FULL. */
    static final class OffThenFull {
        public static void main(String[] args) throws IOException {
            StoreConfig.Builder config = StoreConfig.builder(Path.of(args[0]));
            try (Store store = Store.open(config.sync(Sync.OFF).build())) {
                Pairs.createTables(store);
                for (long id = 1; id <= 300; id++) {
                    Pairs.write(store, id, 2_000);
                }
            }
            Store store = Store.open(config.sync(Sync.FULL).build());
            try (FileOutputStream said = new FileOutputStream(args[1])) {
                for (long id = 301; id <= 310; id++) {
                    Pairs.write(store, id, 10);
                    said.write((id + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            Runtime.getRuntime().halt(0);
        }
    }
}
