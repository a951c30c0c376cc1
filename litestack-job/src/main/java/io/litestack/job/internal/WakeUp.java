package io.litestack.job.internal;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a loop for the first of the things that are added while it sleeps, and not for each. Add first, and call {@link
 * #added} then; the loop calls {@link #begin} first, and takes what there is then. So nothing is left behind. Thread-safe.
 */
final class WakeUp {
    private final Runnable wake;
    private final AtomicBoolean isAwaited = new AtomicBoolean();

    WakeUp(Runnable wake) {
        this.wake = wake;
    }

    /** Something was added. */
    void added() {
        if (isAwaited.compareAndSet(false, true)) {
            wake.run();
        }
    }

    /** What was added by now is about to be taken. */
    void begin() {
        isAwaited.set(false);
    }
}
