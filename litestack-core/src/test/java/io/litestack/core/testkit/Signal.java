package io.litestack.core.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something that one thread does and another waits for; the wait is bounded, and a test whose signal does not come fails. */
public final class Signal {
    private final String what;
    private final CountDownLatch latch = new CountDownLatch(1);

    public Signal(String what) {
        this.what = what;
    }

    public void give() {
        latch.countDown();
    }

    public boolean isGiven() {
        return latch.getCount() == 0;
    }

    public void await() {
        try {
            if (!latch.await(Eventually.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("did not happen: " + what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting: " + what, e);
        }
    }

    /** Waits as a lazy caller would: an interrupt does not end it. */
    public void awaitUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                if (!latch.await(Eventually.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("did not happen: " + what);
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
