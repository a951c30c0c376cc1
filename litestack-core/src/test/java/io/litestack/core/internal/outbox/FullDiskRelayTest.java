package io.litestack.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StorageFullException;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.OutboxMessage;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the source, or of the target, fills up and is freed again. */
@Requires(Facility.MOUNT)
@Timeout(120)
class FullDiskRelayTest {
    private static final byte[] PAYLOAD = new byte[20_000];

    @TempDir
    Path folder;

    private SmallDisk disk;

    @BeforeEach
    void mount() {
        disk = SmallDisk.mount(folder, 40_000);
    }

    @AfterEach
    void unmount() {
        disk.close();
    }

    private static void receive(Transaction tx, OutboxMessage row) {
        tx.execute("insert into received(seq, payload) values (?, ?)", row.seq(), row.payload());
    }

    private static Store openTarget(Path file) {
        Store target = Store.open(file);
        target.execute("create table received(n integer primary key, seq integer, payload blob)");
        return target;
    }

    private static List<Long> received(Store target) {
        return target.query("select seq from received order by n", row -> row.getLong(1));
    }

    @Test
    void a_full_target_fails_no_write_parks_nothing_and_gets_everything_once_there_is_room() {
        try (Store source = Store.open(folder.resolve("source.db"));
                Store target = openTarget(disk.folder().resolve("target.db"));
                Relay relay = Relay.open(target, "notes", FullDiskRelayTest::receive, Duration.ofSeconds(20))) {
            List<Long> sent = new ArrayList<>();
            sent.add(send(source, relay));
            disk.fillUpTo(20);
            for (int i = 0; i < 40; i++) {
                sent.add(send(source, relay));
            }
            assertThat(relay.stats().postponed()).isPositive();
            disk.makeRoom();
            Eventually.until("all has arrived", () -> received(target).size() >= sent.size());
            assertThat(received(target)).isEqualTo(sent);
            assertThat(relay.deadLetters(10)).isEmpty();
        }
    }

    @Test
    void a_full_source_refuses_the_transaction_as_a_whole_and_what_it_holds_arrives() {
        try (Store source = Store.open(disk.folder().resolve("source.db"));
                Store target = openTarget(folder.resolve("target.db"));
                Relay relay = Relay.open(target, "notes", FullDiskRelayTest::receive, Duration.ofSeconds(20))) {
            List<Long> sent = new ArrayList<>();
            sent.add(send(source, relay));
            disk.fillUpTo(100);
            assertThatExceptionOfType(StorageFullException.class)
                    .isThrownBy(() -> source.useWrite(tx -> {
                        for (int i = 0; i < 2_000; i++) {
                            relay.send(tx, "note", PAYLOAD);
                        }
                    }));
            assertThat(received(target)).isEqualTo(sent);
            disk.makeRoom();
            sent.add(send(source, relay));
            assertThat(received(target)).isEqualTo(sent);
            Eventually.until("the outbox is empty", () -> Outbox.of(source).size("notes") == 0);
        }
    }

    private static long send(Store source, Relay relay) {
        return source.<Long, RuntimeException>write(tx -> relay.send(tx, "note", PAYLOAD));
    }
}
