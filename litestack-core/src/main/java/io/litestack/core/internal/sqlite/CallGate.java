package io.litestack.core.internal.sqlite;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets any thread interrupt the call that runs on a connection, and never the one after it.
 *
 * <p>The caller goes in and out with one atomic operation each, since every row passes here. Whoever interrupts takes hold of
 * the running call first ({@code RUNNING -> HELD}), looks whether it is the one that is meant, interrupts it, and lets go. A
 * caller that comes out meanwhile waits for that, which lasts as long as one native call that waits for nothing.
 *
 * <p>Calls may be nested, one from inside the mapper of another; the outermost counts. In and out are for the thread that uses
 * the connection; all else is for any thread.
 */
class CallGate {
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int HELD = 2;

    /** A moment after which who waits for the other side looks again: neither side waits for anything meanwhile. */
    private static final long HELD_NANOS = 1_000;

    private final AtomicInteger state = new AtomicInteger(IDLE);
    private int depth;
    private @Nullable Object running;

    /** A call begins. */
    final void enter(@Nullable Object call) {
        if (depth++ == 0) {
            running = call;
            entered();
            state.setRelease(RUNNING);
        }
    }

    /** Called before the outermost call may be interrupted. */
    void entered() {}

    /** A call has ended: from here on it cannot be interrupted. */
    final void leave() {
        if (--depth == 0) {
            while (!state.compareAndSet(RUNNING, IDLE)) {
                LockSupport.parkNanos(HELD_NANOS);
            }
        }
    }

    /** How many calls are nested now. */
    public final int running() {
        return depth;
    }

    /** Whether a call runs now, for any thread. */
    public final boolean isRunning() {
        return state.get() != IDLE;
    }

    /** Takes hold of the running call, so that it cannot end; false if there is none. {@link #letGo} must follow. */
    final boolean hold() {
        while (!state.compareAndSet(RUNNING, HELD)) {
            if (state.get() == IDLE) {
                return false;
            }
            LockSupport.parkNanos(HELD_NANOS);
        }
        return true;
    }

    final void letGo() {
        state.setRelease(RUNNING);
    }

    /** What was given to {@link #enter}; with the call held. */
    final @Nullable Object call() {
        return running;
    }
}
