package io.litestack.cable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Who is in a channel. */
abstract class PresenceContract extends CableContract {
    /** Remembers what it heard. */
    private static final class Watcher implements PresenceHandler {
        final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void onMembers(List<Member> members) {
            events.add("members " + ids(members));
        }

        @Override
        public void onJoin(Member member, List<Member> members) {
            events.add("join " + member.id() + " " + ids(members));
        }

        @Override
        public void onLeave(Member member, List<Member> members) {
            events.add("leave " + member.id() + " " + ids(members));
        }

        void await(String event) {
            Eventually.until("\"" + event + "\" after " + events, () -> events.contains(event));
        }
    }

    private static List<String> ids(List<Member> members) {
        return members.stream().map(Member::id).toList();
    }

    private static Watcher watch(Cable cable, String channel) {
        Watcher watcher = new Watcher();
        cable.presence().watch(channel, watcher);
        return watcher;
    }

    private Cable openWithoutGrace() {
        return open(it -> it.presenceGrace(Duration.ZERO));
    }

    @Test
    void who_joins_is_there_until_it_leaves() {
        Cable cable = openWithoutGrace();
        PresenceSession ann = cable.presence().join("room.1", "ann", new Note("Ann", 1));
        Watcher watcher = watch(cable, "room.1");
        Watcher elsewhere = watch(cable, "room.2");
        PresenceSession bob = cable.presence().join("room.1", "bob");
        watcher.await("join bob [ann, bob]");
        List<Member> members = cable.presence().members("room.1");
        assertThat(ids(members)).containsExactly("ann", "bob");
        assertThat(members.get(0).as(Note.class)).isEqualTo(new Note("Ann", 1));
        assertThat(members.get(0).joinedAt()).isEqualTo(clock.instant());
        assertThat(members.get(1).text()).isEmpty();
        ann.close();
        ann.close();
        watcher.await("leave ann [bob]");
        assertThat(ids(cable.presence().members("room.1"))).containsExactly("bob");
        bob.close();
        watcher.await("leave bob []");
        assertThat(watcher.events)
                .containsExactly("members [ann]", "join bob [ann, bob]", "leave ann [bob]", "leave bob []");
        assertThat(elsewhere.events).isSubsetOf("members []");
    }

    @Test
    void two_sessions_join_once_and_leave_once() {
        Cable cable = openWithoutGrace();
        Watcher watcher = watch(cable, "room.1");
        PresenceSession first = cable.presence().join("room.1", "ann");
        PresenceSession second = cable.presence().join("room.1", "ann");
        watcher.await("join ann [ann]");
        first.close();
        PresenceSession bob = cable.presence().join("room.1", "bob");
        watcher.await("join bob [ann, bob]");
        second.close();
        watcher.await("leave ann [bob]");
        bob.close();
        watcher.await("leave bob []");
        assertThat(watcher.events)
                .containsExactly(
                        "members []", "join ann [ann]", "join bob [ann, bob]", "leave ann [bob]", "leave bob []");
    }

    @Test
    void who_is_back_within_the_grace_period_has_not_left() {
        Cable cable = open(it -> it.presenceGrace(Duration.ofMinutes(10)));
        Watcher watcher = watch(cable, "room.1");
        PresenceSession first = cable.presence().join("room.1", "ann");
        watcher.await("join ann [ann]");
        first.close();
        assertThat(ids(cable.presence().members("room.1"))).containsExactly("ann");
        PresenceSession second = cable.presence().join("room.1", "ann");
        ticker.step(Duration.ofMinutes(11));
        cable.presence().join("room.1", "bob");
        watcher.await("join bob [ann, bob]");
        second.close();
        Eventually.until("it is known that she has left", () -> {
            ticker.step(Duration.ofMinutes(11));
            cable.presence().join("room.1", "bob");
            return watcher.events.contains("leave ann [bob]");
        });
        assertThat(watcher.events).containsOnlyOnce("join ann [ann]");
    }

    @Test
    void a_restart_is_seen_by_nobody() {
        Cable watching = open(it -> it.presenceGrace(Duration.ofMinutes(10)));
        Watcher watcher = watch(watching, "room.1");
        Cable first = open(it -> it.presenceGrace(Duration.ofMinutes(10)));
        first.presence().join("room.1", "ann");
        watcher.await("join ann [ann]");
        first.close();
        Cable second = open(it -> it.presenceGrace(Duration.ofMinutes(10)));
        second.presence().join("room.1", "ann");
        second.presence().join("room.1", "bob");
        watcher.await("join bob [ann, bob]");
        assertThat(watcher.events).containsExactly("members []", "join ann [ann]", "join bob [ann, bob]");
    }

    @Test
    void events_are_seen_by_nobody_who_subscribes_to_channels() {
        Cable cable = openWithoutGrace();
        Inbox all = subscribe(cable, Channels.all(), SubscribeOptions.standard());
        Watcher watcher = watch(cable, "room.1");
        cable.presence().join("room.1", "ann").close();
        watcher.await("leave ann []");
        cable.publish("room.1", "x");
        Inbox replay =
                subscribe(cable, Channels.all(), SubscribeOptions.standard().withFromOldest());
        assertThat(all.awaitMessages(1).texts()).containsExactly("x");
        assertThat(replay.awaitLive().texts()).containsExactly("x");
        assertThat(cable.stats().subscribers()).doesNotContainKey("room.1");
    }

    @Test
    void names_out_of_their_bounds_are_refused() {
        Cable cable = open();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> cable.presence().join("room.1", ""));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> cable.presence().join("a\nb", "ann"));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> cable.presence().join("room.1", "ann", "x".repeat(16_385)))
                .withMessageContaining("16385 bytes, more than the 16384");
    }
}
