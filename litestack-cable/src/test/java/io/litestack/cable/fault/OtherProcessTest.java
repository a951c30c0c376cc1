package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.DurableConsumer;
import io.litestack.cable.Member;
import io.litestack.cable.PresenceHandler;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A second process at the same cable, which may stop or be killed at any time. */
@Timeout(120)
class OtherProcessTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private Path file;
    private Cable cable;

    @BeforeEach
    void open() {
        file = folder.resolve("cable.db");
        cable = open(Duration.ofHours(1));
    }

    private Cable open(Duration retention) {
        return Cable.open(CableConfig.builder(StoreConfig.builder(file).build())
                .presenceGrace(Duration.ZERO)
                .retention(retention)
                .build());
    }

    @AfterEach
    void close() {
        cable.close();
    }

    private ChildJvm child() {
        ChildJvm child = ChildJvm.start(folder, CableProcess.class, file);
        child.await("ready");
        return child;
    }

    private static void ask(ChildJvm child, String line) {
        child.ask(line, "did " + line);
    }

    /** Both lines come, in whichever order. */
    private static void subscribe(ChildJvm child, String channel) {
        child.send("subscribe " + channel);
        Set<String> awaited = new HashSet<>(Set.of("live", "did subscribe " + channel));
        while (!awaited.isEmpty()) {
            awaited.remove(child.next().orElseThrow());
        }
    }

    @Test
    void messages_of_each_process_come_to_the_subscribers_of_all() {
        List<String> got = new CopyOnWriteArrayList<>();
        cable.subscribe("a", it -> got.add(it.text()));
        try (ChildJvm child = child()) {
            subscribe(child, "a");
            for (int i = 0; i < 20; i++) {
                ask(child, "publish a child-" + i);
                cable.publish("a", "parent-" + i);
                child.await("got parent-" + i);
            }
            Eventually.until("all have come", () -> got.size() == 40);
            for (int i = 0; i < 20; i++) {
                assertThat(got.subList(2 * i, 2 * i + 2)).containsExactly("child-" + i, "parent-" + i);
            }
        }
    }

    @Test
    void what_is_committed_by_somebody_who_tells_nobody_comes_all_the_same() {
        List<String> got = new CopyOnWriteArrayList<>();
        cable.publish("a", "1");
        cable.subscribe("a", it -> got.add(it.text()));
        try (ForeignProcess other = ForeignProcess.open(folder, file)) {
            other.run("insert into litecable_messages (hash, channel, at_ms, payload) values (97, 'a', "
                    + System.currentTimeMillis() + ", x'32')");
            Eventually.until("it has come", () -> got.contains("2"));
        }
        cable.publish("a", "3");
        Eventually.until("the next has come", () -> got.contains("3"));
        assertThat(got).containsExactly("2", "3");
    }

    @Test
    void what_a_process_commits_that_dies_before_it_tells_anybody_comes_all_the_same() {
        List<String> got = new CopyOnWriteArrayList<>();
        cable.subscribe("a", it -> got.add(it.text()));
        for (int i = 0; i < 3; i++) {
            try (ChildJvm child = child()) {
                ask(child, "publish a before-" + i);
                child.send("publish-and-die a last-" + i);
                assertThat(child.awaitEnd()).isEqualTo(9);
                String last = "last-" + i;
                Eventually.until("it has come", () -> got.contains(last));
            }
        }
        assertThat(got).containsExactly("before-0", "last-0", "before-1", "last-1", "before-2", "last-2");
    }

    @Requires(Facility.PID_NAMESPACE)
    @Test
    void processes_of_one_number_are_told_apart() {
        try (ChildJvm one = childInContainer();
                ChildJvm other = childInContainer()) {
            ask(one, "join room ann");
            ask(other, "join room bob");
            ask(one, "consume mail a");
            cable.publish("a", "1");
            one.await("got 1");
            ask(other, "consume mail a");
            assertThat(cable.presence().members("room")).extracting(Member::id).containsExactly("ann", "bob");
            one.kill();
            cable.publish("a", "2");
            other.await("got 2");
            Eventually.until("only one has left", () -> members("room").equals(List.of("bob")));
        }
        Eventually.until("the other has left", () -> members("room").isEmpty());
    }

    private List<String> members(String channel) {
        return cable.presence().members(channel).stream().map(Member::id).toList();
    }

    /** In which its number is 1. */
    private ChildJvm childInContainer() {
        List<String> launcher = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
        ChildJvm child = ChildJvm.start(launcher, folder, CableProcess.class, file);
        child.await("ready");
        child.ask("number", "number 1");
        return child;
    }

    @Requires(Facility.LINUX)
    @Test
    void a_process_that_was_stopped_while_messages_were_deleted_is_told_of_the_gap() {
        try (ChildJvm child = child()) {
            subscribe(child, "a");
            subscribe(child, "quiet");
            cable.publish("a", "1");
            child.await("got 1");
            Shell.run("kill", "-STOP", child.pid());
            cable.close();
            cable = open(Duration.ofSeconds(1));
            cable.publish("a", "2");
            Eventually.until("it is deleted", () -> cable.stats().trimmed() >= 2);
            cable.close();
            // the next message is not to be deleted before the process gets on
            cable = open(Duration.ofHours(1));
            cable.publish("a", "3");
            Shell.run("kill", "-CONT", child.pid());
            assertThat(child.next()).isEqualTo(Optional.of("gap TRIMMED"));
            assertThat(child.next()).isEqualTo(Optional.of("got 3"));
            cable.publish("quiet", "4");
            assertThat(child.next()).isEqualTo(Optional.of("got 4"));
        }
    }

    @Test
    void when_the_process_of_a_consumer_is_killed_another_takes_over() {
        List<String> got = new CopyOnWriteArrayList<>();
        try (ChildJvm child = child()) {
            ask(child, "consume mail a");
            cable.publish("a", "1");
            child.await("got 1");
            DurableConsumer mine =
                    cable.consume(ConsumerOptions.of("mail", Channels.of("a")), it -> got.add(it.text()));
            cable.publish("a", "2");
            child.await("got 2");
            assertThat(mine.isActive()).isFalse();
            child.kill();
            Eventually.until("it has taken over", mine::isActive);
            cable.publish("a", "3");
            Eventually.until("it gets the next", () -> got.contains("3"));
            // what was handled and not yet stored comes again
            assertThat(got).endsWith("3").isSubsetOf("1", "2", "3");
        }
    }

    @Test
    void when_the_process_of_a_member_is_killed_it_leaves_once() {
        List<String> heard = new CopyOnWriteArrayList<>();
        cable.presence().watch("room", new PresenceHandler() {
            @Override
            public void onMembers(List<Member> members) {
                heard.add(members.size() + " members");
            }

            @Override
            public void onJoin(Member member, List<Member> members) {
                heard.add("join " + member.id());
            }

            @Override
            public void onLeave(Member member, List<Member> members) {
                heard.add("leave " + member.id());
            }
        });
        try (ChildJvm child = child();
                ChildJvm witness = child()) {
            ask(witness, "join room bob");
            ask(child, "join room ann");
            ask(child, "join room bob");
            Eventually.until("both are there", () -> heard.contains("join ann") && heard.contains("join bob"));
            child.kill();
            Eventually.until("one has left", () -> heard.contains("leave ann"));
            witness.kill();
            Eventually.until("the other has left", () -> heard.contains("leave bob"));
        }
        assertThat(heard).containsExactly("0 members", "join bob", "join ann", "leave ann", "leave bob");
    }

    @Test
    void no_id_is_given_again_after_a_power_loss_has_taken_the_end_of_the_log() {
        long last = 0;
        for (int i = 0; i < 10; i++) {
            last = cable.publish("a", "x");
        }
        String epoch = cable.position().epoch();
        cable.close();
        try (Store store = Store.open(file)) {
            // as the file stands after a restart of the machine that has lost the last commits
            store.execute("delete from litecable_messages where id > 5");
            store.execute("update litecable_log set boot = 'another'");
        }
        cable = open(Duration.ofHours(1));
        assertThat(cable.position().epoch()).isEqualTo(epoch);
        assertThat(cable.publish("a", "y")).isGreaterThan(last);
        long next = cable.publish("a", "z");
        cable.close();
        cable = open(Duration.ofHours(1));
        assertThat(cable.publish("a", "z")).isEqualTo(next + 1);
    }

    @Test
    void a_file_that_was_copied_into_place_is_another_log() {
        cable.publish("a", "x");
        String epoch = cable.position().epoch();
        cable.close();
        Path copy = Shell.crashImage(file, folder);
        Shell.run("mv", copy, file);
        cable = open(Duration.ofHours(1));
        assertThat(cable.position().epoch()).isNotEqualTo(epoch);
    }

    @Test
    void an_older_state_that_was_written_into_the_file_is_another_log() {
        cable.publish("a", "1");
        cable.close();
        Path copy = folder.resolve("copy.db");
        Shell.run("cp", file, copy);
        cable = open(Duration.ofHours(1));
        String epoch = cable.position().epoch();
        long last = cable.publish("a", "2");
        cable.close();
        Shell.run("cp", copy, file);
        cable = open(Duration.ofHours(1));
        assertThat(cable.position().epoch()).isNotEqualTo(epoch);
        assertThat(cable.publish("a", "3")).isGreaterThan(last);
    }

    @Test
    void ranges_of_ids_are_reserved_ahead() {
        cable.publish("a", "1");
        try (Store store = Store.open(cable.config().store())) {
            store.execute("insert into litecable_messages values (999999, 0, 'b', 0, x'')");
            List<Long> got = new CopyOnWriteArrayList<>();
            cable.subscribe("a", it -> got.add(it.id()));
            assertThat(cable.publish("a", "2")).isEqualTo(1_000_000);
            for (long id = 1_000_001; id < 1_000_005; id++) {
                assertThat(cable.publish("a", "x")).isEqualTo(id);
            }
            Eventually.until("all have come", () -> got.size() == 5);
            assertThat(got).isSorted();
            assertThat(store.queryFirst("select reserved from litecable_log", row -> row.getLong(1)))
                    .contains(2_000_001L);
        }
    }
}
