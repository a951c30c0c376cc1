package io.litestack.core.internal.maintenance;

import io.litestack.core.internal.context.ApplicationFrame;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.read.PooledReader;
import io.litestack.core.internal.read.ReaderPool;
import io.litestack.core.internal.write.MaintenanceWrites;
import io.litestack.core.internal.write.WriteTransaction;
import io.litestack.core.internal.write.WriterAccess;
import io.litestack.core.internal.write.WriterLock;
import io.litestack.core.spi.LoopWorker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks after transactions and statements that take too long, for one store: those of callers, the batches of commands, and
 * what the maintenance does. It runs only while there is something to look at: whoever begins wakes it (which costs a look
 * at one flag), and it goes to sleep again when it finds nothing.
 */
public final class Watchdog implements LoopWorker.Step {
    private static final long LOOK_NANOS = 50_000_000;
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    /** What callers are to keep to may be shorter than what the store's own work can. */
    private static final long SLOW_OWN_NANOS = 250_000_000;

    /** So many quiet looks, and it sleeps until woken. */
    private static final int QUIET_LOOKS = 5;

    private final StoreContext store;
    private final WriterAccess writer;
    private final MaintenanceWrites maintenanceWrites;
    private final ReaderPool readers;
    private final LeakWatch leaks;
    private final Set<StackTraceElement> reportedPlaces = ConcurrentHashMap.newKeySet();
    private volatile boolean asleep = true;
    private int quiet;
    private long reportedSince;

    public Watchdog(StoreContext store, WriterAccess writer, MaintenanceWrites maintenanceWrites, ReaderPool readers) {
        this.store = store;
        this.writer = writer;
        this.maintenanceWrites = maintenanceWrites;
        this.readers = readers;
        this.leaks = new LeakWatch(store);
    }

    /** Whether it must be woken to see what begins now. */
    public boolean isAsleep() {
        return asleep;
    }

    @Override
    public long run() {
        asleep = false;
        long now = store.ticks();
        long next = LOOK_NANOS;
        WriterLock.Holding holding = writer.lock().holding();
        if (holding != null) {
            next = look(holding, now);
        }
        if (maintenanceWrites.watch(now)) {
            next = LOOK_AGAIN_NANOS;
        }
        long queryLimit = store.config().queryTimeout().toNanos();
        for (PooledReader reader : readers.all()) {
            if (reader.clock().interruptIfOver(now, queryLimit)) {
                next = LOOK_AGAIN_NANOS;
            }
            leaks.look(reader, now);
        }
        if (readers.mark().look(now)) {
            quiet = 0;
            next = LOOK_AGAIN_NANOS;
        }
        return next(next);
    }

    private long next(long next) {
        quiet = isBusy() ? 0 : quiet + 1;
        if (quiet < QUIET_LOOKS) {
            return next;
        }
        quiet = 0;
        asleep = true;
        // what began before the flag was up has woken nobody
        return isBusy() ? next : UNTIL_WOKEN;
    }

    private boolean isBusy() {
        return writer.lock().holder() != null || readers.isAnyBorrowed();
    }

    private long look(WriterLock.Holding holding, long now) {
        boolean isCallers = holding.permit() instanceof WriteTransaction;
        long open =
                holding.permit() instanceof WriteTransaction transaction ? transaction.openNanos(now) : holding.nanos();
        long slow = store.config().slowTransaction().toNanos();
        if (open > (isCallers ? slow : Math.max(slow, SLOW_OWN_NANOS))) {
            report(holding, open);
        }
        if (!(holding.permit() instanceof WriteTransaction transaction)) {
            return LOOK_NANOS;
        }
        leaks.look(transaction, holding.nanos(), now);
        if (!transaction.isOverTime(now)) {
            return transaction.interruptIfOver(now) ? LOOK_AGAIN_NANOS : LOOK_NANOS;
        }
        if (transaction.expire()) {
            writer.release(transaction);
        }
        return LOOK_AGAIN_NANOS;
    }

    /** Reports it, unless this transaction was reported, or another one at the same place. */
    private void report(WriterLock.Holding holding, long open) {
        if (holding.since() == reportedSince) {
            return;
        }
        reportedSince = holding.since();
        Thread thread = holding.permit().thread();
        StackTraceElement[] stack = thread.getStackTrace();
        StackTraceElement place = ApplicationFrame.of(stack);
        if (reportedPlaces.size() < 1000 && reportedPlaces.add(place)) {
            store.listener().onSlowTransaction(store.config().path(), thread.getName(), stack, open);
        }
    }
}
