package io.litestack.core.internal.maintenance;

import io.litestack.core.Ticker;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * Waits for the readers and writers that stand in the way of a checkpoint, for a bounded time in all. SQLite's own handler
 * sleeps for milliseconds, in which a busy writer of another process takes its lock again dozens of times.
 */
final class CheckpointWait extends BusyHandler {
    private static final long PAUSE_NANOS = 50_000;

    private final Ticker ticker;
    private long leftNanos;

    CheckpointWait(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Sets how long the next statement may wait; nobody is waited for unless this is called. */
    void allow(long nanos) {
        leftNanos = nanos;
    }

    @Override
    protected int callback(int tries) {
        if (leftNanos <= 0) {
            return 0;
        }
        long start = ticker.nanos();
        LockSupport.parkNanos(PAUSE_NANOS);
        leftNanos -= ticker.nanos() - start;
        return 1;
    }
}
