package io.litestack.cable;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Eventually;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long messages are kept, and what who comes later is told. */
abstract class RetentionContract extends CableContract {
    /** A sixteenth of 1 MiB: it is counted at once, not only at the next look. */
    private static final byte[] LARGE = new byte[1 << 16];

    private void pass(Duration time) {
        clock.step(time);
        ticker.step(time);
    }

    private void awaitTrimmedUpTo(long id) {
        Eventually.until("everything up to " + id + " is deleted", () -> {
            // the trimmer waits by the real clock
            return events.trims.stream().anyMatch(it -> it >= id);
        });
    }

    private Cable openShort() {
        return open(it -> it.retention(Duration.ofSeconds(60)));
    }

    private static Inbox from(Cable cable, String channel, Position position) {
        return subscribe(cable, Channels.of(channel), SubscribeOptions.from(position));
    }

    @Test
    void what_is_too_old_is_deleted_and_whoever_missed_it_is_told() {
        Cable cable = openShort();
        Position start = cable.position();
        publishNumbers(cable, "a", 1, 5);
        Eventually.until("they are counted", () -> cable.stats().logMessages() == 5);
        pass(Duration.ofSeconds(61));
        cable.publish("a", "6");
        awaitTrimmedUpTo(5);
        Inbox late = from(cable, "a", start);
        late.awaitLive();
        assertThat(late.events).containsExactly("gap TRIMMED", "6", "live");
        GapEvent gap = late.gaps.get(0);
        assertThat(gap.after()).isEqualTo(start);
        assertThat(gap.resumesAt().id()).isEqualTo(5);
        assertThat(gap.channels()).containsExactly("a");
        assertThat(cable.stats().trimmed()).isEqualTo(5);
        Inbox oldest =
                subscribe(cable, Channels.of("a"), SubscribeOptions.standard().withFromOldest());
        oldest.awaitLive();
        assertThat(oldest.events).containsExactly("6", "live");
    }

    @Test
    void ids_go_on_when_all_messages_are_deleted_also_after_a_restart() {
        Cable cable = openShort();
        long last = publishUntilAllAreDeleted(cable);
        assertThat(cable.position().id()).isEqualTo(last);
        assertThat(cable.publish("a", "x")).isEqualTo(last + 1);
        last = publishUntilAllAreDeleted(cable);
        List<Publication> many = Collections.nCopies(40, new Publication("a", "x"));
        assertThat(cable.publishAll(many))
                .hasSize(40)
                .startsWith(last + 1, last + 2)
                .endsWith(last + 40);
        last = publishUntilAllAreDeleted(cable);
        cable.close();
        cable = openShort();
        assertThat(cable.position().id()).isEqualTo(last);
        assertThat(cable.publishAll(many)).startsWith(last + 1, last + 2).endsWith(last + 40);
    }

    private long publishUntilAllAreDeleted(Cable cable) {
        long last = cable.publish("a", "x");
        Eventually.until("it is counted", () -> cable.stats().logMessages() > 0);
        pass(Duration.ofSeconds(61));
        awaitTrimmedUpTo(last);
        return last;
    }

    @Test
    void who_has_missed_nothing_on_its_channels_gets_no_gap() {
        Cable cable = openShort();
        cable.publish("quiet", "q");
        Position seen = cable.position();
        publishNumbers(cable, "busy", 1, 5);
        Eventually.until("they are counted", () -> cable.stats().logMessages() == 6);
        pass(Duration.ofSeconds(61));
        long last = cable.publish("busy", "6");
        awaitTrimmedUpTo(last - 1);
        Inbox quiet = from(cable, "quiet", seen);
        Inbox pattern = subscribe(cable, Channels.matching("quiet"), SubscribeOptions.from(seen));
        Inbox both = subscribe(cable, Channels.of("quiet", "busy"), SubscribeOptions.from(seen));
        Inbox all = subscribe(cable, Channels.all(), SubscribeOptions.from(seen));
        for (Inbox inbox : List.of(quiet, pattern, both, all)) {
            inbox.awaitLive();
        }
        assertThat(quiet.events).containsExactly("live");
        assertThat(pattern.events).containsExactly("live");
        assertThat(both.events).containsExactly("gap TRIMMED", "6", "live");
        assertThat(both.gaps.get(0).channels()).containsExactly("busy");
        assertThat(all.events).containsExactly("gap TRIMMED", "6", "live");
        assertThat(all.gaps.get(0).channels()).containsExactly("busy");
    }

    @Test
    void the_oldest_are_deleted_when_all_together_are_too_many() {
        Cable cable = open(it -> it.maxLogBytes(1 << 20));
        byte[] payload = new byte[1_000];
        for (int i = 0; i < 5_000; i++) {
            var unused = cable.publishAsync("a", payload);
        }
        cable.publish("a", payload);
        Eventually.until(
                "it is small enough",
                () -> cable.stats().trimmed() >= 3_900 && cable.stats().logBytes() <= 1 << 20);
        assertThat(cable.stats().logBytes()).isPositive();
        Inbox oldest =
                subscribe(cable, Channels.of("a"), SubscribeOptions.standard().withFromOldest());
        oldest.awaitLive();
        assertThat(oldest.gaps).isEmpty();
        assertThat(oldest.ids()).isSorted().endsWith(5_001L);
        assertThat(oldest.messages).hasSizeBetween(1, 1_100);
    }

    @Test
    void a_process_that_only_publishes_deletes_as_well() {
        Cable cable = open(it -> it.maxLogBytes(1 << 20));
        List<Publication> many = Collections.nCopies(1_000, new Publication("a", "x".repeat(1_000)));
        for (int i = 0; i < 3; i++) {
            cable.publishAll(many);
        }
        Eventually.until("it is small enough", () -> cable.stats().trimmed() >= 2_000);
    }

    @Test
    void a_clock_that_jumps_ahead_deletes_nothing_for_an_hour() {
        Cable cable = open(it -> it.retention(Duration.ofDays(1)).maxLogBytes(1 << 20));
        awaitLook(cable);
        clock.step(Duration.ofDays(400));
        awaitLook(cable);
        ticker.step(Duration.ofMinutes(50));
        awaitLook(cable);
        assertThat(cable.stats().trimmed()).isZero();
        ticker.step(Duration.ofMinutes(20));
        cable.publish("a", LARGE);
        awaitTrimmedUpTo(2);
    }

    /** Publishes two messages, the second one after the first was counted: once it is counted, too, a look at the clock is over. */
    private static void awaitLook(Cable cable) {
        for (int i = 0; i < 2; i++) {
            long id = cable.publish("a", LARGE);
            Eventually.until(id + " is counted", () -> cable.stats().logMessages() >= id);
        }
    }

    @Test
    void the_time_of_messages_never_goes_back() {
        Cable cable = open();
        cable.publish("a", "1");
        clock.step(Duration.ofHours(-2));
        cable.publish("a", "2");
        clock.step(Duration.ofHours(3));
        cable.publish("a", "3");
        Inbox all =
                subscribe(cable, Channels.of("a"), SubscribeOptions.standard().withFromOldest());
        all.awaitMessages(3);
        assertThat(all.messages).extracting(Message::publishedAt).isSorted();
        assertThat(all.messages.get(2).publishedAt()).isEqualTo(clock.instant());
    }

    @Test
    void what_a_consumer_has_not_read_is_kept() {
        Cable cable = open(it -> it.retention(Duration.ofSeconds(60)).consumerRetention(Duration.ofSeconds(600)));
        Inbox first = new Inbox();
        DurableConsumer consumer = cable.consume(ConsumerOptions.of("mail", Channels.of("a")), first);
        Eventually.until("it is active", consumer::isActive);
        long handled = cable.publish("a", "1");
        // a message whose handler has not returned comes again
        Eventually.until("it is handled", () -> consumer.position().id() == handled);
        consumer.close();
        publishNumbers(cable, "a", 2, 5);
        Eventually.until("they are counted", () -> cable.stats().logMessages() == 5);
        pass(Duration.ofSeconds(61));
        cable.publish("a", "6");
        Eventually.until("they are counted", () -> cable.stats().logMessages() >= 5);
        Inbox second = new Inbox();
        DurableConsumer again = cable.consume(ConsumerOptions.of("mail", Channels.of("a")), second);
        second.awaitMessages(5);
        assertThat(second.texts()).containsExactly("2", "3", "4", "5", "6");
        assertThat(second.gaps).isEmpty();
        again.close();
        publishNumbers(cable, "a", 7, 8);
        Eventually.until("they are counted", () -> cable.position().id() == 8);
        pass(Duration.ofSeconds(601));
        cable.publish("a", "9");
        awaitTrimmedUpTo(5);
    }
}
