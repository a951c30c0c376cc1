package io.litestack.core.spi.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a transaction sends is in the target once and in order, if and only if the transaction commits. */
public abstract class RelayContract extends TransferContract {
    protected RelayContract(Opener opener, RelayOpener relays) {
        super(opener, relays);
    }

    @Test
    void what_is_sent_has_arrived_when_the_write_returns() {
        Relay relay = relay(TransferContract::receive);
        send(relay, "a");
        assertThat(received()).containsExactly("a");
        send(relay, "b");
        assertThat(received()).containsExactly("a", "b");
        assertThat(relay.stats()).isEqualTo(new RelayStats(1, 2, 0, 0, 0));
    }

    @Test
    void a_row_says_what_it_is_and_has_a_name_of_its_own() {
        List<OutboxMessage> rows = new ArrayList<>();
        Relay relay = relay((tx, row) -> rows.add(row));
        long seq = store.write(tx -> relay.send(tx, "note", bytes("a")));
        store.useWrite(tx -> relay.send(tx, "other:kind-1.x", new byte[0]));
        assertThat(rows).extracting(OutboxMessage::kind).containsExactly("note", "other:kind-1.x");
        assertThat(rows.get(0).seq()).isEqualTo(seq);
        assertThat(rows.get(0).payload()).isEqualTo(bytes("a"));
        assertThat(rows.get(1).payload()).isEmpty();
        assertThat(rows).extracting(OutboxMessage::key).doesNotHaveDuplicates();
        assertThat(rows.get(0)).hasToString("note " + rows.get(0).key() + " (1 bytes)");
    }

    @Test
    void a_transaction_that_is_rolled_back_has_sent_nothing() {
        Relay relay = relay(TransferContract::receive);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.useWrite(tx -> {
                    relay.send(tx, "note", bytes("never"));
                    throw new IllegalArgumentException();
                }));
        send(relay, "a");
        assertThat(received()).containsExactly("a");
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void a_nested_part_that_is_rolled_back_takes_its_rows_along_and_leaves_the_others() {
        Relay relay = relay(TransferContract::receive);
        store.useWrite(tx -> {
            relay.send(tx, "note", bytes("before"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.useWrite(nested -> {
                        relay.send(nested, "note", bytes("never"));
                        throw new IllegalArgumentException();
                    }));
            relay.send(tx, "note", bytes("after"));
        });
        assertThat(received()).containsExactly("before", "after");
        store.useWrite(tx -> assertThatIllegalArgumentException()
                .isThrownBy(() -> store.useWrite(nested -> {
                    relay.send(nested, "note", bytes("never"));
                    throw new IllegalArgumentException();
                })));
        send(relay, "next");
        assertThat(received()).containsExactly("before", "after", "next");
    }

    @Test
    void rows_of_many_threads_arrive_once_and_in_the_order_of_the_commits() {
        Relay relay = relay(TransferContract::receive);
        List<Background<Void>> threads = new ArrayList<>(IntStream.range(0, 8)
                .mapToObj(i -> Background.run("sender " + i, () -> {
                    for (int j = 0; j < 50; j++) {
                        String text = i + "." + j;
                        send(relay, text);
                        assertThat(arrivals(text)).isEqualTo(1);
                    }
                }))
                .toList());
        threads.forEach(Background::result);
        assertThat(received()).containsExactlyElementsOf(notes()).hasSize(400);
        List<Long> seqs = target.query(
                "select cast(substr(name, instr(name, ':') + 1) as integer) from received order by n",
                row -> row.getLong(1));
        assertThat(seqs).isSortedAccordingTo(Comparator.naturalOrder());
    }

    private long arrivals(String text) {
        return target.queryFirst("select count(*) from received where text = ?", row -> row.getLong(1), text)
                .orElseThrow();
    }

    @Test
    void a_transaction_with_more_rows_than_a_batch_holds_arrives_whole() {
        Relay relay = relay(TransferContract::receive);
        List<String> texts =
                IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();
        store.useWrite(tx -> texts.forEach(it -> relay.send(tx, "note", bytes(it))));
        assertThat(received()).containsExactlyElementsOf(texts);
        awaitPruned();
    }

    @Test
    void rows_that_are_too_many_bytes_for_a_batch_arrive_whole() {
        Relay relay = relay((tx, row) -> tx.execute(
                "insert into received(name, kind, text) values (?, '', ?)", row.key(), row.payload().length));
        store.useWrite(tx -> {
            for (int megabytes : new int[] {3, 3, 5, 1}) {
                relay.send(tx, "note", new byte[megabytes << 20]);
            }
        });
        assertThat(received()).containsExactly("3145728", "3145728", "5242880", "1048576");
    }

    @Test
    void rows_are_deleted_once_they_have_arrived() {
        Relay relay = relay(TransferContract::receive);
        send(relay, "a");
        awaitPruned();
        send(relay, "b");
        awaitPruned();
        assertThat(received()).containsExactly("a", "b");
    }

    @Test
    void rows_that_wait_already_are_forwarded_when_their_file_is_attached() {
        store.useWrite(tx -> Outbox.of(store).append(tx, NAME, "note", bytes("a")));
        Relay relay = relay(TransferContract::receive);
        awaitReceived("a");
        send(relay, "b");
        assertThat(received()).containsExactly("a", "b");
    }

    @Test
    void a_file_is_attached_by_the_first_row_that_is_sent_from_it() {
        Relay relay = openRelay(NAME, TransferContract::receive, Duration.ofSeconds(20));
        assertThat(relay.stats().sources()).isZero();
        send(relay, "a");
        assertThat(received()).containsExactly("a");
        relay.attach(store);
        assertThat(relay.stats().sources()).isEqualTo(1);
    }

    @Test
    void the_target_is_no_source_of_itself() {
        Relay relay = relay(TransferContract::receive);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> relay.attach(target))
                .withMessageContaining("target.db")
                .withMessageContaining("write there directly");
        target.useWrite(tx -> assertThat(relay.isOfTarget(tx)).isTrue());
        store.useWrite(tx -> assertThat(relay.isOfTarget(tx)).isFalse());
    }

    @Test
    void two_relays_of_one_name_do_the_work_of_one() {
        Relay one = relay(TransferContract::receive);
        Relay other = relay(TransferContract::receive);
        List<Background<Void>> threads = new ArrayList<>();
        for (Relay relay : List.of(one, other)) {
            threads.add(Background.run("sender", () -> {
                for (int i = 0; i < 100; i++) {
                    send(relay, "note " + i);
                }
            }));
        }
        threads.forEach(Background::result);
        awaitPruned();
        assertThat(received()).containsExactlyElementsOf(notes()).hasSize(200);
        assertThat(one.stats().applied() + other.stats().applied()).isEqualTo(200);
    }

    @Test
    void rows_of_another_name_are_another_relays() {
        List<String> others = new ArrayList<>();
        Relay notes = relay(TransferContract::receive);
        Relay other = openRelay("others", (tx, row) -> others.add(text(row)), Duration.ofSeconds(20));
        store.useWrite(tx -> {
            other.send(tx, "note", bytes("x"));
            notes.send(tx, "note", bytes("a"));
            other.send(tx, "note", bytes("y"));
        });
        assertThat(received()).containsExactly("a");
        assertThat(others).containsExactly("x", "y");
    }

    @Test
    void what_a_row_does_to_the_target_may_itself_send_on() {
        Store third = open("third.db", builder -> {});
        third.execute("create table heard(text)");
        Relay onward = closeLater(
                Relay.open(third, "onward", (tx, row) -> tx.execute("insert into heard values (?)", text(row))));
        Relay relay = relay((tx, row) -> {
            receive(tx, row);
            onward.send(tx, "note", row.payload());
        });
        send(relay, "a");
        assertThat(received()).containsExactly("a");
        Eventually.until(
                "it is passed on",
                () -> !third.query("select text from heard", row -> row.getString(1))
                        .isEmpty());
    }

    // What keeps a write from forwarding its rows itself.

    @Test
    void a_thread_inside_another_stores_write_leaves_its_rows_to_the_loop() {
        Store third = open("third.db", builder -> {});
        verifyLeftToTheLoop(send -> third.useWrite(tx -> send.run()));
    }

    @Test
    void a_thread_inside_a_read_leaves_its_rows_to_the_loop() {
        verifyLeftToTheLoop(send -> target.useRead(view -> send.run()));
    }

    /** While the target is held the loop cannot be first; whoever waited for it would wait for longer than a test. */
    private void verifyLeftToTheLoop(Consumer<Runnable> inside) {
        Relay relay = relay(TransferContract::receive, Duration.ofHours(1));
        Signal isHeld = new Signal("the target's writer is held");
        Signal mayEnd = new Signal("it may be released");
        Background<Void> holder = hold(target, isHeld, mayEnd);
        isHeld.await();
        inside.accept(() -> send(relay, "a"));
        assertThat(relay.stats().postponed()).isEqualTo(1);
        mayEnd.give();
        holder.result();
        awaitReceived("a");
    }

    private static Background<Void> hold(Store held, Signal isHeld, Signal mayEnd) {
        return Background.run(
                "holder",
                () -> held.useWrite(tx -> {
                    isHeld.give();
                    mayEnd.await();
                }));
    }

    @Test
    void a_thread_that_holds_the_target_itself_does_not_wait_for_itself() {
        Relay relay = relay(TransferContract::receive);
        target.useWrite(tx -> {
            send(relay, "a");
            tx.execute("insert into received(name, kind, text) values ('', '', 'first')");
        });
        awaitReceived("first", "a");
    }

    @Test
    void a_busy_target_holds_a_write_up_for_no_longer_than_its_timeout_and_fails_it_never() {
        Relay relay = relay(TransferContract::receive, Duration.ofMillis(20));
        Signal isHeld = new Signal("the target's writer is held");
        Signal mayEnd = new Signal("it may be released");
        Background<Void> holder = hold(target, isHeld, mayEnd);
        isHeld.await();
        send(relay, "a");
        send(relay, "b");
        assertThat(relay.stats().postponed()).isEqualTo(2);
        assertThat(received()).isEmpty();
        mayEnd.give();
        holder.result();
        awaitReceived("a", "b");
    }

    /** If each waited for its second, the test would run out of time. */
    @Test
    void a_target_that_is_blocked_is_waited_for_by_one_write_and_not_by_each() {
        Relay relay = relay(TransferContract::receive, Duration.ofSeconds(1));
        List<String> texts = IntStream.range(0, 40).mapToObj(i -> "note " + i).toList();
        target.useWrite(tx -> Background.run("sender", () -> texts.forEach(it -> send(relay, it)))
                .result());
        assertThat(relay.stats().postponed()).isEqualTo(40);
        awaitReceived(texts.toArray(String[]::new));
        send(relay, "last");
        assertThat(received()).endsWith("last").hasSize(41);
    }

    @Test
    void an_interrupted_thread_keeps_its_flag_and_its_rows_arrive() {
        Relay relay = relay(TransferContract::receive);
        send(relay, "a");
        store.useWrite(tx -> {
            relay.send(tx, "note", bytes("b"));
            Thread.currentThread().interrupt();
        });
        assertThat(Thread.interrupted()).isTrue();
        awaitReceived("a", "b");
    }

    @Test
    void rows_sent_while_no_relay_is_open_wait_for_the_next_one() {
        Relay first = relay(TransferContract::receive);
        send(first, "a");
        first.close();
        first.close();
        store.useWrite(tx -> Outbox.of(store).append(tx, NAME, "note", bytes("b")));
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> send(first, "never"));
        assertThat(received()).containsExactly("a");
        relay(TransferContract::receive);
        awaitReceived("a", "b");
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void a_target_that_is_closed_and_opened_again_gets_what_was_sent_meanwhile() {
        Relay first = relay(TransferContract::receive);
        send(first, "a");
        target.close();
        store.useWrite(tx -> first.send(tx, "note", bytes("b")));
        first.close();
        target = openTarget("target.db");
        relay(TransferContract::receive);
        awaitReceived("a", "b");
    }

    @Test
    void a_source_that_is_closed_and_opened_again_is_forwarded_from_again() {
        Relay relay = relay(TransferContract::receive);
        send(relay, "a");
        store.close();
        Eventually.until("it is detached", () -> relay.stats().sources() == 0);
        store = open("app.db", builder -> {});
        send(relay, "b");
        assertThat(received()).containsExactly("a", "b");
    }

    @Test
    void a_source_that_fails_keeps_no_other_from_being_forwarded() {
        Relay relay = relay(TransferContract::receive);
        Store broken = open("broken.db", builder -> {});
        broken.execute("create table litestack_outbox(not_what_is_expected integer)");
        relay.attach(broken);
        Throwable refused = catchThrowable(() -> broken.useWrite(tx -> relay.send(tx, "note", bytes("never"))));
        assertThat(refused).hasMessageContaining("litestack_outbox");
        send(relay, "a");
        store.useWrite(tx -> store.useRead(view -> relay.send(tx, "note", bytes("b"))));
        assertThat(received()).containsExactly("a", "b");
        Eventually.until("the loop tells of it", () -> !listener.loopFailures.isEmpty());
    }

    @Test
    void bad_names_and_timeout_are_refused_with_their_bounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> openRelay("no spaces", TransferContract::receive, Duration.ofSeconds(1)))
                .withMessageContaining("name must be 1 to 128")
                .withMessageContaining("\"no spaces\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> openRelay("a".repeat(129), TransferContract::receive, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> openRelay(NAME, TransferContract::receive, Duration.ZERO))
                .withMessageContaining("timeout");
    }
}
