package io.litestack.core.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.litestack.core.ClosedException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.Ticker;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lock, one step at a time; {@link WriterLockStressTest} lets many threads loose on it. */
@Timeout(120)
class WriterLockTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private final WriterLock lock = new WriterLock("app.db", Ticker.system());

    private static WriterLock.Permit permit() {
        return WriterLock.Permit.ofCurrentThread();
    }

    @Test
    void a_free_lock_is_taken_without_waiting_and_given_back() {
        WriterLock.Permit permit = permit();
        assertThat(lock.acquire(permit, 1)).isZero();
        assertThat(lock.holder()).isSameAs(permit);
        lock.release(permit);
        assertThat(lock.holder()).isNull();
        assertThat(lock.figures().waits()).isZero();
    }

    @Test
    void another_thread_may_give_it_back_but_not_under_another_claim() {
        WriterLock.Permit permit = permit();
        lock.acquire(permit, 1);
        assertThatIllegalStateException().isThrownBy(() -> lock.release(permit()));
        Background.run("releases", () -> lock.release(permit)).result();
        assertThat(lock.holder()).isNull();
        assertThatIllegalStateException().isThrownBy(() -> lock.release(permit));
    }

    @Test
    void those_who_wait_get_it_in_the_order_in_which_they_came() {
        WriterLock.Permit first = permit();
        lock.acquire(first, 1);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Background<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            waiters.add(Background.run("waiter " + i, () -> {
                WriterLock.Permit mine = permit();
                assertThat(lock.acquire(mine, LONG)).isPositive();
                order.add(number);
                lock.release(mine);
            }));
            Eventually.until("it waits", () -> lock.figures().waiting() == number + 1);
        }
        lock.release(first);
        waiters.forEach(Background::result);
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
        assertThat(lock.figures().waits()).isEqualTo(5);
    }

    @Test
    void one_may_come_ahead_of_all_who_wait() {
        WriterLock.Permit first = permit();
        lock.acquire(first, 1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Background<Void>> waiters = new ArrayList<>();
        for (String name : List.of("second", "third", "ahead")) {
            waiters.add(Background.run(name, () -> {
                WriterLock.Permit mine = permit();
                if (name.equals("ahead")) {
                    lock.acquireFirst(mine, LONG);
                } else {
                    lock.acquire(mine, LONG);
                }
                order.add(name);
                lock.release(mine);
            }));
            int waiting = waiters.size();
            Eventually.until("it waits", () -> lock.figures().waiting() == waiting);
        }
        lock.release(first);
        waiters.forEach(Background::result);
        assertThat(order).containsExactly("ahead", "second", "third");
    }

    @Test
    void a_wait_that_has_become_needless_ends_without_the_lock_and_lets_the_next_one_in() {
        WriterLock.Permit first = permit();
        lock.acquire(first, 1);
        AtomicBoolean needless = new AtomicBoolean();
        Background<Long> given =
                Background.call("gives up", () -> lock.acquireUnless(permit(), needless::get, LONG, 0));
        Eventually.until("it waits", () -> lock.figures().waiting() == 1);
        Background<Void> next = Background.run("next", () -> {
            WriterLock.Permit mine = permit();
            lock.acquire(mine, LONG);
            lock.release(mine);
        });
        Eventually.until("both wait", () -> lock.figures().waiting() == 2);
        needless.set(true);
        LockSupport.unpark(given.thread());
        assertThat(given.result()).isEqualTo(WriterLock.NEEDLESS);
        lock.release(first);
        next.result();
    }

    @Test
    void one_who_is_woken_for_a_free_lock_and_no_longer_wants_it_wakes_the_next() {
        WriterLock.Permit first = permit();
        lock.acquire(first, 1);
        AtomicBoolean needless = new AtomicBoolean();
        Background<Long> head = Background.call("head", () -> lock.acquireUnless(permit(), needless::get, LONG, 0));
        Eventually.until("it waits", () -> lock.figures().waiting() == 1);
        Background<Long> next = Background.call("next", () -> lock.acquire(permit(), LONG));
        Eventually.until("both wait", () -> lock.figures().waiting() == 2);
        Eventually.until(
                "both sleep",
                () -> next.thread().getState() == Thread.State.TIMED_WAITING
                        && head.thread().getState() == Thread.State.TIMED_WAITING);
        needless.set(true);
        lock.release(first);
        assertThat(head.result()).isEqualTo(WriterLock.NEEDLESS);
        assertThat(next.result()).isPositive();
    }

    @Test
    void a_thread_that_wants_what_it_holds_is_refused_at_once() {
        lock.acquire(permit(), 1);
        assertThatExceptionOfType(StoreBusyException.class)
                .isThrownBy(() -> lock.acquire(permit(), LONG))
                .withMessageContaining("holds it itself");
        assertThat(lock.figures().waiting()).isZero();
    }

    @Test
    void a_cycle_of_three_is_refused_to_the_last_who_closes_it() {
        List<WriterLock> locks =
                List.of(lock, new WriterLock("b.db", Ticker.system()), new WriterLock("c.db", Ticker.system()));
        List<Background<Void>> cycle = new ArrayList<>();
        Signal allHold = new Signal("all hold one");
        AtomicInteger holding = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            WriterLock own = locks.get(i);
            WriterLock next = locks.get((i + 1) % 3);
            cycle.add(Background.run("cycle " + i, () -> {
                WriterLock.Permit first = permit();
                own.acquire(first, LONG);
                if (holding.incrementAndGet() == 3) {
                    allHold.give();
                }
                allHold.await();
                try {
                    WriterLock.Permit second = permit();
                    next.acquire(second, LONG);
                    next.release(second);
                } finally {
                    own.release(first);
                }
            }));
        }
        int refused = 0;
        for (Background<Void> one : cycle) {
            try {
                one.result();
            } catch (AssertionError e) {
                assertThat(e.getCause()).isInstanceOf(StoreBusyException.class).hasMessageStartingWith("deadlock");
                refused++;
            }
        }
        assertThat(refused).isEqualTo(1);
    }

    @Test
    void a_closed_lock_refuses_those_who_wait_and_those_who_come_and_the_holder_goes_on() {
        WriterLock.Permit holder = permit();
        lock.acquire(holder, 1);
        Background<Long> waiter = Background.call("waits", () -> lock.acquire(permit(), LONG));
        Eventually.until("it waits", () -> lock.figures().waiting() == 1);
        lock.close();
        assertThat(waiter.failure()).isInstanceOf(ClosedException.class);
        assertThat(Background.call("comes", () -> lock.acquire(permit(), LONG)).failure())
                .isInstanceOf(ClosedException.class);
        assertThat(lock.awaitFree(1_000_000)).isSameAs(holder);
        Background<Boolean> closer = Background.call("closes", () -> lock.awaitFree(LONG) == null);
        Eventually.until("it waits", () -> closer.thread().getState() == Thread.State.TIMED_WAITING);
        lock.release(holder);
        assertThat(closer.result()).isTrue();
    }
}
