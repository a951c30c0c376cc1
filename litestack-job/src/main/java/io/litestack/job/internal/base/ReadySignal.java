package io.litestack.job.internal.base;

/** Whether jobs may have become ready since the table was last looked at, and whether a later look is wanted. Thread-safe. */
public final class ReadySignal {
    private volatile boolean isRaised;
    private volatile boolean isRetryWanted;

    /** Jobs may have become ready. */
    public void raise() {
        isRaised = true;
    }

    public boolean isRaised() {
        return isRaised;
    }

    /** The table is about to be looked at: whatever becomes ready from here on raises the signal again. */
    public void lower() {
        isRaised = false;
    }

    /** Something failed: the table is to be looked at again, though not at once. */
    public void retryLater() {
        isRetryWanted = true;
    }

    /** Whether a later look was asked for since the last call. */
    public boolean takeRetry() {
        boolean wanted = isRetryWanted;
        if (wanted) {
            isRetryWanted = false;
        }
        return wanted;
    }
}
