package io.litestack.core.spi.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.CodecException;
import io.litestack.core.StorageFullException;
import io.litestack.core.Transaction;
import io.litestack.core.testkit.Eventually;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A row that cannot be applied is set aside with its reason; it harms no other and is lost to nobody. */
public abstract class DeadLetterContract extends TransferContract {
    private final AtomicBoolean isMended = new AtomicBoolean();

    protected DeadLetterContract(Opener opener, RelayOpener relays) {
        super(opener, relays);
    }

    /** Receives, and then does something bad if the text is "bad" and nothing was mended. */
    private Applier with(Applier harm) {
        return (tx, row) -> {
            receive(tx, row);
            if (text(row).startsWith("bad") && !isMended.get()) {
                harm.apply(tx, row);
            }
        };
    }

    /** Sends good ones around a bad one in one batch, and expects the bad one alone to be missing. */
    private Relay refusedBy(Applier harm) {
        Relay relay = relay(with(harm));
        store.useWrite(tx -> {
            for (String text : new String[] {"a", "bad", "b"}) {
                relay.send(tx, "note", bytes(text));
            }
        });
        assertThat(received()).containsExactly("a", "b");
        assertThat(relay.deadLetters(10)).extracting(it -> text(it.row())).containsExactly("bad");
        assertThat(relay.stats()).isEqualTo(new RelayStats(1, 2, 1, 0, 0));
        assertThat(listener.deadLetters).hasSize(1);
        send(relay, "c");
        assertThat(received()).containsExactly("a", "b", "c");
        awaitPruned();
        return relay;
    }

    private static void fail(String message) {
        throw new CodecException(message, null);
    }

    @Test
    void what_the_applier_refuses_is_kept_with_the_reason_and_reported() {
        Relay relay = refusedBy((tx, row) -> fail("no such shape"));
        DeadLetterRow letter = relay.deadLetters(10).get(0);
        assertThat(letter.reason()).contains("CodecException").contains("no such shape");
        assertThat(letter.row().kind()).isEqualTo("note");
        assertThat(listener.deadLetters.get(0)).startsWith("note: ").contains("no such shape");
    }

    @Test
    void a_constraint_parks() {
        Relay relay = refusedBy(
                (tx, row) -> tx.execute("insert into received(n, name, kind, text) values (1, 'x', 'x', null)"));
        assertThat(relay.deadLetters(1).get(0).reason()).contains("constraint");
    }

    @Test
    void an_endless_recursion_parks() {
        refusedBy((tx, row) -> {
            throw new StackOverflowError();
        });
    }

    @Test
    void a_row_that_ends_the_whole_transaction_is_set_aside_alone() {
        target.execute("create table mined(x)");
        target.execute("create trigger mine before insert on mined begin select raise(rollback, 'boom'); end");
        Relay relay = refusedBy((tx, row) -> tx.execute("insert into mined values (1)"));
        assertThat(relay.deadLetters(1).get(0).reason()).contains("boom");
    }

    @Test
    void so_is_one_that_hides_that_it_did() {
        target.execute("create table mined(x)");
        target.execute("create trigger mine before insert on mined begin select raise(rollback, 'boom'); end");
        refusedBy((tx, row) -> {
            try {
                tx.execute("insert into mined values (1)");
            } catch (RuntimeException e) {
                // as if it did not matter
            }
        });
    }

    @Test
    void a_row_whose_deferred_constraint_breaks_the_commit_is_set_aside_alone() {
        target.execute("create table child(parent integer references received(n) deferrable initially deferred)");
        Relay relay = refusedBy((tx, row) -> tx.execute("insert into child values (4711)"));
        assertThat(relay.deadLetters(1).get(0).reason()).contains("FOREIGN KEY");
    }

    @Test
    void a_target_that_fails_parks_nothing_and_gets_the_row_when_it_works_again() {
        Relay relay = relay(with((tx, row) -> {
            throw new StorageFullException("no room", null);
        }));
        send(relay, "a");
        send(relay, "bad");
        send(relay, "b");
        assertThat(received()).containsExactly("a");
        assertThat(relay.stats().postponed()).isEqualTo(2);
        Eventually.until("the loop tells of it", () -> !listener.loopFailures.isEmpty());
        isMended.set(true);
        awaitReceived("a", "bad", "b");
        assertThat(relay.deadLetters(10)).isEmpty();
    }

    @Test
    void running_out_of_memory_is_not_the_rows_fault() {
        Relay relay = relay(with((tx, row) -> {
            throw new OutOfMemoryError("as if");
        }));
        send(relay, "bad");
        assertThat(relay.deadLetters(10)).isEmpty();
        isMended.set(true);
        send(relay, "b");
        awaitReceived("bad", "b");
    }

    @Test
    void a_retried_row_is_applied_once_its_cause_is_mended() {
        Relay relay = refusedBy((tx, row) -> fail("first"));
        long id = relay.deadLetters(1).get(0).id();
        isMended.set(true);
        assertThat(relay.retry(id)).isTrue();
        assertThat(received()).containsExactly("a", "b", "c", "bad");
        assertThat(relay.deadLetters(10)).isEmpty();
        assertThat(relay.retry(id)).isFalse();
        assertThat(received()).hasSize(4);
    }

    @Test
    void a_row_that_fails_again_stays_with_its_new_reason() {
        String[] reason = {"first"};
        Relay relay = refusedBy((tx, row) -> fail(reason[0]));
        reason[0] = "second";
        DeadLetterRow letter = relay.deadLetters(1).get(0);
        assertThat(relay.retry(letter.id())).isFalse();
        assertThat(relay.deadLetters(10)).hasSize(1);
        assertThat(relay.deadLetters(1).get(0).reason()).contains("second");
        assertThat(relay.deadLetters(1).get(0).id()).isEqualTo(letter.id());
        assertThat(received()).containsExactly("a", "b", "c");
    }

    @Test
    void a_target_that_fails_at_a_retry_says_so_and_leaves_the_row_as_it_was() {
        String[] kind = {"own"};
        Relay relay = refusedBy((tx, row) -> {
            if (kind[0].equals("own")) {
                fail("first");
            }
            throw new StorageFullException("no room", null);
        });
        kind[0] = "target's";
        DeadLetterRow letter = relay.deadLetters(1).get(0);
        assertThatExceptionOfType(StorageFullException.class).isThrownBy(() -> relay.retry(letter.id()));
        assertThat(relay.deadLetters(10)).extracting(DeadLetterRow::reason).containsExactly(letter.reason());
    }

    @Test
    void all_are_retried_oldest_first() {
        Relay relay = relay(with((tx, row) -> fail("first")));
        store.useWrite(tx -> IntStream.range(0, 250).forEach(i -> relay.send(tx, "note", bytes("bad " + i))));
        assertThat(relay.deadLetters(1000)).hasSize(250);
        assertThat(relay.deadLetters(7))
                .extracting(it -> text(it.row()))
                .startsWith("bad 0", "bad 1")
                .hasSize(7);
        assertThat(relay.retryAll()).isZero();
        isMended.set(true);
        assertThat(relay.retryAll()).isEqualTo(250);
        assertThat(received()).hasSize(250).startsWith("bad 0", "bad 1").endsWith("bad 249");
        assertThat(relay.deadLetters(10)).isEmpty();
    }

    @Test
    void a_row_that_nobody_wants_is_discarded() {
        Relay relay = refusedBy((tx, row) -> fail("first"));
        long id = relay.deadLetters(1).get(0).id();
        assertThat(relay.discard(id)).isTrue();
        assertThat(relay.discard(id)).isFalse();
        assertThat(relay.deadLetters(10)).isEmpty();
        assertThat(relay.retryAll()).isZero();
    }

    @Test
    void relays_do_not_see_each_others_dead_letters() {
        Relay relay = refusedBy((tx, row) -> fail("first"));
        Relay other = openRelay("others", (Transaction tx, OutboxMessage row) -> {}, Relay.PATIENCE);
        long id = relay.deadLetters(1).get(0).id();
        assertThat(other.deadLetters(10)).isEmpty();
        assertThat(other.retry(id)).isFalse();
        assertThat(other.discard(id)).isFalse();
        assertThat(relay.deadLetters(10)).hasSize(1);
    }
}
