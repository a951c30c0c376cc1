package io.litestack.core.internal.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.Ticker;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Seed;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many threads that take, wait, give up, are interrupted, and let others release for them. */
@Timeout(120)
@ExtendWith(Seed.class)
class WriterLockStressTest {
    private static final int THREADS = 12;
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);
    private static final long DURATION = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final Handed STOP = new Handed();

    private final AtomicInteger holders = new AtomicInteger();
    private final AtomicLong acquired = new AtomicLong();

    /** A permit whose thread may become another: who has handed it on may want the lock again at once. */
    private static final class Handed implements WriterLock.Permit {
        private volatile Thread thread = Thread.currentThread();

        @Override
        public Thread thread() {
            return thread;
        }
    }

    /** A thread's wait, and whether somebody has made it needless. */
    private record Wait(Thread thread, AtomicBoolean needless) {}

    @Test
    void whatever_they_do_one_holds_it_at_a_time_and_nobody_waits_for_ever(Random random) {
        WriterLock lock = new WriterLock("stress", Ticker.system());
        BlockingQueue<Handed> toRelease = new LinkedBlockingQueue<>();
        AtomicReferenceArray<Wait> waits = new AtomicReferenceArray<>(THREADS);
        long end = System.nanoTime() + DURATION;
        AtomicBoolean over = new AtomicBoolean();

        Background<Void> releaser = Background.run("releaser", () -> {
            for (Handed permit = toRelease.take(); permit != STOP; permit = toRelease.take()) {
                holders.decrementAndGet();
                lock.release(permit);
            }
        });
        Random chaosRandom = new Random(random.nextLong());
        Background<Void> chaos = Background.run("chaos", () -> {
            while (!over.get()) {
                Wait wait = waits.get(chaosRandom.nextInt(THREADS));
                if (wait != null && chaosRandom.nextBoolean()) {
                    wait.needless.set(true);
                    LockSupport.unpark(wait.thread);
                } else if (wait != null) {
                    wait.thread.interrupt();
                }
                LockSupport.parkNanos(chaosRandom.nextInt(100_000));
            }
        });
        List<Background<Outcomes>> workers = IntStream.range(0, THREADS)
                .mapToObj(i -> {
                    Random own = new Random(random.nextLong());
                    return Background.call(
                            "worker " + i, () -> work(lock, waits, i, own, toRelease, releaser.thread(), end));
                })
                .toList();

        Outcomes all = new Outcomes();
        workers.forEach(it -> all.add(it.result()));
        over.set(true);
        toRelease.add(STOP);
        releaser.result();
        chaos.result();
        assertThat(lock.holder()).isNull();
        assertThat(lock.figures().waiting()).isZero();
        assertThat(all.taken).isPositive();
        assertThat(all.timedOut).isPositive();
        assertThat(all.interrupted).isPositive();
        assertThat(all.needless).isPositive();
        WriterLock.Permit last = WriterLock.Permit.ofCurrentThread();
        assertThat(lock.acquire(last, LONG)).as("free at once").isZero();
    }

    private static final class Outcomes {
        int taken;
        int timedOut;
        int interrupted;
        int needless;

        void add(Outcomes other) {
            taken += other.taken;
            timedOut += other.timedOut;
            interrupted += other.interrupted;
            needless += other.needless;
        }
    }

    private Outcomes work(
            WriterLock lock,
            AtomicReferenceArray<Wait> waits,
            int index,
            Random random,
            BlockingQueue<Handed> toRelease,
            Thread releaser,
            long end) {
        Outcomes outcomes = new Outcomes();
        while (System.nanoTime() < end) {
            Handed permit = new Handed();
            boolean isPatient = random.nextInt(4) > 0;
            Wait wait = new Wait(Thread.currentThread(), new AtomicBoolean());
            waits.set(index, wait);
            try {
                long timeout = isPatient ? LONG : random.nextInt(300_000);
                if (lock.acquireUnless(permit, wait.needless::get, timeout, 0) == WriterLock.NEEDLESS) {
                    outcomes.needless++;
                    continue;
                }
            } catch (StoreBusyException e) {
                assertThat(isPatient).as("timed out after 20 s").isFalse();
                outcomes.timedOut++;
                continue;
            } catch (StoreInterruptedException e) {
                assertThat(Thread.interrupted()).isTrue();
                outcomes.interrupted++;
                continue;
            } finally {
                waits.set(index, null);
            }
            assertThat(holders.incrementAndGet()).as("holders").isEqualTo(1);
            outcomes.taken++;
            hold(random);
            if (random.nextInt(5) == 0) {
                permit.thread = releaser;
                toRelease.add(permit);
            } else {
                holders.decrementAndGet();
                lock.release(permit);
            }
            if (random.nextInt(3) == 0) {
                LockSupport.parkNanos(random.nextInt(200_000));
            }
        }
        Thread.interrupted();
        return outcomes;
    }

    private static void hold(Random random) {
        long until = System.nanoTime() + random.nextInt(60_000);
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        if (random.nextInt(50) == 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /**
     * The clock is asked once before a thread stands in the queue and then again in it; so the second time is a moment at
     * which it waits, and what others take from then on has passed it.
     */
    private final class QueueClock implements Ticker {
        private final ThreadLocal<int[]> asked = ThreadLocal.withInitial(() -> new int[1]);
        private final ThreadLocal<long[]> acquiredThen = ThreadLocal.withInitial(() -> new long[] {-1});

        @Override
        public long nanos() {
            if (++asked.get()[0] == 2) {
                acquiredThen.get()[0] = acquired.get();
            }
            return System.nanoTime();
        }

        void reset() {
            asked.get()[0] = 0;
            acquiredThen.get()[0] = -1;
        }

        /** How many were let in since the thread stands in the queue; 0 if it did not have to. */
        long passed() {
            long then = acquiredThen.get()[0];
            return then < 0 ? 0 : acquired.get() - then;
        }
    }

    @Test
    void nobody_is_passed_more_often_than_the_bound_says() {
        QueueClock clock = new QueueClock();
        WriterLock lock = new WriterLock("fair", clock);
        long end = System.nanoTime() + DURATION;
        List<Background<Long>> workers = IntStream.range(0, THREADS)
                .mapToObj(i -> Background.call("worker " + i, () -> mostOftenPassed(lock, clock, end)))
                .toList();
        long worst = workers.stream().mapToLong(Background::result).max().orElseThrow();
        // before it at most all others in the queue and the one who holds it, each passed as often as is allowed
        assertThat(worst).isLessThanOrEqualTo((long) THREADS * (WriterLock.MAX_BARGES + 1));
        assertThat(acquired).hasValueGreaterThan(THREADS);
    }

    private long mostOftenPassed(WriterLock lock, QueueClock clock, long end) {
        long worst = 0;
        while (System.nanoTime() < end) {
            WriterLock.Permit permit = WriterLock.Permit.ofCurrentThread();
            clock.reset();
            lock.acquire(permit, LONG);
            worst = Math.max(worst, clock.passed());
            acquired.incrementAndGet();
            lock.release(permit);
        }
        return worst;
    }
}
