package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.Coherence;
import io.litestack.cache.LeaseWaits;
import io.litestack.cache.LoadOptions;
import io.litestack.core.Store;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another process has the same file. */
@Requires(Facility.LINUX)
@Timeout(120)
class OtherProcessTest {
    @TempDir
    Path folder;

    private Cache cache;
    private ChildJvm child;

    private void open(Coherence coherence, Object... more) {
        Path file = folder.resolve("cache.db");
        cache = CacheProcess.open(file, coherence);
        child = more.length == 0
                ? ChildJvm.start(folder, CacheProcess.class, file, coherence)
                : ChildJvm.start(folder, CacheProcess.class, file, coherence, more[0]);
        child.await("ready");
    }

    @AfterEach
    void close() {
        child.close();
        cache.close();
    }

    private String childGets(String key) {
        child.send("get " + key);
        return child.next().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void the_first_read_of_a_process_that_was_stopped_is_fresh(Coherence coherence) {
        open(coherence);
        for (int round = 0; round < 3; round++) {
            int now = round;
            cache.put("a", "old" + now);
            cache.flush();
            Eventually.until("the child has it", () -> childGets("a").equals("got old" + now));
            Shell.run("kill", "-STOP", child.pid());
            long stopped = System.nanoTime();
            int changes = 0;
            // the first time for much longer than any look at the log may be apart
            while (changes < 200 || (round == 0 && System.nanoTime() - stopped < 2_000_000_000L)) {
                changes++;
                cache.put("a", "new" + changes);
                cache.flush();
            }
            cache.evictTag("t");
            // it lies in the pipe when the process goes on
            child.send("get a");
            Shell.run("kill", "-CONT", child.pid());
            assertThat(child.next()).contains("got new" + changes);
        }
    }

    @Test
    void a_put_is_seen_in_the_other_process_soon() {
        open(Coherence.RELAXED);
        for (int i = 0; i < 50; i++) {
            String value = "x" + i;
            cache.put("a", value);
            Eventually.until("the child has it", () -> childGets("a").equals("got " + value));
            child.ask("put a y" + i, "did put");
            String other = "y" + i;
            Eventually.until(
                    "it is here",
                    () -> cache.find("a", String.class).filter(other::equals).isPresent());
        }
    }

    @Test
    void a_load_in_one_process_does_not_bring_back_what_another_has_changed() {
        open(Coherence.RELAXED);
        child.send("load a old");
        child.await("loading");
        cache.put("a", "new");
        cache.flush();
        child.send("go");
        child.await("loaded old");
        Eventually.until("the child has the new one", () -> childGets("a").equals("got new"));
        assertThat(cache.find("a", String.class)).contains("new");

        child.send("load b old");
        child.await("loading");
        cache.evictTag("t");
        child.send("go");
        child.await("loaded old");
        Eventually.until("the child knows of the eviction", () -> childGets("b").equals("got -"));
        for (int i = 0; i < 20; i++) {
            assertThat(childGets("b")).isEqualTo("got -");
            assertThat(cache.find("b", String.class)).isEmpty();
        }
    }

    @Test
    void a_transaction_whose_process_is_killed_before_it_has_told_anybody_evicts_all_the_same() {
        Path app = folder.resolve("app.db");
        try (Store store = Store.open(app)) {
            open(Coherence.RELAXED, app);
            cache.attach(store);
            cache.put("a", "old");
            cache.flush();
            assertThat(cache.find("a", String.class)).contains("old");
            child.send("evict-and-die a");
            child.await("committed");
            child.awaitEnd();
            Eventually.until(
                    "it is evicted", () -> cache.find("a", String.class).isEmpty());
        }
    }

    @Test
    void a_load_that_began_before_such_a_transaction_is_not_kept_for_long() {
        Path app = folder.resolve("app.db");
        try (Store store = Store.open(app);
                ChildJvm killed =
                        ChildJvm.start(folder, CacheProcess.class, folder.resolve("cache.db"), "RELAXED", app)) {
            killed.await("ready");
            open(Coherence.RELAXED);
            child.send("load a old");
            child.await("loading");
            killed.send("evict-and-die a");
            killed.await("committed");
            killed.awaitEnd();
            child.send("go");
            child.await("loaded old");
            cache.attach(store);
            Eventually.until(
                    "it is gone everywhere",
                    () -> childGets("a").equals("got -")
                            && cache.find("a", String.class).isEmpty());
            for (int i = 0; i < 20; i++) {
                assertThat(childGets("a")).isEqualTo("got -");
                assertThat(cache.find("a", String.class)).isEmpty();
            }
        }
    }

    @Test
    void a_process_that_is_killed_while_the_file_is_locked_leaves_no_old_value_behind() {
        open(Coherence.RELAXED);
        cache.put("a", "old");
        cache.flush();
        try (ForeignProcess stranger = ForeignProcess.open(folder, folder.resolve("cache.db"))) {
            stranger.run("begin immediate");
            child.ask("put a new", "did put");
            Path state = folder.resolve(".litestack/cache.db.cache");
            Eventually.until("it is noted outside of the file", () -> bytes(state)[255] == 'L');
            child.kill();
            stranger.run("rollback");
        }
        cache.close();
        cache = CacheProcess.open(folder.resolve("cache.db"), Coherence.RELAXED);
        assertThat(cache.find("a", String.class)).isEmpty();
        cache.put("b", "x");
        cache.close();
        cache = CacheProcess.open(folder.resolve("cache.db"), Coherence.RELAXED);
        assertThat(cache.find("b", String.class)).contains("x");
    }

    private static byte[] bytes(Path file) {
        try {
            return Arrays.copyOf(Files.readAllBytes(file), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the child load a key, and this process wait for that. */
    private Background<String> waitForTheChildsLoad(String name) {
        for (int i = 0; ; i++) {
            String key = name + i;
            child.send("load-for-all " + key + " 1");
            child.await("loading");
            Background<String> waiting = Background.call(
                    name,
                    () -> cache.get(key, String.class, LoadOptions.standard().acrossProcesses(), () -> "2"));
            if (LeaseWaits.await(waiting)) {
                return waiting;
            }
            child.ask("go", "loaded 1");
        }
    }

    @Test
    void one_process_loads_for_all_and_another_goes_on_if_it_is_killed() {
        open(Coherence.RELAXED);
        Background<String> waiting = waitForTheChildsLoad("waiting");
        child.send("go");
        assertThat(waiting.result()).isEqualTo("1");

        long best = Long.MAX_VALUE;
        // within a second; a machine that is busy with other things gets a few attempts
        for (int attempt = 0; best >= 1_000_000_000L && attempt < 5; attempt++) {
            if (attempt > 0) {
                startAnotherChild();
            }
            Background<String> heir = waitForTheChildsLoad("heir" + attempt);
            long killedAt = System.nanoTime();
            child.kill();
            assertThat(heir.result()).isEqualTo("2");
            best = Math.min(best, System.nanoTime() - killedAt);
        }
        assertThat(best).isLessThan(1_000_000_000L);
    }

    private void startAnotherChild() {
        child.close();
        child = ChildJvm.start(folder, CacheProcess.class, folder.resolve("cache.db"), Coherence.RELAXED);
        child.await("ready");
    }
}
