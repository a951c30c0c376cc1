package io.litestack.cache.internal.write;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.core.spi.Commands;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a put may wait to be written. Only so many bytes may, and none may wait for long, since what waits is lost with the process. A
 * put for which there is no room waits for it as long as writing gets on: so whoever puts more than can be written is slowed down to the
 * speed of the file. If nothing is written for a while, the file is locked or the disk stands still, and nobody waits any more.
 *
 * <p>Time also passes while the whole process stands still, and the first thread that goes on then is not that which writes. So it does not
 * count before somebody has looked some times in vain; that is known to all who come before something is written again.
 *
 * <p>Thread-safe.
 */
public final class PutAdmission {
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** What has waited for longer may come back old after a crash, and says that the file is locked or the disk stands still. */
    static final long TOO_OLD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** So often somebody looks in vain, some hundredths of a second, before it is known that nothing is written. */
    private static final int LOOKS_IN_VAIN = 100;

    private final CacheContext context;
    private final PendingWrites pending;
    private final Commands commands;
    private final long maxBytes;

    /** When changes were written last before it was known that nothing is written any more, in ticks; else a time that never is. */
    private volatile long stuckSince = Long.MAX_VALUE;

    public PutAdmission(CacheContext context, PendingWrites pending) {
        this.context = context;
        this.pending = pending;
        this.commands = context.internals().commands();
        this.maxBytes = context.config().maxPendingBytes();
    }

    /** Tells whether a value may be queued; waits for room if there is none. */
    public boolean admits(Entry entry) {
        int inVain = 0;
        // whoever holds the writer cannot wait for what only the writer makes
        while (!hasRoom(entry) && commands.mayWait()) {
            inVain = isStuck() ? inVain + 1 : 0;
            if ((inVain > 0 && isKnownStuck(inVain)) || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        return true;
    }

    private boolean isKnownStuck(int inVain) {
        long writtenAt = pending.writtenAt();
        if (inVain > LOOKS_IN_VAIN) {
            stuckSince = writtenAt;
        }
        return stuckSince == writtenAt;
    }

    /** A value that is larger than all the room is admitted alone. One that replaces another one that waits makes nothing wait longer. */
    private boolean hasRoom(Entry entry) {
        Slot slot = pending.get(entry.key());
        PendingWrite replaced = slot == null ? null : slot.queued();
        if (replaced != null && replaced.entry() != null) {
            return fits(entry, pending.bytes() - replaced.bytes());
        }
        return fits(entry, pending.bytes()) && age() <= LONGEST_AGE_NANOS;
    }

    private boolean fits(Entry entry, long others) {
        return others <= 0 || others + entry.storedBytes() <= maxBytes;
    }

    private long age() {
        long now = context.clock().ticks();
        return now - pending.oldest(now);
    }

    private boolean isStuck() {
        long now = context.clock().ticks();
        return now - pending.oldest(now) > TOO_OLD_NANOS && now - pending.writtenAt() > TOO_OLD_NANOS;
    }

    /** Why a put is not admitted. */
    public String reason() {
        return isStuck()
                ? "nothing that is put was written for 250 ms; the file is locked by another process, or the disk stands still"
                : "its thread was interrupted while more was put than can be written, and " + pending.bytes()
                        + " bytes wait. Put less, or raise maxPendingBytes";
    }
}
