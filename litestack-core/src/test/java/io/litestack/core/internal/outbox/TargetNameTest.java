package io.litestack.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.spi.outbox.TransferContract;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Rows find the very file they were meant for. */
@Requires(Facility.LINUX)
class TargetNameTest extends TransferContract {
    private static final String ROLE = "notes";
    private static final int RACES = 50;

    private final List<AutoCloseable> both = new ArrayList<>();

    TargetNameTest() {
        super(Store::open, Relay::open);
    }

    /** Opens the target and its relay, until {@link #closeTarget}. */
    private Relay openAt(String file) {
        Shell.run("mkdir", "-p", path(file).getParent());
        target = openTarget(file);
        Relay relay = Relay.open(target, Relay.nameFor(target, ROLE), TransferContract::receive);
        relay.attach(store);
        both.addAll(List.of(closeLater(relay), closeLater(target)));
        return relay;
    }

    private void closeTarget() throws Exception {
        for (AutoCloseable each : both) {
            each.close();
        }
        both.clear();
    }

    private Path path(String file) {
        return folder.resolve(file);
    }

    /** Appends without anybody who forwards it. */
    private void leaveWaiting(String name, String... texts) {
        store.useWrite(tx -> {
            for (String text : texts) {
                Outbox.of(tx).append(tx, name, "note", bytes(text));
            }
        });
    }

    private String seenAt() {
        return store.queryFirst("select path from litestack_outbox_targets", row -> row.getString(1))
                .orElse("");
    }

    private void awaitSeenAt(String file) throws IOException {
        String path = path(file).toRealPath().toString();
        Eventually.until("it is seen", () -> seenAt().equals(path));
    }

    private long waiting() {
        return store.queryFirst("select count(*) from litestack_outbox", row -> row.getLong(1))
                .orElseThrow();
    }

    @Test
    void two_files_of_one_name_in_different_folders_get_each_its_own() {
        Relay one = openAt("one/jobs.db");
        Store first = target;
        Relay other = openAt("other/jobs.db");
        for (int i = 0; i < 10; i++) {
            send(i % 2 == 0 ? one : other, Integer.toString(i));
        }
        Eventually.until("all is deleted", () -> waiting() == 0);
        assertThat(received()).containsExactly("1", "3", "5", "7", "9");
        target = first;
        assertThat(received()).containsExactly("0", "2", "4", "6", "8");
    }

    @Test
    void a_file_that_is_moved_and_one_that_is_restored_keep_the_name() throws Exception {
        openAt("here/jobs.db");
        String name = Relay.nameFor(target, ROLE);
        assertThat(Relay.nameFor(target, ROLE)).isEqualTo(name).startsWith("notes:");
        closeTarget();
        Shell.run("cp", path("here/jobs.db"), path("backup.db"));
        Shell.run("mv", path("here"), path("there"));
        leaveWaiting(name, "1");
        openAt("there/jobs.db");
        awaitReceived("1");
        Eventually.until("it is deleted", () -> waiting() == 0);
        closeTarget();
        Shell.run("mv", path("backup.db"), path("there/jobs.db"));
        leaveWaiting(name, "2");
        openAt("there/jobs.db");
        awaitReceived("2");
        Eventually.until("it is reported", () -> !listener.rowsMissing.isEmpty());
        assertThat(listener.rowsMissing).containsExactly("jobs.db lacks 1 of app.db");
    }

    @Test
    void a_file_that_is_made_anew_in_its_place_takes_over_what_waits_and_what_is_lost_is_reported() throws Exception {
        Relay relay = openAt("jobs.db");
        String former = Relay.nameFor(target, ROLE);
        send(relay, "1");
        send(relay, "2");
        Eventually.until("they are deleted", () -> waiting() == 0);
        closeTarget();
        leaveWaiting(former, "3", "4");
        Shell.run("rm", path("jobs.db"));
        Relay next = openAt("jobs.db");
        assertThat(Relay.nameFor(target, ROLE)).isNotEqualTo(former);
        send(next, "5");
        Eventually.until("all is deleted", () -> waiting() == 0);
        assertThat(received()).containsExactlyInAnyOrder("3", "4", "5").containsSubsequence("3", "4");
        assertThat(listener.rowsMissing).containsExactly("jobs.db lacks 2 of app.db");
    }

    @Test
    void a_file_in_another_place_or_of_another_role_takes_over_nothing() throws Exception {
        Relay relay = openAt("jobs.db");
        String name = Relay.nameFor(target, ROLE);
        send(relay, "1");
        closeTarget();
        leaveWaiting(name, "2");
        openAt("other.db");
        openAt("jobs.db");
        Relay ofOtherRole = closeLater(Relay.open(target, Relay.nameFor(target, "more"), TransferContract::receive));
        ofOtherRole.attach(store);
        send(ofOtherRole, "3");
        Eventually.until("all is deleted", () -> waiting() == 0);
        assertThat(received()).contains("1", "2", "3").hasSize(3);
        assertThat(listener.rowsMissing).isEmpty();
    }

    @Test
    void a_copy_is_reported_and_not_fed_beside_its_original() throws Exception {
        Relay original = openAt("jobs.db");
        send(original, "1");
        closeTarget();
        Shell.run("cp", path("jobs.db"), path("copy.db"));
        openAt("jobs.db");
        Store copy = closeLater(openTarget("copy.db"));
        Relay second = closeLater(Relay.open(copy, Relay.nameFor(copy, ROLE), TransferContract::receive));
        assertThatThrownBy(() -> second.attach(store))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("copy.db is a copy of ")
                .hasMessageContaining("jobs.db")
                .hasMessageContaining("app.db")
                .hasMessageContaining("delete from litestack_relay_identity");
        closeTarget();
        assertThat(listener.copiesFound).isEmpty();
        second.attach(store);
        Eventually.until("it is reported", () -> !listener.copiesFound.isEmpty());
        assertThat(listener.copiesFound).containsExactly("copy.db beside jobs.db");
    }

    @Test
    void of_two_copies_that_come_at_the_same_instant_one_is_refused() throws Exception {
        openAt("jobs.db");
        closeTarget();
        Shell.run("cp", path("jobs.db"), path("copy.db"));
        Store original = closeLater(openTarget("jobs.db"));
        Store copy = closeLater(openTarget("copy.db"));
        String name = Relay.nameFor(original, ROLE);
        for (int i = 0; i < RACES; i++) {
            CyclicBarrier together = new CyclicBarrier(2);
            try (Relay one = Relay.open(original, name, TransferContract::receive);
                    Relay other = Relay.open(copy, name, TransferContract::receive)) {
                Background<Boolean> there = Background.call("other", () -> isAttached(other, together));
                assertThat(isAttached(one, together)).isNotEqualTo(there.result());
            }
        }
    }

    private boolean isAttached(Relay relay, CyclicBarrier together) throws Exception {
        together.await();
        try {
            relay.attach(store);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Test
    void a_file_to_which_its_former_path_leads_as_well_is_no_copy() throws Exception {
        send(openAt("here/jobs.db"), "1");
        awaitSeenAt("here/jobs.db");
        closeTarget();
        Shell.run("mv", path("here"), path("there"));
        Shell.run("ln", "-s", path("there"), path("here"));
        openAt("there/jobs.db");
        awaitSeenAt("there/jobs.db");
        assertThat(listener.copiesFound).isEmpty();
    }

    @Test
    void a_former_path_that_this_system_cannot_have_keeps_nothing_from_arriving() throws Exception {
        Relay relay = openAt("jobs.db");
        send(relay, "1");
        awaitSeenAt("jobs.db");
        closeTarget();
        store.execute("update litestack_outbox_targets set path = ?", "\0");
        assertThat(seenAt()).isEqualTo("\0");
        openAt("jobs.db");
        awaitSeenAt("jobs.db");
        assertThat(listener.copiesFound).isEmpty();
    }

    @Test
    void a_copy_that_forgets_its_name_gets_one_of_its_own() throws Exception {
        Relay original = openAt("jobs.db");
        send(original, "1");
        closeTarget();
        Shell.run("cp", path("jobs.db"), path("copy.db"));
        try (Store copy = openTarget("copy.db")) {
            copy.execute("delete from litestack_relay_identity");
        }
        Relay copied = openAt("copy.db");
        send(copied, "2");
        Relay again = openAt("jobs.db");
        send(again, "3");
        assertThat(received()).containsExactly("1", "3");
        assertThat(listener.copiesFound).isEmpty();
    }

    @Test
    void a_role_out_of_its_bounds_is_refused() {
        assertThatThrownBy(() -> Relay.nameFor(target, "a:b")).hasMessageContaining("a role must be 1 to 100 of");
        assertThatThrownBy(() -> Relay.nameFor(target, "x".repeat(101))).isInstanceOf(IllegalArgumentException.class);
    }
}
