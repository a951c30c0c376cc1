package io.litestack.core.internal;

/** Starting the few threads that a store has. */
final class Threads {
    private Threads() {}

    /** Starts a thread; if the system has none to give, undoes what the caller has noted of it, and throws. */
    static void start(Thread thread, Runnable undo) {
        boolean isStarted = false;
        try {
            thread.start();
            isStarted = true;
        } finally {
            if (!isStarted) {
                undo.run();
            }
        }
    }
}
