package io.litestack.core.internal.batch;

import io.litestack.core.Ticker;
import io.litestack.core.internal.write.WriterLock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has threads that wait for one command after the other commit them together.
 *
 * <h2>The problem</h2>
 *
 * A commit takes as long as several commands, so those of many threads are to share one. While one batch is committed, the next one comes
 * together in the queue by itself. But when it ends its callers go on one after the other, and the first of them that has its next
 * command finds the writer free: it would commit that alone, and again, and again, until the others have come so far.
 *
 * <h2>The idea</h2>
 *
 * As many as were in the last batch are likely to come again. So whoever comes while the writer is free leads if it is the last of them,
 * and waits for the others if it is not: for {@link #PATIENCE_NANOS}, a few times what a commit takes. Those who do not come are not
 * expected the next time. Nobody holds the writer meanwhile.
 *
 * <h2>How to wait for so short a time</h2>
 *
 * To put a thread to sleep and to wake it takes as long as a commit. So whoever waits here lets other threads run ({@link
 * Thread#yield}) and looks again, and sleeps only when that has lasted for {@link #LONGEST_NANOS}: then a batch or a closure takes its
 * time. Where nobody else writes nobody waits, and where one command is on its way at a time nobody yields.
 *
 * <p>The second idea is that of the write groups of RocksDB ({@code write_thread_max_yield_usec}), the first one is akin to
 * {@code commit_delay} and {@code commit_siblings} of PostgreSQL, which are set by hand. Thread-safe.
 */
final class GroupCommit {
    /** How long to wait for those who have not come yet. */
    static final long PATIENCE_NANOS = 100_000;

    /** How long not to sleep while the writer is busy. */
    static final long LONGEST_NANOS = 500_000;

    private final WriterLock lock;
    private final Ticker ticker;

    /** Commands in the queue for which a thread waits. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** How many of them were in the last batch. */
    private volatile int expected;

    /** Makes one; the ticker must go on by itself. */
    GroupCommit(WriterLock lock, Ticker ticker) {
        this.lock = lock;
        this.ticker = ticker;
    }

    /** A command for which a thread waits has come into the queue. */
    void joined() {
        waiting.incrementAndGet();
    }

    /** It has left the queue, for whatever reason. */
    void left() {
        waiting.decrementAndGet();
    }

    /** A batch is about to be committed, with so many of them. */
    void batched(int commands) {
        expected = commands;
    }

    /** Waits until the command is done, or its caller should lead or sleep. */
    @SuppressWarnings("ThreadPriorityCheck") // it is right whoever runs then, and quick where others do
    void await(QueuedCommand<?> command) {
        if (expected < 2) {
            return;
        }
        long start = ticker.nanos();
        while (!command.isDone()) {
            boolean isFree = lock.isFree();
            if (isFree && waiting.get() >= expected) {
                return;
            }
            if (ticker.nanos() - start > (isFree ? PATIENCE_NANOS : LONGEST_NANOS)) {
                return;
            }
            Thread.yield();
        }
    }
}
