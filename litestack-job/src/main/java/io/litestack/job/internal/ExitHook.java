package io.litestack.job.internal;

/** Does something when the JVM is asked to end, unless it was removed before. */
final class ExitHook {
    private final Thread thread;

    ExitHook(Runnable action, String threadName) {
        this.thread = new Thread(action, threadName);
    }

    void add() {
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** Does nothing if it was never added, or runs. */
    void remove() {
        if (thread != Thread.currentThread()) {
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException e) {
                // the JVM is ending, and the hook runs or has run
            }
        }
    }
}
