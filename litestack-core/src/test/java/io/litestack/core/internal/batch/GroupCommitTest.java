package io.litestack.core.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Ticker;
import io.litestack.core.internal.write.WriterLock;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for whom, by a clock that stands still unless a test moves it. */
@Timeout(120)
class GroupCommitTest {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong();

    /** How often somebody who waits has looked. */
    private final AtomicLong looks = new AtomicLong();

    private final WriterLock lock = new WriterLock("app.db", Ticker.system());
    private final GroupCommit group = new GroupCommit(lock, () -> {
        looks.incrementAndGet();
        return now.get();
    });

    private QueuedCommand<Boolean> command(@Nullable CompletableFuture<Boolean> future) {
        return new QueuedCommand<>(statements -> true, Ack.DURABLE, 0, future, group);
    }

    private QueuedCommand<Boolean> joined() {
        QueuedCommand<Boolean> command = command(null);
        group.joined();
        return command;
    }

    private Background<Void> awaiting(QueuedCommand<?> command) {
        return Background.run("awaits", () -> group.await(command));
    }

    private void assertWaits(Background<?> waiting) {
        long seen = looks.get();
        Eventually.until("it goes on waiting", () -> looks.get() > seen + 10);
        assertThat(waiting.isDone()).isFalse();
    }

    private WriterLock.Permit hold() {
        WriterLock.Permit permit = WriterLock.Permit.ofCurrentThread();
        assertThat(lock.acquireUnless(permit, () -> false, SECOND, 0)).isZero();
        return permit;
    }

    @Test
    void where_one_command_is_on_its_way_at_a_time_nobody_waits() {
        hold();
        group.await(joined());
        group.batched(1);
        group.await(joined());
        assertThat(looks).hasValue(0);
    }

    @Test
    void as_many_as_were_in_the_last_batch_are_waited_for_and_the_last_leads_at_once() {
        group.batched(3);
        Background<Void> first = awaiting(joined());
        assertWaits(first);
        QueuedCommand<Boolean> second = joined();
        assertWaits(first);
        group.await(joined());
        group.await(second);
        first.result();
    }

    @Test
    void one_that_was_taken_or_withdrawn_or_has_a_future_counts_no_more() {
        group.batched(2);
        assertThat(joined().take()).isTrue();
        QueuedCommand<Boolean> withdrawn = joined();
        assertThat(withdrawn.withdraw()).isTrue();
        assertThat(withdrawn.take()).isFalse();
        assertThat(command(new CompletableFuture<>()).take()).isTrue();
        Background<Void> first = awaiting(joined());
        assertWaits(first);
        group.joined();
        first.result();
    }

    @Test
    void those_who_do_not_come_are_not_waited_for_for_long() {
        group.batched(3);
        Background<Void> first = awaiting(joined());
        assertWaits(first);
        now.addAndGet(GroupCommit.PATIENCE_NANOS + 1);
        first.result();
    }

    @Test
    void a_batch_is_awaited_without_sleep_but_not_for_long() {
        group.batched(2);
        hold();
        group.joined();
        QueuedCommand<Boolean> command = joined();
        Background<Void> waiting = awaiting(command);
        assertWaits(waiting);
        now.addAndGet(GroupCommit.PATIENCE_NANOS + 1);
        assertWaits(waiting);
        assertThat(command.take()).isTrue();
        command.committed(1);
        waiting.result();

        Background<Void> next = awaiting(joined());
        assertWaits(next);
        now.addAndGet(GroupCommit.LONGEST_NANOS + 1);
        next.result();
    }
}
