package io.litestack.core.internal;

import io.litestack.core.spi.LoopWorker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks after transactions and statements that take too long, for one store: those of callers, the batches of commands, and
 * what the maintenance does. It runs only while there is something to look at: whoever begins tells it (which costs a look
 * at one flag), and it goes to sleep again when it finds nothing.
 */
final class Watchdog implements LoopWorker.Step {
    private static final String OWN_PACKAGE = "io.litestack.core.";
    private static final long LOOK_NANOS = 50_000_000;
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    /** What callers are to keep to may be shorter than what the store's own work can. */
    private static final long SLOW_OWN_NANOS = 250_000_000;

    /** So many quiet looks, and it sleeps until told. */
    private static final int QUIET_LOOKS = 5;

    private final StoreEngine engine;
    private final Set<StackTraceElement> toldPlaces = ConcurrentHashMap.newKeySet();
    private volatile boolean asleep = true;
    private int quiet;
    private long reportedSince;

    Watchdog(StoreEngine engine) {
        this.engine = engine;
    }

    /** Whether it must be woken to see what begins now. */
    boolean isAsleep() {
        return asleep;
    }

    @Override
    public long run() {
        asleep = false;
        long now = engine.ticks();
        long next = LOOK_NANOS;
        WriteLane.Holding holding = engine.laneHolding();
        if (holding != null) {
            next = look(holding, now);
        }
        if (engine.maintenanceWrites().watch(now)) {
            next = LOOK_AGAIN_NANOS;
        }
        long queryLimit = engine.config().queryTimeout().toNanos();
        for (Session session : engine.readers().sessions()) {
            if (session.interruptIfOver(now, queryLimit)) {
                next = LOOK_AGAIN_NANOS;
            }
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
        // what began before the flag was up has told nobody
        return isBusy() ? next : UNTIL_WOKEN;
    }

    private boolean isBusy() {
        return engine.laneHolder() != null || engine.readers().isAnyBorrowed();
    }

    private long look(WriteLane.Holding holding, long now) {
        boolean isCallers = holding.claim() instanceof WriteUnit;
        long open = holding.claim() instanceof WriteUnit unit ? unit.openNanos(now) : holding.nanos();
        long slow = engine.config().slowTransaction().toNanos();
        if (open > (isCallers ? slow : Math.max(slow, SLOW_OWN_NANOS))) {
            report(holding, open);
        }
        if (!(holding.claim() instanceof WriteUnit unit) || !unit.isOverTime(now)) {
            return LOOK_NANOS;
        }
        if (unit.expire()) {
            engine.releaseFor(unit);
        }
        return LOOK_AGAIN_NANOS;
    }

    /** Reports it, unless this transaction was reported, or another one at the same place. */
    private void report(WriteLane.Holding holding, long open) {
        if (holding.since() == reportedSince) {
            return;
        }
        reportedSince = holding.since();
        Thread thread = holding.claim().thread();
        StackTraceElement[] stack = thread.getStackTrace();
        StackTraceElement place = placeOf(stack);
        if (toldPlaces.size() < 1000 && toldPlaces.add(place)) {
            engine.listener().onSlowTransaction(engine.config().path(), thread.getName(), stack, open);
        }
    }

    /** The innermost frame that is neither ours nor the JDK's nor the driver's, or else the innermost of ours. */
    private static StackTraceElement placeOf(StackTraceElement[] stack) {
        StackTraceElement own = new StackTraceElement("?", "?", null, -1);
        for (int i = stack.length - 1; i >= 0; i--) {
            if (stack[i].getClassName().startsWith(OWN_PACKAGE)) {
                own = stack[i];
            }
        }
        for (StackTraceElement frame : stack) {
            String name = frame.getClassName();
            if (!name.startsWith(OWN_PACKAGE)
                    && !name.startsWith("java.")
                    && !name.startsWith("jdk.")
                    && !name.startsWith("org.sqlite.")) {
                return frame;
            }
        }
        return own;
    }
}
