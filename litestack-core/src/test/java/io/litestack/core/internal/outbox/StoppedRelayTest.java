package io.litestack.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.spi.outbox.TransferContract;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay fails or falls asleep between two of its steps, alone or beside another one. */
class StoppedRelayTest extends TransferContract {
    private Consumer<RelayStep> probe = step -> {};

    StoppedRelayTest() {
        super(Store::open, Relay::open);
    }

    @Override
    protected void configureTarget(StoreConfig.Builder builder) {
        builder.sync(Sync.FULL);
    }

    private Relay probed(Duration timeout) {
        Relay relay = closeLater(
                new SqliteRelay(target, NAME, TransferContract::receive, timeout, step -> probe.accept(step)));
        relay.attach(store);
        return relay;
    }

    private void sendThree(Relay relay, String text) {
        store.useWrite(tx -> {
            for (int i = 0; i < 3; i++) {
                addNote(tx, text + i);
                relay.send(tx, "note", bytes(text + i));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(RelayStep.class)
    void a_relay_that_fails_at_any_step_forwards_each_row_once_and_fails_no_write(RelayStep weak) {
        AtomicInteger failures = new AtomicInteger();
        probe = step -> {
            if (step == weak && failures.get() < 3) {
                failures.incrementAndGet();
                throw new IllegalStateException("stopped at " + step);
            }
        };
        Relay relay = probed(Duration.ofSeconds(20));
        sendThree(relay, "a");
        sendThree(relay, "b");
        Eventually.until("it has failed", () -> failures.get() == 3);
        Eventually.until("all has arrived", () -> received().size() >= 6);
        awaitPruned();
        assertThat(received()).containsExactlyElementsOf(notes());
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "SOURCE_SYNCED"})
    void a_relay_that_sleeps_over_its_batch_repeats_nothing_although_the_rows_are_deleted_meanwhile(RelayStep bed) {
        store.useWrite(tx -> {
            for (String text : List.of("a", "b")) {
                addNote(tx, text);
                Outbox.of(tx).append(tx, NAME, "note", bytes(text));
            }
        });
        Signal isAsleep = new Signal("the slow relay has its batch");
        Signal mayWake = new Signal("it may wake");
        probe = step -> {
            if (step == bed && !isAsleep.isGiven()) {
                isAsleep.give();
                mayWake.await();
            }
        };
        Relay slow = probed(Duration.ofMillis(1));
        isAsleep.await();
        Relay quick = relay(TransferContract::receive);
        Eventually.until("the quick one has forwarded them", () -> received().size() == 2);
        awaitPruned();
        sendThree(quick, "c");
        awaitPruned();
        mayWake.give();
        Eventually.until(
                "the slow one has found them forwarded", () -> slow.stats().known() >= 2);
        sendThree(slow, "d");
        Eventually.until("all has arrived", () -> received().size() >= 8);
        assertThat(received()).containsExactlyElementsOf(notes()).hasSize(8);
    }

    @Test
    void two_relays_that_stop_in_the_midst_of_their_transactions_come_one_after_the_other() {
        Signal isInside = new Signal("one relay is inside its transaction");
        Signal mayCommit = new Signal("it may commit");
        probe = step -> {
            if (step == RelayStep.ADVANCED && !isInside.isGiven()) {
                isInside.give();
                mayCommit.await();
            }
        };
        store.useWrite(tx -> {
            addNote(tx, "a");
            Outbox.of(tx).append(tx, NAME, "note", bytes("a"));
        });
        Relay other = openRelay(NAME, TransferContract::receive, Duration.ofSeconds(20));
        probed(Duration.ofMillis(1));
        isInside.await();
        other.attach(store);
        Eventually.until("the other waits for it", () -> target.stats().waiting() == 1);
        mayCommit.give();
        Eventually.until("the other has found the row", () -> other.stats().known() == 1);
        assertThat(received()).containsExactly("a");
    }

    /** The source is at NORMAL, and nothing else flushes it. */
    @Test
    void no_effect_is_committed_before_its_cause_is_flushed_and_no_cause_deleted_before_its_effect_is() {
        Relay relay = probed(Duration.ofSeconds(20));
        long ofTarget = target.stats().syncs();
        List<String> order = new CopyOnWriteArrayList<>();
        probe = step -> order.add(
                step + " " + store.stats().syncs() + " " + (target.stats().syncs() - ofTarget));
        send(relay, "a");
        Eventually.until("it is pruned", () -> order.size() >= 8);
        assertThat(order)
                .startsWith(
                        "READ 0 0", "SOURCE_SYNCED 1 0", "BEGUN 1 0", "APPLIED 1 0", "ADVANCED 1 0", "COMMITTED 1 1");
        assertThat(order.get(6)).startsWith("TARGET_SYNCED 1 ");
        assertThat(order.get(7)).startsWith("PRUNED 1 ");
    }
}
