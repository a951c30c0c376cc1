package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.litestack.core.ClosedException;
import io.litestack.core.ConfigException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Recorder;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One file is opened several times in one process, under several names, by several class loaders. */
@Timeout(120)
class OpenedTwiceTest {
    @TempDir
    Path folder;

    @Test
    void the_same_path_is_the_same_store_and_closing_one_handle_leaves_the_other_working() {
        Store first = Store.open(folder.resolve("app.db"));
        try (Store second = Store.open(folder.resolve("../" + folder.getFileName() + "/app.db"))) {
            assertShared(first, second);
        }
    }

    @Test
    void so_is_a_symbolic_link() throws Exception {
        Store first = Store.open(folder.resolve("app.db"));
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), folder.resolve("app.db"));
        try (Store second = Store.open(link)) {
            assertShared(first, second);
        }
    }

    /** SQLite would keep a log beside each name. */
    @Test
    @Requires(Facility.LINUX)
    void a_file_with_two_hard_links_is_refused_with_the_way_to_find_them() throws Exception {
        Path file = folder.resolve("app.db");
        try (Store first = Store.open(file)) {
            Path link = Files.createLink(folder.resolve("link.db"), file);
            for (Path name : List.of(file, link)) {
                assertThatThrownBy(() -> Store.open(name))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(name.toString())
                        .hasMessageContaining("2 names (hard links)")
                        .hasMessageContaining("-samefile " + name);
            }
            Files.delete(link);
            try (Store second = Store.open(file)) {
                assertShared(first, second);
            }
        }
    }

    /** SQLite keeps the log beside the file itself, not beside the link. */
    @Test
    void a_store_opened_through_a_symbolic_link_flushes_the_log_that_sqlite_writes() throws Exception {
        Path data = Files.createDirectory(folder.resolve("volume"));
        Path file = data.resolve("app.db");
        Store.open(file).close();
        Path link = Files.createSymbolicLink(folder.resolve("app.db"), file);
        try (Store store = Store.open(StoreConfig.builder(link).sync(Sync.FULL).build())) {
            Pairs.createTables(store);
            Pairs.write(store, 1, 10);
            store.sync();
            assertThat(data.resolve("app.db-wal")).exists();
            assertThat(folder.resolve("app.db-wal")).doesNotExist();
            Pairs.verify(store, List.of(1L));
        }
    }

    @Test
    void a_symbolic_link_to_nothing_is_refused_with_a_reason() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("app.db"), folder.resolve("gone/app.db"));

        assertThatThrownBy(() -> Store.open(link))
                .hasMessageContaining(link.toString())
                .hasMessageContaining("a symbolic link to a file that does not exist")
                .hasMessageContaining("remove the link");
    }

    @Test
    void other_settings_are_refused_and_all_listed() {
        Path file = folder.resolve("app.db");
        try (Store first = Store.open(file)) {
            ConfigException refused = catchThrowableOfType(
                    ConfigException.class,
                    () -> Store.open(StoreConfig.builder(file)
                            .sync(Sync.FULL)
                            .waitTimeout(Duration.ofSeconds(1))
                            .build()));

            assertThat(refused).hasMessageContaining(file.toString());
            assertThat(refused.problems())
                    .containsExactly("sync is NORMAL there and FULL here", "waitTimeout is PT5S there and PT1S here");
            Pairs.createTables(first);
        }
    }

    @Test
    void another_clock_or_ticker_or_thread_factory_is_a_setting_as_well() {
        Path file = folder.resolve("app.db");
        try (Store first = Store.open(file)) {
            ConfigException refused = catchThrowableOfType(
                    ConfigException.class,
                    () -> Store.open(StoreConfig.builder(file)
                            .clock(() -> Instant.EPOCH)
                            .ticker(() -> 0)
                            .threads(Thread::new)
                            .build()));

            assertThat(refused.problems()).hasSize(3);
            assertThat(refused.problems().get(0)).startsWith("clock is ");
            assertThat(refused.problems().get(1)).startsWith("ticker is ");
            assertThat(refused.problems().get(2)).startsWith("threads is ");
            assertThat(first.query("select 1", row -> row.getInt(1))).containsExactly(1);
        }
    }

    private record StoppedClock(Instant now) implements InstantSource {
        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void a_clock_that_is_a_record_is_one_setting() {
        Path file = folder.resolve("app.db");
        StoreConfig.Builder config = StoreConfig.builder(file);
        try (Store first =
                Store.open(config.clock(new StoppedClock(Instant.EPOCH)).build())) {
            StoppedClock later = new StoppedClock(Instant.ofEpochSecond(1));
            ConfigException refused = catchThrowableOfType(
                    ConfigException.class, () -> Store.open(config.clock(later).build()));

            assertThat(refused.problems())
                    .containsExactly("clock is " + new StoppedClock(Instant.EPOCH) + " there and " + later + " here");
            assertThat(first.query("select 1", row -> row.getInt(1))).containsExactly(1);
        }
    }

    @Test
    void the_listeners_of_all_openers_are_called_until_they_close() {
        Path file = folder.resolve("app.db");
        Recorder one = new Recorder();
        Recorder other = new Recorder();
        Store first = Store.open(StoreConfig.builder(file).listener(one).build());
        Store second = Store.open(StoreConfig.builder(file).listener(other).build());
        Store third = Store.open(StoreConfig.builder(file).listener(one).build());
        first.execute("create table t(x)");
        assertThat(one.commits).hasValue(1);
        assertThat(other.commits).hasValue(1);
        first.close();
        second.execute("insert into t values (1)");
        assertThat(one.commits).hasValue(2);
        assertThat(other.commits).hasValue(2);
        third.close();
        second.execute("insert into t values (2)");
        assertThat(one.commits).hasValue(2);
        assertThat(other.commits).hasValue(3);
        second.close();
    }

    @Test
    void another_class_loader_is_refused_with_both_stacks() throws Exception {
        Path file = folder.resolve("app.db");
        try (Store first = Store.open(file);
                URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Pairs.createTables(first);
            Throwable refused = refusedBy(other, file);

            assertThat(refused.getClass().getName()).isEqualTo("io.litestack.core.StoreException");
            assertThat(refused)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("another class loader")
                    .hasMessageContaining("load Litestack once")
                    .hasMessageContaining(getClass().getName() + ".another_class_loader");
            assertThat(refused.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(getClass().getName()));
            Pairs.write(first, 1, 10);
        }
    }

    @Test
    void another_class_loader_may_have_the_file_once_it_is_closed() throws Exception {
        Path file = folder.resolve("app.db");
        Store.open(file).close();
        try (URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            AutoCloseable theirs = (AutoCloseable) open(other, file);
            assertThatThrownBy(() -> Store.open(file)).hasMessageContaining("another class loader");
            theirs.close();
            Store.open(file).close();
        }
    }

    @Test
    void of_two_class_loaders_that_come_at_the_same_time_one_gets_the_file() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        try (URLClassLoader other = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            for (int i = 0; i < 20; i++) {
                Path file = folder.resolve("app" + i + ".db");
                CompletableFuture<AutoCloseable> ours = openedBy(getClass().getClassLoader(), file, start);
                CompletableFuture<AutoCloseable> theirs = openedBy(other, file, start);
                List<AutoCloseable> opened = Stream.of(ours, theirs)
                        .filter(it -> catchThrowable(it::join) == null)
                        .map(CompletableFuture::join)
                        .toList();

                assertThat(opened).hasSize(1);
                opened.get(0).close();
            }
        }
    }

    private static CompletableFuture<AutoCloseable> openedBy(ClassLoader loader, Path file, CyclicBarrier start) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                start.await();
                return (AutoCloseable) open(loader, file);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void assertShared(Store first, Store second) {
        Pairs.createTables(first);
        Pairs.write(second, 1, 10);
        assertThat(StoreInternals.of(first).commands())
                .isSameAs(StoreInternals.of(second).commands());
        first.close();
        assertThatThrownBy(() -> Pairs.write(first, 2, 10)).isInstanceOf(ClosedException.class);
        Pairs.write(second, 3, 10);
        Pairs.verify(second, List.of(1L, 3L));
    }

    private static Throwable refusedBy(ClassLoader loader, Path file) throws Exception {
        try {
            throw new AssertionError("opened " + open(loader, file));
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    private static Object open(ClassLoader loader, Path file) throws Exception {
        return loader.loadClass("io.litestack.core.Store")
                .getMethod("open", Path.class)
                .invoke(null, file);
    }

    private static URL[] classPath() throws MalformedURLException {
        String[] entries = System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < entries.length; i++) {
            urls[i] = Path.of(entries[i]).toUri().toURL();
        }
        return urls;
    }
}
