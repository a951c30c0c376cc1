package io.litestack.core.internal;

import io.litestack.core.spi.LoopWorker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks after transactions and statements that take too long, for one store. It runs only while there is something to look
 * at: whoever begins tells it (which costs a look at one flag), and it goes to sleep again when it finds nothing.
 */
final class Watchdog implements LoopWorker.Step {
    private static final long LOOK_NANOS = 50_000_000;
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    /** So many quiet looks, and it sleeps until told. */
    private static final int QUIET_LOOKS = 5;

    private final StoreEngine engine;
    private final Set<StackTraceElement> toldPlaces = ConcurrentHashMap.newKeySet();
    private volatile boolean asleep = true;
    private int quiet;
    private long toldUnit;

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
        if (engine.laneHolder() instanceof WriteUnit unit) {
            next = look(unit, now);
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

    private long look(WriteUnit unit, long now) {
        long open = unit.openNanos(now);
        if (open > engine.config().slowTransaction().toNanos()) {
            tell(unit, open);
        }
        if (!unit.isOverTime(now)) {
            return LOOK_NANOS;
        }
        if (unit.expire()) {
            engine.releaseFor(unit);
        }
        return LOOK_AGAIN_NANOS;
    }

    private void tell(WriteUnit unit, long open) {
        long id = System.identityHashCode(unit);
        if (id == toldUnit) {
            return;
        }
        toldUnit = id;
        StackTraceElement[] stack = unit.thread().getStackTrace();
        StackTraceElement place = placeOf(stack);
        if (toldPlaces.size() < 1000 && toldPlaces.add(place)) {
            engine.listener()
                    .onSlowTransaction(engine.config().path(), unit.thread().getName(), stack, open);
        }
    }

    /** The innermost frame that is neither ours nor the JDK's nor the driver's: the place in the caller's code. */
    private static StackTraceElement placeOf(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            String name = frame.getClassName();
            if (!name.startsWith("io.litestack.core.")
                    && !name.startsWith("java.")
                    && !name.startsWith("jdk.")
                    && !name.startsWith("org.sqlite.")) {
                return frame;
            }
        }
        return stack.length == 0 ? new StackTraceElement("?", "?", null, -1) : stack[stack.length - 1];
    }
}
