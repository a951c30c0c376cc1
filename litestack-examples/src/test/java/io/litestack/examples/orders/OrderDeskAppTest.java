package io.litestack.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The order desk as a process: what it says, how it stops, and how it goes on after it was killed. */
@Timeout(120)
class OrderDeskAppTest {
    private static final int KILLS = 6;
    private static final int SIGTERM = 128 + 15;
    private static final Pattern TAKEN = Pattern.compile(".*  order (\\d+) +taken .*");

    @TempDir
    Path folder;

    @RegisterExtension
    final Seed seed = new Seed();

    private Path data() {
        return folder.resolve("data");
    }

    private ChildJvm desk(Object... args) {
        Stream<Object> where = Stream.of("--data", data(), "--config", "src/main/config/orders.yml");
        return ChildJvm.start(
                folder,
                OrderDeskApp.class,
                Stream.concat(Stream.of(args), where).toArray());
    }

    private List<String> run(Object... args) {
        try (ChildJvm desk = desk(args)) {
            List<String> lines = desk.rest();
            assertThat(desk.awaitEnd())
                    .as(String.join("\n", lines) + desk.errors())
                    .isZero();
            return lines;
        }
    }

    private static void awaitLine(ChildJvm desk, String part) {
        String line = "";
        while (!line.contains(part)) {
            line = desk.next().orElseThrow(() -> new AssertionError("no line with " + part + desk.errors()));
        }
    }

    /** Every order is shipped, none was paid twice. */
    private void assertAllIsDone(int orders) {
        try (Store store = Store.open(data().resolve("db.sqlite3"))) {
            List<String> states = store.query("select state from customer_order", row -> row.getString(1));
            assertThat(states).hasSizeGreaterThanOrEqualTo(orders).containsOnly("shipped");
            List<Long> paid = store.query("select order_id from payment", row -> row.getLong(1));
            assertThat(paid).doesNotHaveDuplicates().hasSameSizeAs(states);
        }
    }

    @Test
    void it_tells_what_happens_and_what_needs_help_and_how_that_is_replayed() {
        assertThat(run("--orders", 6, "--pause", 1))
                .anyMatch(it -> it.endsWith("order 1    taken     Ada, 1 x teapot"))
                .anyMatch(it -> it.contains("the bank of Cleo does not answer; attempt 1, again in"))
                .anyMatch(it -> it.contains("neither order nor job is there"))
                .contains("3 of 5 orders are shipped.")
                .anyMatch(it -> it.contains("dead      there is no gift paper"))
                .anyMatch(it -> it.contains("dead      the last of 4 attempts failed"));
        assertThat(run("list")).contains("3 of 5 orders are shipped.", "In need of help:");
        assertThat(run("replay", "--pause", 1)).contains("Running again: 2", "5 of 5 orders are shipped.");
        assertAllIsDone(5);
    }

    @Test
    void a_signal_lets_jobs_come_to_their_end_and_the_next_start_goes_on_with_the_rest() {
        try (ChildJvm desk = desk("--orders", 60, "--pause", 20)) {
            awaitLine(desk, "shipped");
            desk.terminate();
            assertThat(desk.rest())
                    .contains("Stopping: the jobs that have begun come to their end.")
                    .endsWith("Stopped. The next start goes on with the others.");
            assertThat(desk.awaitEnd()).isEqualTo(SIGTERM);
            assertThat(desk.errors()).isEmpty();
        }
        assertThat(data().resolve("db.sqlite3-wal")).doesNotExist();
        assertThat(data().resolve("jobs.sqlite3-wal")).doesNotExist();
        assertThat(run("replay", "--pause", 0)).anyMatch(it -> it.startsWith("From the last time"));
        assertAllIsDone(2);
    }

    @Test
    void killed_at_any_moment_it_loses_no_order_and_none_is_paid_twice() {
        Random random = seed.random();
        Set<Long> taken = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildJvm desk = desk("--orders", 100, "--pause", 1)) {
                awaitLine(desk, "taken");
                int lines = random.nextInt(60);
                for (int i = 0; i < lines; i++) {
                    note(desk.next().orElseThrow(), taken);
                }
                desk.kill();
                desk.rest().forEach(line -> note(line, taken));
            }
        }
        // a job that was killed at its last attempt may be given up after the first replay has looked for those
        int replays = 0;
        while (run("replay", "--pause", 0).contains("In need of help:")) {
            assertThat(++replays).isLessThan(3);
        }
        assertAllIsDone(taken.size());
        try (Store store = Store.open(data().resolve("db.sqlite3"))) {
            assertThat(store.query("select id from customer_order", row -> row.getLong(1)))
                    .containsAll(taken);
        }
    }

    private static void note(String line, Set<Long> taken) {
        Matcher matcher = TAKEN.matcher(line);
        if (matcher.matches()) {
            taken.add(Long.valueOf(matcher.group(1)));
        }
    }

    @Test
    void what_is_wrong_is_said_in_one_sentence() throws Exception {
        Path config = Files.writeString(folder.resolve("wrong.yml"), "jobs:\n  retrys: 3\n");
        assertThat(failing("--config", config))
                .startsWith("error: ")
                .contains("retrys")
                .contains("retries");
        assertThat(failing("--orders", -1)).isEqualTo("error: --orders must be 0 to 100000, but is -1");
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(failing("--data", file)).startsWith("error: ").contains(file + " is not a folder");
        assertThat(data()).doesNotExist();
    }

    private String failing(Object... args) {
        List<Object> all = new ArrayList<>(List.of(args));
        try (ChildJvm desk = ChildJvm.start(folder, OrderDeskApp.class, all.toArray())) {
            assertThat(desk.rest()).isEmpty();
            assertThat(desk.awaitEnd()).isIn(1, 2);
            return desk.errors().strip();
        }
    }
}
