package io.litestack.cable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who gets what, and in which order. */
abstract class SubscribeContract extends CableContract {
    @Test
    void a_subscriber_gets_what_is_published_from_then_on() {
        Cable cable = open();
        cable.publish("a", "before");
        Inbox inbox = subscribe(cable, "a");
        cable.publish("a", "1");
        cable.publish("b", "not mine");
        cable.publish("a", "2");
        assertThat(inbox.awaitMessages(2).awaitLive().texts()).containsExactly("1", "2");
        assertThat(inbox.live).hasSize(1);
    }

    @Test
    void each_subscriber_gets_each_message() {
        Cable cable = open();
        List<Inbox> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(subscribe(cable, "a"));
        }
        publishNumbers(cable, "a", 1, 100);
        for (Inbox inbox : all) {
            assertThat(inbox.awaitMessages(100).ids()).isSorted().hasSize(100);
        }
    }

    @Test
    void a_subscription_is_one_stream_in_the_order_of_the_ids() throws Exception {
        Cable cable = open();
        Inbox inbox =
                subscribe(cable, Channels.of("a", "b").and(Channels.matching("c.*")), SubscribeOptions.standard());
        List<Background<Void>> publishers = new ArrayList<>();
        for (String channel : List.of("a", "b", "c.1", "c.2")) {
            publishers.add(Background.run(channel, () -> publishNumbers(cable, channel, 1, 200)));
        }
        publishers.forEach(Background::result);
        inbox.awaitMessages(800);
        assertThat(inbox.ids()).isSorted().doesNotHaveDuplicates().hasSize(800);
        for (String channel : List.of("a", "b", "c.1", "c.2")) {
            List<String> ofChannel = inbox.messages.stream()
                    .filter(it -> it.channel().equals(channel))
                    .map(Message::text)
                    .toList();
            assertThat(ofChannel).hasSize(200).startsWith("1", "2", "3").endsWith("199", "200");
        }
    }

    @Test
    void patterns_match_segments() {
        Cable cable = open();
        Inbox star = subscribe(cable, Channels.matching("todo.*"), SubscribeOptions.standard());
        Inbox middle = subscribe(cable, Channels.matching("todo.*.items"), SubscribeOptions.standard());
        Inbox rest = subscribe(cable, Channels.matching("todo.>"), SubscribeOptions.standard());
        Inbox all = subscribe(cable, Channels.all(), SubscribeOptions.standard());
        for (String channel : List.of("todo", "todo.1", "todo.1.items", "todo.1.items.2", "todos.1", "other")) {
            cable.publish(channel, channel);
        }
        assertThat(all.awaitMessages(6).texts())
                .containsExactly("todo", "todo.1", "todo.1.items", "todo.1.items.2", "todos.1", "other");
        assertThat(rest.awaitMessages(3).texts()).containsExactly("todo.1", "todo.1.items", "todo.1.items.2");
        assertThat(star.awaitMessages(1).texts()).containsExactly("todo.1");
        assertThat(middle.awaitMessages(1).texts()).containsExactly("todo.1.items");
    }

    @Test
    void what_matches_twice_comes_once() {
        Cable cable = open();
        Inbox inbox = subscribe(
                cable,
                Channels.of("a.b").and(Channels.matching("a.*", "a.>", "*.b", ">")),
                SubscribeOptions.standard());
        cable.publish("a.b", "1");
        cable.publish("a.b", "2");
        assertThat(inbox.awaitMessages(2).texts()).containsExactly("1", "2");
    }

    @Test
    void patterns_that_are_none_are_refused() {
        for (String bad : List.of("a*", "a.>.b", ">.a", "a.b*c", "**", "")) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Channels.matching(bad));
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Channels.of(List.of()))
                .withMessageContaining("1 to 10000 channels");
    }

    @Test
    void a_typed_subscriber_gets_objects_and_a_message_that_is_none_harms_no_other() {
        Cable cable = open();
        List<Note> notes = new ArrayList<>();
        Subscription subscription = cable.subscribe("a", Note.class, (note, message) -> notes.add(note));
        cable.publish("a", new Note("x", 1));
        cable.publish("a", "no note");
        cable.publish("a", new Note("y", 2));
        Eventually.until("three were looked at", () -> subscription.position().id() >= 3);
        assertThat(notes).containsExactly(new Note("x", 1), new Note("y", 2));
        assertThat(events.handlerFailures).hasSize(1);
        assertThat(cable.stats().failed()).isEqualTo(1);
    }

    @Test
    void a_handler_that_throws_is_reported_and_gets_the_next_message() {
        Cable cable = open();
        Inbox inbox = new Inbox().on(it -> {
            if (it.text().equals("2")) {
                throw new IllegalStateException("two");
            }
        });
        cable.subscribe("a", inbox);
        publishNumbers(cable, "a", 1, 3);
        assertThat(inbox.awaitMessages(3).texts()).containsExactly("1", "2", "3");
        assertThat(events.handlerFailures).hasSize(1).first().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_handler_that_breaks_down_ends_nothing() {
        Cable cable = open();
        Inbox direct = new Inbox().on(it -> {
            throw new StackOverflowError("direct");
        });
        Inbox plain = new Inbox().on(it -> {
            throw new ThreadDeath();
        });
        cable.subscribe(Channels.of("a"), SubscribeOptions.standard().withDirect(), direct);
        cable.subscribe("a", plain);
        publishNumbers(cable, "a", 1, 3);
        assertThat(direct.awaitMessages(3).texts()).containsExactly("1", "2", "3");
        assertThat(plain.awaitMessages(3).texts()).containsExactly("1", "2", "3");
    }

    @Test
    void no_handler_runs_on_the_thread_that_publishes() {
        Cable cable = open();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<Inbox> inboxes = List.of(new Inbox(), new Inbox());
        inboxes.forEach(inbox -> inbox.on(it -> threads.add(Thread.currentThread())));
        cable.subscribe(Channels.of("a"), SubscribeOptions.standard(), inboxes.get(0));
        publishNumbers(cable, "a", 1, 50);
        inboxes.get(0).awaitMessages(50);
        cable.subscribe(Channels.of("a"), SubscribeOptions.standard().withDirect(), inboxes.get(1));
        publishNumbers(cable, "a", 51, 100);
        inboxes.get(1).awaitMessages(50);
        assertThat(inboxes.get(0).awaitMessages(100).texts())
                .isEqualTo(IntStream.rangeClosed(1, 100)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void a_closed_subscription_gets_nothing_more() {
        Cable cable = open();
        Inbox inbox = new Inbox();
        Subscription subscription = cable.subscribe("a", inbox);
        Inbox other = subscribe(cable, "a");
        cable.publish("a", "1");
        inbox.awaitMessages(1);
        subscription.close();
        subscription.close();
        cable.publish("a", "2");
        other.awaitMessages(2);
        inbox.awaitEvent("closed CLOSED");
        assertThat(inbox.texts()).containsExactly("1");
        assertThat(inbox.closed).hasSize(1);
        assertThat(subscription.isClosed()).isTrue();
        assertThat(subscription.isLive()).isFalse();
    }

    @Test
    void a_handler_may_close_its_subscription_and_publish() {
        Cable cable = open();
        Inbox replies = subscribe(cable, "reply");
        Inbox inbox = new Inbox();
        List<Subscription> own = new ArrayList<>();
        inbox.on(it -> {
            Eventually.until("it is known", () -> !own.isEmpty());
            own.get(0).close();
            cable.publish("reply", "re: " + it.text());
        });
        own.add(cable.subscribe("a", inbox));
        publishNumbers(cable, "a", 1, 3);
        inbox.awaitEvent("closed CLOSED");
        assertThat(replies.awaitMessages(1).texts()).containsExactly("re: 1");
        assertThat(inbox.texts()).containsExactly("1");
    }

    @Test
    void a_direct_subscriber_gets_the_same() {
        Cable cable = open();
        publishNumbers(cable, "a", 1, 10);
        Inbox inbox = subscribe(
                cable,
                Channels.of("a"),
                SubscribeOptions.standard().withFromOldest().withDirect());
        publishNumbers(cable, "a", 11, 300);
        assertThat(inbox.awaitMessages(300).ids())
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(300);
    }

    @Test
    void a_slow_subscriber_delays_no_other() {
        Cable cable = open();
        List<Inbox.Gate> gates = new ArrayList<>();
        List<Inbox> slow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Inbox.Gate gate = new Inbox.Gate();
            gates.add(gate);
            Inbox inbox = new Inbox().on(gate);
            slow.add(inbox);
            cable.subscribe("a", inbox);
        }
        Inbox quick = subscribe(cable, "a");
        publishNumbers(cable, "a", 1, 1_000);
        assertThat(quick.awaitMessages(1_000).ids()).isSorted().hasSize(1_000);
        assertThat(slow).allMatch(it -> it.messages.size() <= 1);
        gates.forEach(it -> it.open.give());
        slow.forEach(it -> assertThat(it.awaitMessages(1_000).ids()).isSorted().hasSize(1_000));
    }

    @Test
    void counts_show_who_subscribes_to_what() {
        Cable cable = open();
        subscribe(cable, "a");
        Subscription second = cable.subscribe("a", it -> {});
        subscribe(cable, Channels.matching("b.*"), SubscribeOptions.standard());
        assertThat(cable.stats().subscribers()).isEqualTo(Map.of("a", 2, "b.*", 1));
        assertThat(cable.stats().subscriptions()).isEqualTo(3);
        second.close();
        assertThat(cable.stats().subscribers()).isEqualTo(Map.of("a", 1, "b.*", 1));
    }

    @Test
    void closing_the_cable_ends_the_subscriptions_and_waits_for_their_handlers() {
        Cable cable = open();
        Inbox.Gate gate = new Inbox.Gate();
        Inbox busy = new Inbox().on(gate);
        cable.subscribe("a", busy);
        Inbox idle = subscribe(cable, "b");
        cable.publish("a", "1");
        gate.begun.await();
        Background<Void> closing = Background.run("closing", cable::close);
        idle.awaitEvent("closed CABLE_CLOSED");
        gate.open.give();
        closing.result();
        assertThat(busy.events).endsWith("1", "closed CABLE_CLOSED");
    }

    @Test
    void a_handler_cannot_close_the_cable() {
        Cable cable = open();
        Inbox inbox = new Inbox().on(it -> cable.close());
        cable.subscribe("a", inbox);
        cable.publish("a", "1");
        Eventually.until("it has thrown", () -> !events.handlerFailures.isEmpty());
        assertThat(events.handlerFailures.get(0)).isInstanceOf(IllegalStateException.class);
        cable.publish("a", "2");
        inbox.awaitMessages(2);
    }

    @Test
    void a_prefix_keeps_applications_apart_and_is_never_seen() {
        Cable shop = open(it -> it.channelPrefix("shop:"));
        Cable blog = open(it -> it.channelPrefix("blog:"));
        Cable everything = open();
        Inbox ofShop =
                subscribe(shop, Channels.of("a").and(Channels.matching("*", "x.*")), SubscribeOptions.standard());
        Inbox ofBlog = subscribe(blog, Channels.all(), SubscribeOptions.standard());
        Inbox raw = subscribe(everything, Channels.all(), SubscribeOptions.standard());
        shop.publish("a", "1");
        blog.publish("a", "2");
        shop.publish("x.y", "3");
        raw.awaitMessages(3);
        ofShop.awaitMessages(2);
        ofBlog.awaitMessages(1);
        assertThat(raw.messages).extracting(Message::channel).containsExactly("shop:a", "blog:a", "shop:x.y");
        assertThat(ofShop.messages).extracting(Message::channel).containsExactly("a", "x.y");
        assertThat(ofBlog.messages).extracting(Message::channel).containsExactly("a");
        Inbox replay = subscribe(
                shop, Channels.matching("*"), SubscribeOptions.standard().withFromOldest());
        assertThat(replay.awaitMessages(1).awaitLive().messages)
                .extracting(Message::channel)
                .containsExactly("a");
    }
}
