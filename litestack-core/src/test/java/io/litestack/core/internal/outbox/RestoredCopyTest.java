package io.litestack.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.spi.outbox.TransferContract;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One of the two files is put back to an older state, or lives on as two. */
@Requires(Facility.LINUX)
class RestoredCopyTest extends TransferContract {
    private Relay relay;

    RestoredCopyTest() {
        super(Store::open, Relay::open);
    }

    private void openAll() {
        store = open("app.db", builder -> {});
        target = openTarget("target.db");
        relay = relay(TransferContract::receive);
    }

    /** Closes everything, and waits before that until the source has deleted what has arrived. */
    private void closeAll() {
        awaitPruned();
        closeAtOnce();
    }

    private void closeAtOnce() {
        if (relay != null) {
            relay.close();
        }
        target.close();
        store.close();
    }

    private Path path(String file) {
        return folder.resolve(file);
    }

    private void copy(String from, String to) {
        Shell.run("cp", path(from), path(to));
    }

    private void sendAll(String... texts) {
        for (String text : texts) {
            send(relay, text);
        }
    }

    /** Appends without anybody who forwards it. */
    private void leaveWaiting(String... texts) {
        store.useWrite(tx -> {
            for (String text : texts) {
                Outbox.of(tx).append(tx, NAME, "note", bytes(text));
            }
        });
    }

    @Test
    void an_older_source_gives_its_numbers_out_again_and_each_row_arrives_once() {
        closeAtOnce();
        openAll();
        sendAll("1", "2", "3");
        closeAll();
        copy("app.db", "backup.db");
        openAll();
        sendAll("4", "5");
        closeAll();
        copy("backup.db", "app.db");
        openAll();
        assertThat(notes()).containsExactly("1", "2", "3");
        sendAll("4'", "5'", "6'");
        awaitPruned();
        assertThat(received()).containsExactly("1", "2", "3", "4", "5", "4'", "5'", "6'");
        assertThat(target.query(
                        "select substr(name, instr(name, ':') + 1) from received order by n", row -> row.getInt(1)))
                .containsExactly(1, 2, 3, 4, 5, 4, 5, 6);
        assertThat(listener.rowsMissing).isEmpty();
    }

    @Test
    void rows_that_still_wait_in_an_older_source_and_arrived_before_arrive_no_second_time() {
        leaveWaiting("1", "2", "3");
        closeAtOnce();
        copy("app.db", "backup.db");
        openAll();
        awaitReceived("1", "2", "3");
        sendAll("4");
        closeAll();
        copy("backup.db", "app.db");
        openAll();
        sendAll("4'");
        awaitPruned();
        assertThat(received()).containsExactly("1", "2", "3", "4", "4'");
        assertThat(relay.stats().known()).isEqualTo(3);
    }

    @Test
    void two_copies_of_a_source_deliver_once_what_they_have_in_common_and_each_its_own() {
        leaveWaiting("1", "2");
        closeAtOnce();
        copy("app.db", "twin.db");
        openAll();
        Store twin = open("twin.db", builder -> {});
        relay.attach(twin);
        Eventually.until(
                "both have been looked at",
                () -> relay.stats().applied() + relay.stats().known() == 4);
        sendAll("3");
        twin.useWrite(tx -> relay.send(tx, "note", bytes("3 of the twin")));
        assertThat(received()).containsExactly("1", "2", "3", "3 of the twin");
        assertThat(relay.stats().known()).isEqualTo(2);
    }

    @Test
    void an_older_target_is_reported_with_the_number_of_rows_that_are_lost_once() {
        closeAtOnce();
        openAll();
        sendAll("1", "2", "3");
        closeAll();
        copy("target.db", "backup.db");
        openAll();
        sendAll("4", "5");
        closeAll();
        copy("backup.db", "target.db");
        openAll();
        Eventually.until("it is reported", () -> !listener.rowsMissing.isEmpty());
        sendAll("6");
        assertThat(received()).containsExactly("1", "2", "3", "6");
        closeAll();
        openAll();
        sendAll("7");
        awaitPruned();
        assertThat(listener.rowsMissing).containsExactly("target.db lacks 2 of app.db");
        assertThat(target.queryFirst("select sum(missed) from litestack_relay", row -> row.getLong(1)))
                .contains(2L);
    }

    @Test
    void a_target_that_is_made_anew_lacks_everything_that_was_deleted() {
        closeAtOnce();
        openAll();
        sendAll("1", "2", "3");
        closeAll();
        Shell.run("rm", path("target.db"));
        openAll();
        Eventually.until("it is reported", () -> !listener.rowsMissing.isEmpty());
        assertThat(listener.rowsMissing).containsExactly("target.db lacks 3 of app.db");
    }

    @Test
    void an_older_target_gets_again_what_the_source_still_has_and_nothing_is_missing() {
        target.execute("create table before(x)");
        closeAtOnce();
        copy("target.db", "backup.db");
        store = open("app.db", builder -> {});
        target = openTarget("target.db");
        relay = closeLater(new SqliteRelay(target, NAME, TransferContract::receive, Duration.ofSeconds(20), step -> {
            if (step == RelayStep.TARGET_SYNCED) {
                throw new IllegalStateException("nothing is ever deleted");
            }
        }));
        sendAll("1", "2", "3");
        assertThat(received()).containsExactly("1", "2", "3");
        closeAtOnce();
        copy("backup.db", "target.db");
        openAll();
        awaitReceived("1", "2", "3");
        awaitPruned();
        assertThat(listener.rowsMissing).isEmpty();
    }
}
