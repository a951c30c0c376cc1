package io.litestack.core.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.spi.ProcessLiveness;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one process hears of another's commits. */
@Timeout(60)
class NeighbourTest {
    @TempDir
    Path folder;

    private Path file;
    private Store store;
    private final List<ChildJvm> children = new ArrayList<>();

    @BeforeEach
    void open() {
        file = folder.resolve("app.db");
        store = Store.open(file);
        Commit.createTable(store);
    }

    @AfterEach
    void close() {
        children.forEach(ChildJvm::close);
        store.close();
    }

    @Test
    void a_commit_here_is_seen_there_and_the_other_way_round() throws Exception {
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");
        Semaphore rings = listen(Commit.TOPIC);

        Commit.withRing(store, Commit.TOPIC);
        neighbour.await("seen 1");
        rings.drainPermits();
        neighbour.ask("ring", "did ring");

        awaitCount(rings, 2);
    }

    @Test
    void a_commit_by_a_program_that_rings_no_bell_is_seen_too() throws SQLException {
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");

        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = plain.createStatement()) {
            statement.execute("insert into event default values");
        }

        neighbour.await("seen 1");
    }

    @Test
    void what_somebody_committed_right_before_his_death_is_seen_within_half_a_second() throws Exception {
        Semaphore rings = listen(Commit.TOPIC);
        List<Long> delays = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            ChildJvm committer = neighbour();
            committer.ask("ring", "did ring");
            awaitCount(rings, 2L * i - 1);
            committer.send("quiet-and-die");
            long committedAt = committedAt(committer);
            awaitCount(rings, 2L * i);
            delays.add(System.nanoTime() - committedAt);
        }
        delays.sort(null);
        assertThat(TimeUnit.NANOSECONDS.toMillis(delays.get(2)))
                .as("the median of " + delays)
                .isLessThan(500);
    }

    @Test
    void the_bell_rings_without_its_sockets_if_a_little_later() throws Exception {
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");
        Shell.run("rm", "-rf", folder.resolve(".litestack"));
        ChildJvm late = neighbour();
        late.await("seen 0");

        Commit.withRing(store, Commit.TOPIC);

        neighbour.await("seen 1");
        late.await("seen 1");
    }

    @Test
    void a_file_with_a_path_too_long_for_a_socket_is_heard_all_the_same() {
        Path deep = folder.resolve("x".repeat(100)).resolve("y".repeat(100)).resolve("app.db");
        try (Store far = Store.open(deep)) {
            Commit.createTable(far);
            ChildJvm neighbour = neighbour(deep);
            neighbour.await("seen 0");
            Commit.withRing(far, Commit.TOPIC);
            neighbour.await("seen 1");
        }
    }

    @Test
    void the_sockets_of_the_dead_are_cleared_away_after_a_day_and_a_closed_store_takes_its_own_with_it()
            throws Exception {
        ChildJvm dead = neighbour();
        dead.await("seen 0");
        dead.ask("ring", "did ring");
        dead.ask("sign", "did sign");
        dead.kill();
        assertThat(sockets()).hasSize(1);
        Files.setLastModifiedTime(sockets().get(0), FileTime.from(Instant.now().minus(2, ChronoUnit.DAYS)));

        ChildJvm neighbour = neighbour();
        neighbour.await("seen 1");
        neighbour.send("ring");
        neighbour.await("seen 2");
        neighbour.ask("sign", "did sign");
        assertThat(sockets()).as("a proof for whoever opens the file").hasSize(2);

        neighbour.ask("close", "did close");
        assertThat(sockets()).isEmpty();
    }

    @Test
    @Requires(Facility.LINUX)
    void a_stopped_neighbour_holds_nobody_up_and_sees_everything_when_it_goes_on() {
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");
        Commit.withRing(store, Commit.TOPIC);
        neighbour.await("seen 1");

        Shell.run("kill", "-STOP", neighbour.pid());
        for (int i = 0; i < 5_000; i++) {
            Commit.withRing(store, Commit.TOPIC);
        }
        Shell.run("kill", "-CONT", neighbour.pid());

        neighbour.await("seen 5001");
    }

    @Test
    @Requires(Facility.LINUX)
    void a_process_is_dead_when_it_was_killed_and_neither_before_nor_when_it_is_stopped() throws Exception {
        ProcessLiveness signs = StoreInternals.of(store).processLiveness();
        String mine = signs.ownId().orElseThrow();
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");
        neighbour.send("sign");
        String sign = neighbour.next().orElseThrow();
        assertThat(sign).isNotEqualTo(mine).hasSizeLessThanOrEqualTo(100);

        assertThat(signs.isDead(sign)).as("alive").isFalse();
        Shell.run("kill", "-STOP", neighbour.pid());
        assertThat(signs.isDead(sign)).as("stopped").isFalse();
        Semaphore rings = listen(Commit.TOPIC);
        rings.drainPermits();
        neighbour.kill();
        while (!signs.isDead(sign)) {
            assertThat(rings.tryAcquire(20, TimeUnit.SECONDS)).as("rung").isTrue();
        }
        assertThat(signs.isDead(mine)).as("myself").isFalse();
        assertThat(signs.isDead("../" + sign)).as("no sign at all").isFalse();
        assertThat(signs.isDead("ffffffffffffffff00000000.s"))
                .as("of another kernel")
                .isFalse();
    }

    @Test
    void who_listens_to_another_topic_is_not_told_by_the_bell_here() {
        Semaphore rings = listen(Commit.OTHER_TOPIC);
        assertThat(rings.tryAcquire()).as("called once at the subscription").isTrue();
        Semaphore mine = listen(Commit.TOPIC);
        mine.drainPermits();

        Commit.withRing(store, Commit.TOPIC);

        assertThat(mine.tryAcquire()).as("rung by the commit itself").isTrue();
    }

    private ChildJvm neighbour() {
        return neighbour(file);
    }

    private ChildJvm neighbour(Path path) {
        ChildJvm child = ChildJvm.start(folder, Neighbour.class, path);
        children.add(child);
        return child;
    }

    private Semaphore listen(long topics) {
        Semaphore rings = new Semaphore(0);
        StoreInternals.of(store).changeNotifier().subscribe(topics, rings::release);
        return rings;
    }

    private void awaitCount(Semaphore rings, long expected) throws InterruptedException {
        while (Commit.count(store) < expected) {
            assertThat(rings.tryAcquire(20, TimeUnit.SECONDS)).as("rung").isTrue();
        }
    }

    private static long committedAt(ChildJvm child) {
        while (true) {
            String line = child.next().orElseThrow(() -> new AssertionError("died silently: " + child.errors()));
            if (line.startsWith("at ")) {
                return Long.parseLong(line.substring(3));
            }
        }
    }

    private List<Path> sockets() throws IOException {
        try (var files = Files.list(folder.resolve(".litestack"))) {
            return files.filter(it -> it.toString().endsWith(".s")).toList();
        }
    }
}
