package io.litestack.cable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.Vector;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a subscriber gets that begins earlier, or that does not keep up. */
abstract class ReplayContract extends CableContract {
    @RegisterExtension
    final Seed seed = new Seed();

    private static final SubscribeOptions OLDEST = SubscribeOptions.standard().withFromOldest();

    @Test
    void from_a_position_on_everything_is_replayed_and_then_goes_on_live() {
        Cable cable = open();
        publishNumbers(cable, "a", 1, 10);
        Position position = cable.position();
        publishNumbers(cable, "a", 11, 20);
        cable.publish("b", "not mine");
        Inbox inbox = subscribe(cable, Channels.of("a"), SubscribeOptions.from(position));
        publishNumbers(cable, "a", 21, 30);
        inbox.awaitMessages(20).awaitLive();
        assertThat(inbox.texts()).hasSize(20).startsWith("11", "12").endsWith("30");
        assertThat(inbox.gaps).isEmpty();
    }

    @Test
    void a_position_survives_a_restart_and_its_text() {
        Cable first = open();
        publishNumbers(first, "a", 1, 5);
        String text = first.position().toString();
        publishNumbers(first, "a", 6, 9);
        first.close();
        Cable second = open();
        assertThat(second.publish("a", "10")).isEqualTo(10);
        Inbox inbox = subscribe(second, Channels.of("a"), SubscribeOptions.from(Position.parse(text)));
        assertThat(inbox.awaitMessages(5).texts()).containsExactly("6", "7", "8", "9", "10");
    }

    @Test
    void replay_of_several_channels_and_patterns_is_in_order() {
        Cable cable = open();
        Random random = seed.random();
        List<String> channels = List.of("a", "b", "c.1", "c.2", "d");
        for (int i = 0; i < 3_000; i++) {
            String channel = channels.get(random.nextInt(channels.size()));
            var unused = cable.publishAsync(channel, channel);
        }
        cable.publish("d", "d");
        Inbox few = subscribe(cable, Channels.of("a", "b"), OLDEST);
        Inbox pattern = subscribe(cable, Channels.matching("c.*"), OLDEST);
        Inbox all = subscribe(cable, Channels.all(), OLDEST);
        all.awaitLive();
        assertThat(all.ids()).isEqualTo(LongStream.rangeClosed(1, 3_001).boxed().toList());
        few.awaitLive();
        pattern.awaitLive();
        assertThat(few.ids()).isEqualTo(idsOf(all, Channels.of("a", "b")));
        assertThat(pattern.ids()).isEqualTo(idsOf(all, Channels.matching("c.*")));
    }

    /** Commits are routed one after the other, so the newest ones may not have been when somebody subscribes. */
    @Test
    void what_was_published_before_it_subscribed_comes_before_it_is_live() {
        Cable cable = open();
        Inbox.Gate gate = new Inbox.Gate();
        Inbox direct = new Inbox().on(gate);
        cable.subscribe(Channels.of("a"), SubscribeOptions.standard().withDirect(), direct);
        direct.awaitLive();
        cable.publish("a", "1");
        gate.begun.await();
        cable.publish("a", "2");
        Inbox late = subscribe(cable, Channels.of("a"), OLDEST).awaitLive();
        gate.open.give();
        cable.publish("a", "3");
        late.awaitMessages(3);
        assertThat(late.events).containsExactly("1", "2", "live", "3");
        assertThat(direct.awaitMessages(3).texts()).containsExactly("1", "2", "3");
    }

    private static List<Long> idsOf(Inbox all, Channels channels) {
        return all.messages.stream()
                .filter(it -> channels.contains(it.channel()))
                .map(Message::id)
                .toList();
    }

    @Test
    void subscribers_that_come_at_any_time_get_everything_once() {
        Cable cable = open();
        Background<Void> publisher = Background.run("publisher", () -> {
            for (int i = 1; i <= 20_000; i++) {
                var unused = cable.publishAsync("a", Integer.toString(i));
            }
            cable.publish("a", "20001");
        });
        List<Inbox> fromOldest = new ArrayList<>();
        List<Inbox> fromNow = new ArrayList<>();
        while (!publisher.isDone() && fromNow.size() < 100) {
            fromOldest.add(subscribe(cable, Channels.of("a"), OLDEST.withMailbox(4)));
            fromNow.add(subscribe(cable, "a"));
        }
        publisher.result();
        for (Inbox inbox : fromOldest) {
            inbox.awaitMessages(20_001);
            assertThat(inbox.ids())
                    .isEqualTo(LongStream.rangeClosed(1, 20_001).boxed().toList());
        }
        for (Inbox inbox : fromNow) {
            Eventually.until("it is at the end", () -> {
                List<Long> ids = inbox.ids();
                return ids.isEmpty() || ids.get(ids.size() - 1) == 20_001;
            });
            List<Long> ids = inbox.ids();
            if (!ids.isEmpty()) {
                assertThat(ids)
                        .isEqualTo(LongStream.rangeClosed(ids.get(0), 20_001)
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void a_position_of_another_log_or_of_the_future_is_a_gap() {
        Cable cable = open();
        publishNumbers(cable, "a", 1, 3);
        Position other = new Position("other", 1);
        Position ahead = new Position(cable.position().epoch(), 100);
        Inbox first = subscribe(cable, Channels.of("a"), SubscribeOptions.from(other));
        Inbox second = subscribe(cable, Channels.of("a"), SubscribeOptions.from(ahead));
        first.awaitLive();
        second.awaitLive();
        cable.publish("a", "4");
        first.awaitMessages(1);
        second.awaitMessages(1);
        assertThat(first.events).containsExactly("gap OTHER_EPOCH", "live", "4");
        assertThat(second.events).containsExactly("gap AHEAD", "live", "4");
        assertThat(first.gaps.get(0))
                .isEqualTo(new GapEvent(GapEvent.Reason.OTHER_EPOCH, other, new Position(ahead.epoch(), 3), Set.of()));
        assertThat(events.gaps).hasSize(2);
        assertThat(cable.stats().gaps()).isEqualTo(2);
    }

    @Test
    void positions_that_are_none_are_refused() {
        for (String bad : List.of(
                "", "-", "a", "a-", "-1", "a-x", "a--1", "a-1 ", "a b-1", "a-9223372036854775808", "ä-1", "a-+1")) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Position.parse(bad));
        }
        assertThat(Position.parse("xY9-42")).isEqualTo(new Position("xY9", 42));
        assertThat(new Position("xY9", 42)).hasToString("xY9-42");
    }

    @Test
    void who_does_not_keep_up_reads_the_log_and_misses_nothing() {
        Cable cable = open();
        Inbox.Gate gate = new Inbox.Gate();
        Inbox slow = new Inbox().on(gate);
        Subscription subscription =
                cable.subscribe(Channels.of("a"), SubscribeOptions.standard().withMailbox(8), slow);
        slow.awaitLive();
        publishNumbers(cable, "a", 1, 1_000);
        gate.begun.await();
        Eventually.until("it is reported", () -> events.overflows.contains(Overflow.REREAD));
        gate.open.give();
        assertThat(slow.awaitMessages(1_000).ids())
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(1_000);
        assertThat(slow.gaps).isEmpty();
        assertThat(cable.stats().overflows()).isPositive();
        Eventually.until("it is live again", subscription::isLive);
        cable.publish("a", "1001");
        slow.awaitMessages(1_001);
        assertThat(slow.live).hasSize(1);
    }

    @Test
    void who_does_not_keep_up_may_have_messages_dropped_and_is_told() {
        Cable cable = open();
        Inbox.Gate gate = new Inbox.Gate();
        Inbox slow = new Inbox().on(gate);
        cable.subscribe(
                Channels.of("a"), SubscribeOptions.standard().withMailbox(4).withOverflow(Overflow.DROP), slow);
        slow.awaitLive();
        cable.publish("a", "1");
        gate.begun.await();
        Inbox last = new Inbox();
        cable.subscribe("a", last);
        publishNumbers(cable, "a", 2, 100);
        // all have been routed, and so dropped, before the slow one goes on
        last.awaitMessages(99);
        gate.open.give();
        slow.awaitEvent("gap DROPPED");
        cable.publish("a", "101");
        slow.awaitEvent("101");
        List<String> got = slow.events;
        int gap = got.indexOf("gap DROPPED");
        assertThat(got.subList(0, gap)).startsWith("live", "1", "2");
        GapEvent event = slow.gaps.get(0);
        assertThat(event.after().id()).isEqualTo(slow.messages.get(gap - 2).id());
        assertThat(event.resumesAt().id()).isEqualTo(100);
        assertThat(slow.ids()).isSorted().hasSizeLessThan(101);
    }

    @Test
    void who_does_not_keep_up_may_be_disconnected_and_come_back() {
        Cable cable = open();
        Inbox.Gate gate = new Inbox.Gate();
        Inbox slow = new Inbox().on(gate);
        Subscription subscription = cable.subscribe(
                Channels.of("a"), SubscribeOptions.standard().withMailbox(4).withOverflow(Overflow.DISCONNECT), slow);
        slow.awaitLive();
        publishNumbers(cable, "a", 1, 100);
        Eventually.until("it is closed", subscription::isClosed);
        gate.open.give();
        slow.awaitEvent("closed OVERFLOW");
        Eventually.until("it is counted no more", () -> cable.stats().subscriptions() == 0);
        Inbox again = subscribe(cable, Channels.of("a"), SubscribeOptions.from(subscription.position()));
        again.awaitLive();
        List<Long> both = new ArrayList<>(slow.ids());
        both.addAll(again.ids());
        assertThat(both).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void the_position_of_an_idle_subscription_follows_the_log() {
        Cable cable = open();
        Inbox inbox = new Inbox();
        Subscription quiet = cable.subscribe("quiet", inbox);
        inbox.awaitLive();
        long id = cable.publish("other", "x");
        Eventually.until("it has followed", () -> quiet.position().id() == id);
    }

    @Test
    void large_messages_are_replayed_piece_by_piece() {
        Cable cable = open();
        byte[] large = new byte[1 << 20];
        for (int i = 0; i < 20; i++) {
            large[0] = (byte) i;
            cable.publish(i % 2 == 0 ? "a" : "b.c", large);
        }
        Inbox named = new Inbox();
        List<Integer> sizes = new Vector<>();
        cable.subscribe(Channels.of("a"), OLDEST, it -> sizes.add(it.sizeBytes()));
        cable.subscribe(Channels.of("a").and(Channels.matching("b.*")), OLDEST, new MessageHandler() {
            @Override
            public void onMessage(Message message) {
                named.messages.add(message);
            }
        });
        named.awaitMessages(20);
        assertThat(named.ids()).isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
        Eventually.until("all were read", () -> sizes.size() == 10);
    }
}
