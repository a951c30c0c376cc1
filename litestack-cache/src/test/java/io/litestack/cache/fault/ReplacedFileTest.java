package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.CacheListener;
import io.litestack.cache.Coherence;
import io.litestack.core.ConfigException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file that is damaged, or cannot be trusted, is replaced by another one. */
@Requires(Facility.LINUX)
@Timeout(120)
class ReplacedFileTest {
    private static final int KEYS = 2_000;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private Path file;
    private final List<String> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void fill() {
        file = folder.resolve("cache.db");
        try (Cache cache = open()) {
            for (int i = 0; i < KEYS; i++) {
                cache.put("key" + i, "old".repeat(100));
            }
        }
    }

    private Cache open() {
        return Cache.open(CacheConfig.builder(file)
                .listener(new CacheListener() {
                    @Override
                    public void onFileReplaced(Path damaged, Path successor, String cause) {
                        events.add(damaged.getFileName() + " -> " + successor.getFileName());
                    }
                })
                .build());
    }

    /** Overwrites pages, behind the first ones, as a failing disk would. */
    private void damage() {
        Shell.run("dd", "if=/dev/urandom", "of=" + file, "bs=4096", "seek=12", "count=150", "conv=notrunc");
    }

    private List<String> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(it -> it.getFileName().toString())
                    .filter(it -> it.startsWith("cache"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean works(Cache cache, String value) {
        cache.put("probe", value);
        cache.flush();
        return cache.find("probe", String.class).filter(value::equals).isPresent();
    }

    @Test
    void reads_of_a_damaged_file_are_misses_and_another_file_takes_its_place() {
        damage();
        try (Cache cache = open()) {
            for (int i = 0; i < KEYS; i++) {
                cache.find("key" + i, String.class)
                        .ifPresent(it -> assertThat(it).isEqualTo("old".repeat(100)));
            }
            Eventually.until("it is replaced", () -> files().contains("cache-2.db"));
            Eventually.until("it is heard of", () -> events.contains("cache.db -> cache-2.db"));
            Eventually.until("it works", () -> cache.find("key1", String.class).isEmpty() && works(cache, "x"));
            assertThat(cache.count()).isEqualTo(1);
        }
        try (Cache cache = open()) {
            assertThat(cache.find("probe", String.class)).contains("x");
            assertThat(events).hasSize(1);
        }
        assertThat(files()).doesNotContain("cache.db").anyMatch(it -> it.startsWith("cache.db.corrupt-"));
    }

    @Test
    void what_is_no_database_is_replaced_at_the_opening() {
        Shell.run("dd", "if=/dev/urandom", "of=" + file, "bs=4096", "count=10");
        try (Cache cache = open()) {
            assertThat(cache.find("key1", String.class)).isEmpty();
            assertThat(works(cache, "x")).isTrue();
            Eventually.until("it is heard of", () -> events.contains("cache.db -> cache-2.db"));
        }
    }

    @Test
    void four_processes_that_have_a_damaged_file_open_all_go_on_with_the_same_new_one() {
        List<ChildJvm> children = new ArrayList<>();
        damage();
        try {
            for (int i = 0; i < 4; i++) {
                ChildJvm child = ChildJvm.start(folder, CacheProcess.class, file, Coherence.RELAXED);
                children.add(child);
                child.await("ready");
            }
            for (int i = 0; i < KEYS; i += 40) {
                for (ChildJvm child : children) {
                    child.send("get key" + i);
                    child.next();
                }
            }
            Eventually.until("it is replaced", () -> files().contains("cache-2.db"));
            ChildJvm first = children.get(0);
            for (ChildJvm child : children) {
                Eventually.until("it reads what the first puts", () -> {
                    first.ask("put probe x", "did put");
                    child.send("get probe");
                    return child.next().orElseThrow().equals("got x");
                });
            }
            children.get(3).ask("durable probe y", "did durable");
            Eventually.until("the first reads it", () -> {
                first.send("get probe");
                return first.next().orElseThrow().equals("got y");
            });
        } finally {
            children.forEach(ChildJvm::close);
        }
        assertThat(files()).doesNotContain("cache-3.db");
    }

    private Path stateFile() {
        return folder.resolve(".litestack/cache.db.cache");
    }

    private void write(String state) throws IOException {
        Files.writeString(stateFile(), state + " ".repeat(256 - state.length()));
    }

    @Test
    void a_file_that_was_open_when_the_system_went_down_is_not_trusted() throws IOException {
        String state = Files.readString(stateFile()).strip();
        assertThat(state).contains("clean=true");
        write("boot=another clean=true");
        try (Cache cache = open()) {
            assertThat(cache.find("key1", String.class)).isPresent();
            assertThat(Files.readString(stateFile())).contains("clean=false");
        }
        write("boot=another clean=false");
        try (Cache cache = open()) {
            assertThat(cache.count()).isZero();
            Eventually.until("it is heard of", () -> events.contains("cache.db -> cache-2.db"));
            cache.put("a", "x");
        }
        try (Cache cache = open()) {
            assertThat(cache.find("a", String.class)).contains("x");
        }
    }

    @Test
    void a_file_that_was_open_in_a_process_that_was_killed_is_trusted() {
        ChildJvm child = ChildJvm.start(folder, CacheProcess.class, file, Coherence.RELAXED);
        child.await("ready");
        child.ask("durable a x", "did durable");
        child.kill();
        try (Cache cache = open()) {
            assertThat(cache.find("a", String.class)).contains("x");
            assertThat(cache.count()).isEqualTo(KEYS + 1);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void a_file_that_is_flushed_is_trusted_in_any_case() throws IOException {
        Path flushed = folder.resolve("flushed.db");
        CacheConfig config = CacheConfig.builder(StoreConfig.builder(flushed)
                        .sync(Sync.NORMAL)
                        .applicationId(CacheConfig.APPLICATION_ID)
                        .build())
                .build();
        try (Cache cache = Cache.open(config)) {
            cache.put("a", "x");
        }
        String state = "boot=another clean=false";
        Files.writeString(folder.resolve(".litestack/flushed.db.cache"), state + " ".repeat(256 - state.length()));
        try (Cache cache = Cache.open(config)) {
            assertThat(cache.find("a", String.class)).contains("x");
        }
    }

    @Test
    void all_who_have_the_file_open_have_the_same_settings() {
        CacheConfig strict =
                CacheConfig.builder(file).coherence(Coherence.STRICT).build();
        CacheConfig large = CacheConfig.builder(file).maxSizeBytes(1L << 30).build();
        ChildJvm child = ChildJvm.start(folder, CacheProcess.class, file, Coherence.RELAXED);
        try {
            child.await("ready");
            assertThatThrownBy(() -> Cache.open(strict))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("coherence is relaxed there and strict here");
            assertThatThrownBy(() -> Cache.open(large))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("maxSizeBytes is 128MB there and 1GB here");
        } finally {
            child.close();
        }
        try (Cache first = Cache.open(strict)) {
            assertThat(first.find("key1", String.class)).isPresent();
            assertThatThrownBy(this::open).isInstanceOf(ConfigException.class);
        }
        try (Cache cache = Cache.open(large)) {
            assertThat(cache.maxSizeBytes()).isEqualTo(1L << 30);
        }
    }

    @Test
    void a_file_of_the_application_is_never_replaced() {
        Path app = folder.resolve("cache-7.db");
        try (Store store = Store.open(app);
                Cache cache = Cache.open(CacheConfig.builder(store.config()).build())) {
            cache.put("a", "x");
            assertThat(cache.find("a", String.class)).contains("x");
        }
        assertThat(files()).contains("cache-7.db");
    }
}
