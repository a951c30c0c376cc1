package io.litestack.core.internal.context;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waiting that an interrupt does not shorten. Parking returns at once while the thread's flag is up, so that a loop that waits
 * by parking alone would spin: here the flag is taken down meanwhile and put up again afterwards.
 */
public final class Threads {
    private Threads() {}

    /** Waits for a while. */
    public static void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        long start = System.nanoTime();
        for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
            LockSupport.parkNanos(left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until something is so, looking at growing intervals between which the thread may also be unparked. */
    public static void await(BooleanSupplier isSo) {
        boolean interrupted = false;
        long pause = 50_000;
        while (!isSo.getAsBoolean()) {
            LockSupport.parkNanos(pause);
            interrupted |= Thread.interrupted();
            pause = Math.min(1_000_000, pause * 2);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
