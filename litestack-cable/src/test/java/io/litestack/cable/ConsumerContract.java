package io.litestack.cable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.cable.ConsumerOptions.AfterRetries;
import io.litestack.core.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Named consumers: at least once, one active owner. */
abstract class ConsumerContract extends CableContract {
    private static final ConsumerOptions MAIL =
            ConsumerOptions.of("mail", Channels.of("a")).withRetries(2, Duration.ofMillis(1));

    private static DurableConsumer start(Cable cable, ConsumerOptions options, Inbox inbox) {
        DurableConsumer consumer = cable.consume(options, inbox);
        Eventually.until("it is active", consumer::isActive);
        return consumer;
    }

    @Test
    void it_goes_on_where_it_has_stopped() {
        Cable first = open();
        first.publish("a", "before");
        Inbox inbox = new Inbox();
        DurableConsumer stopped = start(first, MAIL, inbox);
        publishNumbers(first, "a", 1, 3);
        long last = first.publish("b", "not mine");
        // a message whose handler has not returned comes again
        Eventually.until("all are handled", () -> stopped.position().id() == last);
        first.close();
        assertThat(inbox.texts()).containsExactly("1", "2", "3");
        Cable second = open();
        publishNumbers(second, "a", 4, 5);
        Inbox after = new Inbox();
        DurableConsumer consumer = start(second, MAIL, after);
        assertThat(after.awaitMessages(2).texts()).containsExactly("4", "5");
        consumer.close();
        consumer.close();
        assertThat(consumer.isActive()).isFalse();
        ConsumerInfo info = second.consumers().get(0);
        assertThat(info.name()).isEqualTo("mail");
        assertThat(info.position()).isEqualTo(second.position());
        assertThat(info.behind()).isZero();
        assertThat(info.owner()).isEmpty();
        assertThat(info.failure()).isEmpty();
    }

    @Test
    void a_new_one_may_begin_with_what_is_kept() {
        Cable cable = open();
        publishNumbers(cable, "a", 1, 3);
        Inbox inbox = new Inbox();
        start(cable, MAIL.withFromOldest(), inbox);
        assertThat(inbox.awaitMessages(3).texts()).containsExactly("1", "2", "3");
    }

    @Test
    void one_at_a_time_is_active_and_another_takes_over() {
        Cable one = open();
        Cable other = open();
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        DurableConsumer active = start(one, MAIL, first);
        DurableConsumer waiting = other.consume(MAIL, second);
        publishNumbers(one, "a", 1, 10);
        // a message whose handler has not returned comes again
        Eventually.until("all are handled", () -> active.position().id() == 10);
        assertThat(waiting.isActive()).isFalse();
        assertThat(one.consumers().get(0).owner()).isPresent();
        active.close();
        Eventually.until("the other one has taken over", waiting::isActive);
        publishNumbers(one, "a", 11, 12);
        second.awaitMessages(2);
        assertThat(first.texts()).hasSize(10);
        assertThat(second.texts()).containsExactly("11", "12");
    }

    @Test
    void a_message_is_tried_again_and_then_left_out() {
        Cable cable = open();
        Inbox inbox = new Inbox().on(it -> {
            if (it.text().equals("2")) {
                throw new IllegalStateException("two");
            }
        });
        start(cable, MAIL, inbox);
        publishNumbers(cable, "a", 1, 3);
        inbox.awaitEvent("3");
        assertThat(inbox.texts()).containsExactly("1", "2", "2", "2", "3");
        assertThat(events.skips).containsExactly("2");
        assertThat(events.handlerFailures).hasSize(3);
        assertThat(cable.stats().failed()).isEqualTo(3);
    }

    @Test
    void it_may_stop_at_a_message_until_it_is_resumed() {
        Cable cable = open();
        AtomicBoolean isBroken = new AtomicBoolean(true);
        Inbox inbox = new Inbox().on(it -> {
            if (it.text().equals("2") && isBroken.get()) {
                throw new IllegalStateException("two");
            }
        });
        DurableConsumer consumer = start(cable, MAIL.withAfterRetries(AfterRetries.STOP), inbox);
        publishNumbers(cable, "a", 1, 3);
        Eventually.until(
                "it has stopped", () -> !cable.consumers().get(0).failure().isEmpty());
        assertThat(consumer.isActive()).isFalse();
        ConsumerInfo stopped = cable.consumers().get(0);
        assertThat(stopped.position().id()).isEqualTo(1);
        assertThat(stopped.behind()).isEqualTo(2);
        assertThat(stopped.failure().orElseThrow()).contains("IllegalStateException: two");
        assertThat(events.stops).containsExactly("2");
        isBroken.set(false);
        assertThat(cable.resumeConsumer("mail")).isTrue();
        assertThat(cable.resumeConsumer("mail")).isFalse();
        inbox.awaitEvent("3");
        assertThat(inbox.texts()).containsExactly("1", "2", "2", "2", "2", "3");
    }

    @Test
    void it_can_be_forgotten() {
        Cable cable = open();
        DurableConsumer consumer = start(cable, MAIL, new Inbox());
        assertThat(cable.deleteConsumer("mail")).isTrue();
        assertThat(cable.deleteConsumer("mail")).isFalse();
        assertThat(cable.consumers()).isEmpty();
        cable.publish("a", "1");
        Eventually.until("it has ended", () -> !consumer.isActive());
    }

    @Test
    void one_that_is_made_anew_has_nothing_of_the_one_before() {
        Cable cable = open();
        Inbox first = new Inbox();
        DurableConsumer old = start(cable, MAIL, first);
        publishNumbers(cable, "a", 1, 3);
        first.awaitMessages(3);
        Eventually.until(
                "its position is stored", () -> cable.consumers().get(0).behind() == 0);
        cable.deleteConsumer("mail");
        Inbox second = new Inbox();
        cable.consume(MAIL.withFromOldest(), second);
        second.awaitMessages(3);
        old.close();
        cable.publish("a", "4");
        second.awaitMessages(4);
        assertThat(second.texts()).containsExactly("1", "2", "3", "4");
        assertThat(first.texts()).containsExactly("1", "2", "3");
    }

    @Test
    void one_that_another_process_has_deleted_ends_though_nothing_is_published() {
        Cable cable = open();
        Cable other = open();
        Inbox first = new Inbox();
        DurableConsumer old = start(cable, MAIL, first);
        publishNumbers(cable, "a", 1, 3);
        first.awaitMessages(3);
        Eventually.until(
                "its position is stored", () -> cable.consumers().get(0).behind() == 0);
        other.deleteConsumer("mail");
        Eventually.until("it has ended", () -> !old.isActive());
        Inbox second = new Inbox();
        DurableConsumer anew = start(cable, MAIL.withFromOldest(), second);
        second.awaitMessages(3);
        assertThat(anew.isActive()).isTrue();
        assertThat(first.texts()).containsExactly("1", "2", "3");
    }

    @Test
    void the_position_of_a_quiet_one_follows_the_log() {
        Cable cable = open();
        start(cable, MAIL, new Inbox());
        publishNumbers(cable, "other", 1, 10);
        Eventually.until("it has followed", () -> cable.consumers().get(0).behind() == 0);
    }

    @Test
    void options_out_of_their_bounds_are_refused() {
        for (Runnable bad : List.<Runnable>of(
                () -> ConsumerOptions.of("", Channels.of("a")),
                () -> MAIL.withBatch(0),
                () -> MAIL.withRetries(-1, Duration.ofSeconds(1)),
                () -> MAIL.withRetries(1, Duration.ofSeconds(61)))) {
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(bad::run);
        }
    }
}
