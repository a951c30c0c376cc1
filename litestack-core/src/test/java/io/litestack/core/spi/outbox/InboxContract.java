package io.litestack.core.spi.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.litestack.core.Store;
import io.litestack.core.StoreContract;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The effects of a run are there once, however many attempts there are and wherever one of them stops. */
public abstract class InboxContract extends StoreContract {
    private static final Run RUN = new Run("source", 7, 1);
    private static final Runnable MINE = () -> {};

    /** Which attempt the work belongs to, as the file that keeps it would say; 0 once it is finished. */
    private final AtomicLong owner = new AtomicLong(1);

    protected InboxContract(Opener opener) {
        super(opener);
    }

    private Inbox inbox() {
        return Inbox.of(store);
    }

    private boolean attempt(long attempt, Run run) {
        return inbox().runOnce(run, () -> fence(attempt), tx -> addNote(tx, "effect of " + attempt));
    }

    private void fence(long attempt) {
        if (owner.get() != attempt) {
            throw new IllegalStateException("not mine any more");
        }
    }

    @Test
    void the_effects_of_a_run_are_committed_once() {
        assertThat(inbox().isRecorded(RUN)).isFalse();
        assertThat(attempt(1, RUN)).isTrue();
        assertThat(inbox().isRecorded(RUN)).isTrue();
        owner.set(2);
        assertThat(attempt(2, RUN)).isFalse();
        assertThat(notes()).containsExactly("effect of 1");
    }

    @Test
    void another_run_or_piece_of_work_or_source_is_another_matter() {
        assertThat(attempt(1, RUN)).isTrue();
        assertThat(attempt(1, new Run("source", 7, 2))).isTrue();
        assertThat(attempt(1, new Run("source", 8, 1))).isTrue();
        assertThat(attempt(1, new Run("restored", 7, 1))).isTrue();
        assertThat(notes()).hasSize(4);
    }

    @Test
    void effects_that_throw_leave_nothing_and_may_be_tried_again() {
        for (int i = 0; i < 2; i++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> inbox().runOnce(RUN, MINE, tx -> {
                        addNote(tx, "never");
                        throw new IllegalArgumentException();
                    }));
            assertThat(inbox().isRecorded(RUN)).isFalse();
        }
        assertThat(attempt(1, RUN)).isTrue();
        assertThat(notes()).containsExactly("effect of 1");
    }

    @Test
    void an_attempt_that_wakes_before_the_lock_after_another_has_finished_is_refused() {
        owner.set(2);
        attempt(2, RUN);
        owner.set(0);
        inbox().forget(List.of(RUN));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> attempt(1, RUN));
        assertThat(notes()).containsExactly("effect of 2");
        assertThat(inbox().isRecorded(RUN)).isFalse();
    }

    @Test
    void an_attempt_that_stops_behind_the_fence_makes_the_next_one_wait_and_find_its_row() {
        Signal isBehind = new Signal("the first attempt is behind its fence");
        Signal mayGoOn = new Signal("it may go on");
        Background<Boolean> first = Background.call(
                "first",
                () -> inbox().runOnce(
                                RUN,
                                () -> {
                                    fence(1);
                                    isBehind.give();
                                    mayGoOn.await();
                                },
                                tx -> addNote(tx, "effect of 1")));
        isBehind.await();
        owner.set(2);
        AtomicInteger asked = new AtomicInteger();
        Background<Boolean> second = Background.call(
                "second",
                () -> inbox().runOnce(
                                RUN,
                                () -> {
                                    asked.incrementAndGet();
                                    fence(2);
                                },
                                tx -> addNote(tx, "effect of 2")));
        Eventually.until("the second waits", () -> store.stats().waiting() == 1);
        assertThat(asked).hasValue(0);
        mayGoOn.give();
        assertThat(first.result()).isTrue();
        assertThat(second.result()).isFalse();
        assertThat(asked).hasValue(1);
        assertThat(notes()).containsExactly("effect of 1");
    }

    @Test
    void the_fence_may_read_another_store() {
        Store work = open("work.db", builder -> {});
        work.execute("create table work(id integer primary key, attempt integer)");
        work.execute("insert into work values (7, 3)");
        Runnable fence = () -> assertThat(work.queryFirst("select attempt from work", row -> row.getLong(1)))
                .contains(3L);
        assertThat(inbox().runOnce(RUN, fence, tx -> addNote(tx, "a"))).isTrue();
    }

    @Test
    void inside_a_write_it_is_a_part_of_that() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.useWrite(tx -> {
                    assertThat(attempt(1, RUN)).isTrue();
                    assertThat(inbox().isRecorded(RUN)).isTrue();
                    throw new IllegalArgumentException();
                }));
        assertThat(inbox().isRecorded(RUN)).isFalse();
        assertThat(notes()).isEmpty();
    }

    @Test
    void what_is_not_forgotten_is_listed_oldest_first() {
        Run other = new Run("source", 3, 1);
        assertThat(inbox().recorded(10)).isEmpty();
        attempt(1, RUN);
        attempt(1, other);
        assertThat(inbox().recorded(10)).containsExactly(RUN, other);
        assertThat(inbox().recorded(1)).containsExactly(RUN);
        inbox().forget(List.of(RUN, new Run("source", 99, 1)));
        inbox().forget(List.of());
        assertThat(inbox().recorded(10)).containsExactly(other);
        assertThat(attempt(1, RUN)).isTrue();
    }

    @Test
    void a_source_without_a_name_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Run("", 1, 1))
                .withMessageContaining("source must be 1 to 128");
    }
}
