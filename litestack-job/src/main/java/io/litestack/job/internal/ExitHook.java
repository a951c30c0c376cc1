package io.litestack.job.internal;

/** Does something when the JVM is asked to end, unless it was removed before. */
final class ExitHook {
    private final Thread thread;

    ExitHook(Runnable action, String threadName) {
        this.thread = new Thread(action, threadName);
    }

    /** Whether the JVM has begun to end. */
    static boolean isJvmEnding() {
        Thread probe = new Thread(() -> {}, "litestack-probe");
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            return !Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Whether a thread has called {@code System.exit}, from which it does not return. */
    static boolean isEndingJvm(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals("java.lang.Shutdown")) {
                return true;
            }
        }
        return false;
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
