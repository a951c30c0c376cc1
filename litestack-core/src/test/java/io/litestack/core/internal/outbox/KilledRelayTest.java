package io.litestack.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.spi.outbox.TransferContract;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.EveryCall;
import io.litestack.core.testkit.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Processes that forward rows die between any two steps, or at any instant, and others go on with what they left. */
class KilledRelayTest {
    private static final String NAME = "notes";
    private static final int KILLED = 137;

    /** How many rows are sent while processes are killed at random; {@code -Dlitestack.soak.rows=N} for more. */
    private static final int ROWS = Integer.getInteger("litestack.soak.rows", 10_000);

    @TempDir
    Path folder;

    @RegisterExtension
    final Seed seed = new Seed();

    @Test
    @Timeout(120)
    void a_process_that_dies_between_any_two_steps_leaves_what_the_next_one_brings_to_its_end() {
        int kills = EveryCall.of(n -> killedAtStep(n));
        assertThat(kills).isGreaterThanOrEqualTo(RelayStep.values().length);
    }

    private boolean killedAtStep(int n) throws IOException {
        Path own = Files.createTempDirectory(folder, "step" + n);
        boolean wasKilled;
        List<String> acknowledged;
        try (ChildJvm child = ChildJvm.start(own, Sending.class, own, "steps", n)) {
            child.await("ready");
            child.send("go");
            acknowledged = child.rest();
            int status = child.awaitEnd();
            wasKilled = status == KILLED;
            assertThat(wasKilled || status == 0).as(child.errors()).isTrue();
        }
        verify(own, acknowledged);
        return wasKilled;
    }

    /** Another process finds what is there, forwards what waits, and everything that was sent has arrived once, in order. */
    private static List<String> verify(Path folder, List<String> acknowledged) {
        try (Store source = openSource(folder);
                Store target = openTarget(folder);
                Relay relay = Relay.open(target, NAME, TransferContract::receive)) {
            relay.attach(source);
            Eventually.until("everything is forwarded", () -> Outbox.of(source).size(NAME) == 0);
            List<String> sent = source.query("select text from note order by id", row -> row.getString(1));
            List<String> received = target.query("select text from received order by n", row -> row.getString(1));
            assertThat(received).isEqualTo(sent);
            assertThat(sent).containsAll(acknowledged);
            assertThat(source.integrityCheck()).isEmpty();
            assertThat(target.integrityCheck()).isEmpty();
            return received;
        }
    }

    private static Store openSource(Path folder) {
        Store source = Store.open(folder.resolve("source.db"));
        source.execute("create table if not exists note(id integer primary key, text text not null)");
        return source;
    }

    private static Store openTarget(Path folder) {
        Store target = Store.open(
                StoreConfig.builder(folder.resolve("target.db")).sync(Sync.FULL).build());
        target.execute("create table if not exists received"
                + "(n integer primary key, name text not null, kind text not null, text text not null)");
        return target;
    }

    @Test
    @Timeout(120)
    void what_a_process_left_that_died_before_it_forwarded_is_forwarded_by_one_that_lives() {
        try (Store source = openSource(folder);
                Store target = openTarget(folder);
                Relay relay = Relay.open(target, NAME, TransferContract::receive)) {
            relay.attach(source);
            try (ChildJvm child = ChildJvm.start(folder, Sending.class, folder, "steps", 1)) {
                child.await("ready");
                child.send("go");
                assertThat(child.awaitEnd()).isEqualTo(KILLED);
            }
            // the one here may be so quick that the child dies over its second transaction
            List<String> sent = source.query("select text from note order by rowid", row -> row.getString(1));
            assertThat(sent).hasSizeGreaterThanOrEqualTo(2);
            Eventually.until("it is forwarded", () -> relay.stats().applied() == sent.size());
            assertThat(target.query("select text from received order by n", row -> row.getString(1)))
                    .isEqualTo(sent);
        }
    }

    @Test
    @Timeout(120)
    void what_a_process_sends_that_has_no_target_is_forwarded_by_one_that_has() {
        try (Store source = openSource(folder);
                Store target = openTarget(folder);
                Relay relay = Relay.open(target, NAME, TransferContract::receive);
                ChildJvm child = ChildJvm.start(folder, Sending.class, folder, "alone", 0)) {
            relay.attach(source);
            child.await("ready");
            child.ask("go", "0");
            Eventually.until("it is forwarded", () -> relay.stats().applied() == 1);
            child.ask("go", "1");
            Eventually.until("it is forwarded", () -> relay.stats().applied() == 2);
        }
    }

    /** The one in the child is stopped over its batch while the one here forwards it and deletes it. */
    @Test
    @Timeout(120)
    void of_two_processes_the_one_that_sleeps_over_a_batch_which_was_deleted_repeats_nothing() {
        for (RelayStep bed : List.of(RelayStep.READ, RelayStep.SOURCE_SYNCED, RelayStep.COMMITTED)) {
            Path own = folder.resolve(bed.name());
            List<String> acknowledged = new ArrayList<>();
            try (ChildJvm child = ChildJvm.start(folder, Sending.class, own, "sleeping", bed.ordinal())) {
                child.await("ready");
                child.ask("go", "asleep");
                verify(own, List.of());
                child.send("wake");
                acknowledged.addAll(child.rest());
                assertThat(child.awaitEnd()).as(child.errors()).isZero();
            }
            assertThat(verify(own, acknowledged)).hasSize(3);
        }
    }

    @Test
    @Timeout(180)
    void thousands_of_rows_of_two_processes_that_are_killed_again_and_again_arrive_once_and_in_order() {
        Random random = seed.random();
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; acknowledged.size() < ROWS; round++) {
            try (ChildJvm one = sender(2 * round);
                    ChildJvm other = sender(2 * round + 1)) {
                one.await("ready");
                other.await("ready");
                one.send("go");
                other.send("go");
                acknowledged.addAll(killedAfter(random.nextInt(ROWS / 8), one));
                if (random.nextBoolean()) {
                    acknowledged.addAll(killedAfter(random.nextInt(ROWS / 16), other));
                } else {
                    other.kill();
                    acknowledged.addAll(other.rest());
                }
            }
        }
        verify(folder, acknowledged);
    }

    private ChildJvm sender(int number) {
        return ChildJvm.start(folder, Sending.class, folder, "forever", number);
    }

    private static List<String> killedAfter(int lines, ChildJvm child) {
        List<String> acknowledged = new ArrayList<>();
        while (acknowledged.size() < lines) {
            acknowledged.add(
                    child.next().orElseThrow(() -> new AssertionError("it died by itself: " + child.errors())));
        }
        child.kill();
        acknowledged.addAll(child.rest());
        return acknowledged;
    }

    /** The process that sends, forwards and dies. */
    static final class Sending {
        private final Store source;
        private final Relay relay;

        private Sending(Store source, Relay relay) {
            this.source = source;
            this.relay = relay;
        }

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            int number = Integer.parseInt(args[2]);
            Store source = openSource(folder);
            BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            if (args[1].equals("alone")) {
                sendAlone(source, words);
                return;
            }
            Store target = openTarget(folder);
            Consumer<RelayStep> probe = probe(args[1], number, words);
            Relay relay = new SqliteRelay(target, NAME, TransferContract::receive, Duration.ofSeconds(20), probe);
            relay.attach(source);
            Sending sending = new Sending(source, relay);
            say("ready");
            words.readLine();
            if (args[1].equals("forever")) {
                sending.sendForever(number);
            }
            sending.sendTwice();
            Runtime.getRuntime().halt(0);
        }

        private static Consumer<RelayStep> probe(String mode, int number, BufferedReader words) {
            AtomicInteger steps = new AtomicInteger();
            return switch (mode) {
                case "steps" ->
                    step -> {
                        if (steps.incrementAndGet() == number) {
                            Runtime.getRuntime().halt(KILLED);
                        }
                    };
                case "sleeping" ->
                    step -> {
                        if (step.ordinal() == number && steps.incrementAndGet() == 1) {
                            say("asleep");
                            heard(words);
                        }
                    };
                default -> step -> {};
            };
        }

        private static void heard(BufferedReader words) {
            try {
                words.readLine();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static void sendAlone(Store source, BufferedReader words) throws IOException {
            say("ready");
            for (int i = 0; words.readLine() != null; i++) {
                String text = Integer.toString(i);
                source.useWrite(tx -> Outbox.of(tx).append(tx, NAME, "note", TransferContract.bytes(text)));
                say(text);
            }
        }

        private void sendTwice() {
            send("0.", 2);
            send("1.", 1);
            Eventually.until("all is forwarded", () -> Outbox.of(source).size(NAME) == 0);
        }

        private void sendForever(int number) {
            for (int i = 0; ; i++) {
                send(number + "." + i + ".", 1 + i % 20);
            }
        }

        /** Notes and rows in one transaction; each is acknowledged when it has committed. */
        private void send(String prefix, int count) {
            source.useWrite(tx -> {
                for (int i = 0; i < count; i++) {
                    tx.execute("insert into note(text) values (?)", prefix + i);
                    relay.send(tx, "note", TransferContract.bytes(prefix + i));
                }
            });
            for (int i = 0; i < count; i++) {
                say(prefix + i);
            }
        }

        /** In one system call, so that no line is half said. */
        private static synchronized void say(String line) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
        }
    }
}
