package io.litestack.cache.internal.write;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.core.spi.Commands;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a put may wait to be written: only so many bytes may, and only as long as writing gets on. A put for which there is no room waits
 * a little for it. One that comes while the oldest has waited for too long does not: then the file is locked, or the disk stands still.
 * Thread-safe.
 */
public final class PutAdmission {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    /** What has waited for longer stands for a file that is locked, or a disk that stands still. */
    static final long TOO_OLD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final CacheContext context;
    private final PendingWrites pending;
    private final Commands commands;
    private final long maxBytes;

    public PutAdmission(CacheContext context, PendingWrites pending) {
        this.context = context;
        this.pending = pending;
        this.commands = context.internals().commands();
        this.maxBytes = context.config().maxPendingBytes();
    }

    /** Tells whether a value may be queued; waits for room if there is none. A value that replaces one that waits needs none. */
    public boolean admits(Entry entry) {
        int bytes = entry.storedBytes();
        if (hasRoom(bytes) || isQueued(entry)) {
            return true;
        }
        if (!commands.mayWait()) {
            // whoever holds the writer cannot wait for what only the writer makes
            return true;
        }
        long end = context.clock().ticks() + LONGEST_WAIT_NANOS;
        while (!isStuck()
                && end - context.clock().ticks() > 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            if (hasRoom(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** A value that is larger than all the room is admitted alone. */
    private boolean hasRoom(int bytes) {
        long before = pending.bytes();
        return (before == 0 || before + bytes <= maxBytes) && !isStuck();
    }

    private boolean isQueued(Entry entry) {
        Slot slot = pending.get(entry.key());
        return slot != null && slot.queued() != null;
    }

    private boolean isStuck() {
        long now = context.clock().ticks();
        return now - pending.oldest(now) > TOO_OLD_NANOS;
    }

    /** Why a put is not admitted. */
    public String reason() {
        return isStuck()
                ? "what is put is not written for more than 250 ms; the file is locked by another process, or the disk stands"
                        + " still"
                : "more is put than can be written; " + pending.bytes()
                        + " bytes wait. Put less, or raise maxPendingBytes";
    }
}
