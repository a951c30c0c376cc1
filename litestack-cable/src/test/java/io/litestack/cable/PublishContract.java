package io.litestack.cable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ClosedException;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import io.litestack.core.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be published, and what becomes of it. */
abstract class PublishContract extends CableContract {
    @Test
    void ids_grow_by_one() {
        Cable cable = open();
        long first = cable.publish("a", "1");
        assertThat(cable.publish("b", "2")).isEqualTo(first + 1);
        assertThat(cable.publishAsync("a", "3").join()).isEqualTo(first + 2);
        assertThat(cable.publishAll(List.of(new Publication("a", "4"), new Publication("b", "5"))))
                .containsExactly(first + 3, first + 4);
        assertThat(cable.position().id()).isEqualTo(first + 4);
        assertThat(cable.publishAll(List.of())).isEmpty();
    }

    @Test
    void a_message_holds_what_was_published() {
        Cable cable = open();
        Inbox inbox = subscribe(cable, "a");
        byte[] bytes = {0, 1, (byte) 0xff};
        long id = cable.publish("a", "täxt");
        cable.publish("a", bytes);
        cable.publish("a", new Note("milk", 3));
        bytes[0] = 9;
        inbox.awaitMessages(3);
        Message text = inbox.messages.get(0);
        assertThat(text.id()).isEqualTo(id);
        assertThat(text.channel()).isEqualTo("a");
        assertThat(text.publishedAt()).isEqualTo(clock.instant());
        assertThat(text.position()).isEqualTo(new Position(cable.position().epoch(), id));
        assertThat(text.text()).isEqualTo("täxt");
        assertThat(text.sizeBytes()).isEqualTo(5);
        assertThat(text.as(String.class)).isEqualTo("täxt");
        assertThat(inbox.messages.get(1).bytes()).containsExactly(0, 1, 0xff);
        assertThat(inbox.messages.get(1).as(byte[].class)).containsExactly(0, 1, 0xff);
        assertThat(inbox.messages.get(2).as(Note.class)).isEqualTo(new Note("milk", 3));
        assertThat(inbox.messages.get(2).text()).isEqualTo("{\"text\":\"milk\",\"number\":3}");
    }

    @Test
    void a_message_may_be_empty() {
        Cable cable = open();
        Inbox inbox = subscribe(cable, "a");
        cable.publish("a", "");
        cable.publish("a", new byte[0]);
        Inbox replay =
                subscribe(cable, Channels.of("a"), SubscribeOptions.standard().withFromOldest());
        assertThat(inbox.awaitMessages(2).texts()).containsExactly("", "");
        assertThat(replay.awaitMessages(2).texts()).containsExactly("", "");
    }

    @Test
    void a_text_of_json_can_be_read_as_an_object() {
        Cable cable = open();
        Inbox inbox = subscribe(cable, "a");
        cable.publish("a", "{\"text\":\"milk\",\"number\":3}");
        assertThat(inbox.awaitMessages(1).messages.get(0).as(Note.class)).isEqualTo(new Note("milk", 3));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> inbox.messages.get(0).as(Integer.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "ä.ö.>", "*", "Z2lkOi8vYXBwL1Rvb==--b0c7", "a b/c:{}\"\\", "日本語", "..", "\uD83D\uDE00"})
    void a_name_of_a_channel_is_only_a_name(String name) {
        Cable cable = open();
        Inbox inbox = subscribe(cable, name);
        Inbox other = subscribe(cable, "other");
        cable.publish(name, "x");
        cable.publish("other", "y");
        assertThat(inbox.awaitMessages(1).messages.get(0).channel()).isEqualTo(name);
        other.awaitMessages(1);
        assertThat(inbox.texts()).containsExactly("x");
        assertThat(other.texts()).containsExactly("y");
    }

    @Test
    void names_out_of_their_bounds_are_refused() {
        Cable cable = open();
        String longest = "ä".repeat(127) + "a";
        cable.publish(longest, "x");
        for (String bad : List.of("", longest + "b", "a\nb", "a\u0000", "a\u007f", "\uD800", "a\u0085b")) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> cable.publish(bad, "x"))
                    .withMessageContaining("the name of a channel");
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Channels.of(bad));
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> cable.publish(longest + "b", "x"))
                .withMessageContaining("at most 255 bytes of UTF-8, but is 256");
    }

    @Test
    void a_payload_out_of_its_bounds_is_refused() {
        Cable cable = open(it -> it.maxMessageBytes(10));
        cable.publish("a", "0123456789");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> cable.publish("a", "01234567890"))
                .withMessageContaining("channel \"a\"")
                .withMessageContaining("11 bytes, more than the 10 that maxMessageBytes allows");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() ->
                        cable.publishAll(List.of(new Publication("a", "good"), new Publication("a", "much too long"))));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> cable.publish("a", nothing()));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> cable.publish("a", "\uDC00"))
                .withMessageContaining("surrogate");
        assertThat(cable.position().id()).isEqualTo(1);
    }

    @SuppressWarnings("NullAway") // as a caller without null checks
    private static Object nothing() {
        return null;
    }

    @Test
    void what_cannot_be_written_is_refused() {
        Cable cable = open();
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> cable.publish("a", new Object()));
        assertThat(cable.config().codec()).isSameAs(Codec.json());
    }

    @Test
    void many_that_nobody_waits_for_keep_their_order() {
        Cable cable = open();
        // what is read from the log has no latency
        Inbox inbox = subscribe(cable, "a").awaitLive();
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            futures.add(cable.publishAsync("a", Integer.toString(i)));
        }
        long first = futures.get(0).join();
        inbox.awaitMessages(5_000);
        for (int i = 0; i < 5_000; i++) {
            assertThat(futures.get(i).join()).isEqualTo(first + i);
            assertThat(inbox.messages.get(i).text()).isEqualTo(Integer.toString(i + 1));
        }
        assertThat(cable.stats().published()).isEqualTo(5_000);
        // counted after a piece of them was handled
        Eventually.until("all are counted", () -> cable.stats().delivered() >= 5_000);
        assertThat(cable.stats().delivered()).isEqualTo(5_000);
        assertThat(cable.stats().latency().count()).isPositive();
    }

    @Test
    void what_a_thread_waits_for_comes_after_what_it_did_not_wait_for() {
        Cable cable = open();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 1_500; i++) {
                var unused = cable.publishAsync("a", "x");
            }
            long last = cable.publish("a", "y");
            assertThat(cable.publishAll(List.of(new Publication("a", "z"), new Publication("b", "z"))))
                    .containsExactly(last + 1, last + 2);
            assertThat(last).isEqualTo((round + 1) * 1_501L + round * 2L);
        }
    }

    @Test
    void a_closed_cable_refuses() {
        Cable cable = open();
        cable.close();
        cable.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> cable.publish("a", "x"));
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> cable.publishAsync("a", "x"));
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> cable.subscribe("a", it -> {}));
    }

    @Test
    void what_was_published_asynchronously_is_stored_by_the_close() {
        Cable cable = open();
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            futures.add(cable.publishAsync("a", Integer.toString(i)));
        }
        cable.close();
        assertThat(futures).allMatch(it -> it.isDone() && !it.isCompletedExceptionally());
        Cable again = open();
        Inbox inbox =
                subscribe(again, Channels.of("a"), SubscribeOptions.standard().withFromOldest());
        assertThat(inbox.awaitMessages(1_000).texts()).hasSize(1_000).startsWith("0", "1");
    }
}
