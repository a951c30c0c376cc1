package io.litestack.core.notify;

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
@Timeout(120)
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
        Semaphore calls = listen(Commit.TOPIC);

        Commit.withSignal(store, Commit.TOPIC);
        neighbour.await("seen 1");
        calls.drainPermits();
        neighbour.ask("signal", "did signal");

        awaitCount(calls, 2);
    }

    @Test
    void a_commit_by_a_program_that_notifies_nobody_is_seen_too() throws SQLException {
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");

        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = plain.createStatement()) {
            statement.execute("insert into event default values");
        }

        neighbour.await("seen 1");
    }

    @Test
    void what_somebody_committed_right_before_its_death_is_seen_within_half_a_second() throws Exception {
        Semaphore calls = listen(Commit.TOPIC);
        List<Long> delays = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            ChildJvm committer = neighbour();
            committer.ask("signal", "did signal");
            awaitCount(calls, 2L * i - 1);
            committer.send("quiet-and-die");
            long committedAt = committedAt(committer);
            awaitCount(calls, 2L * i);
            delays.add(System.nanoTime() - committedAt);
        }
        delays.sort(null);
        assertThat(TimeUnit.NANOSECONDS.toMillis(delays.get(2)))
                .as("the median of " + delays)
                .isLessThan(500);
    }

    @Test
    void listeners_are_called_without_the_sockets_if_a_little_later() throws Exception {
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");
        Shell.run("rm", "-rf", folder.resolve(".litestack"));
        ChildJvm late = neighbour();
        late.await("seen 0");

        Commit.withSignal(store, Commit.TOPIC);

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
            Commit.withSignal(far, Commit.TOPIC);
            neighbour.await("seen 1");
        }
    }

    @Test
    void the_sockets_of_the_dead_are_cleared_away_after_a_day_and_a_closed_store_takes_its_own_with_it()
            throws Exception {
        ChildJvm dead = neighbour();
        dead.await("seen 0");
        dead.ask("signal", "did signal");
        dead.ask("id", "did id");
        dead.kill();
        assertThat(sockets()).hasSize(1);
        Files.setLastModifiedTime(sockets().get(0), FileTime.from(Instant.now().minus(2, ChronoUnit.DAYS)));

        ChildJvm neighbour = neighbour();
        neighbour.await("seen 1");
        neighbour.send("signal");
        neighbour.await("seen 2");
        neighbour.ask("id", "did id");
        assertThat(sockets()).as("a proof for whoever opens the file").hasSize(2);

        neighbour.ask("close", "did close");
        assertThat(sockets()).isEmpty();
    }

    @Test
    @Requires(Facility.LINUX)
    void a_stopped_neighbour_holds_nobody_up_and_sees_everything_when_it_goes_on() {
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");
        Commit.withSignal(store, Commit.TOPIC);
        neighbour.await("seen 1");

        Shell.run("kill", "-STOP", neighbour.pid());
        for (int i = 0; i < 5_000; i++) {
            Commit.withSignal(store, Commit.TOPIC);
        }
        Shell.run("kill", "-CONT", neighbour.pid());

        neighbour.await("seen 5001");
    }

    @Test
    @Requires(Facility.LINUX)
    void a_process_is_dead_when_it_was_killed_and_neither_before_nor_when_it_is_stopped() throws Exception {
        ProcessLiveness liveness = StoreInternals.of(store).processLiveness();
        String mine = liveness.ownId().orElseThrow();
        ChildJvm neighbour = neighbour();
        neighbour.await("seen 0");
        neighbour.send("id");
        String id = neighbour.next().orElseThrow();
        assertThat(id).isNotEqualTo(mine).hasSizeLessThanOrEqualTo(100);

        assertThat(liveness.isDead(id)).as("alive").isFalse();
        Shell.run("kill", "-STOP", neighbour.pid());
        assertThat(liveness.isDead(id)).as("stopped").isFalse();
        Semaphore calls = listen(Commit.TOPIC);
        calls.drainPermits();
        neighbour.kill();
        while (!liveness.isDead(id)) {
            assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).as("called").isTrue();
        }
        assertThat(liveness.isDead(mine)).as("myself").isFalse();
        assertThat(liveness.isDead("../" + id)).as("no id at all").isFalse();
        assertThat(liveness.isDead("ffffffffffffffff00000000.s"))
                .as("of another kernel")
                .isFalse();
    }

    @Test
    void who_listens_to_another_topic_is_not_called_for_this_one() {
        Semaphore calls = listen(Commit.OTHER_TOPIC);
        assertThat(calls.tryAcquire()).as("called once at the subscription").isTrue();
        Semaphore mine = listen(Commit.TOPIC);
        mine.drainPermits();

        Commit.withSignal(store, Commit.TOPIC);

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
        Semaphore calls = new Semaphore(0);
        StoreInternals.of(store).changeNotifier().subscribe(topics, calls::release);
        return calls;
    }

    private void awaitCount(Semaphore calls, long expected) throws InterruptedException {
        while (Commit.count(store) < expected) {
            assertThat(calls.tryAcquire(20, TimeUnit.SECONDS)).as("called").isTrue();
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
