package io.litestack.job.internal.base;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a loop for the first of the things that are added while it sleeps, and not for each. Producers add first and call
 * {@link #added} then; the loop calls {@link #begin} first and takes what there is then. So nothing is left behind.
 * Thread-safe.
 */
public final class CoalescingWakeup {
    private final Runnable wake;
    private final AtomicBoolean isPending = new AtomicBoolean();

    public CoalescingWakeup(Runnable wake) {
        this.wake = wake;
    }

    /** Something was added. */
    public void added() {
        if (isPending.compareAndSet(false, true)) {
            wake.run();
        }
    }

    /** What was added by now is about to be taken. */
    public void begin() {
        isPending.set(false);
    }
}
