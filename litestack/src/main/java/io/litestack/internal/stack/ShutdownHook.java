package io.litestack.internal.stack;

import io.litestack.Litestack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a stack when the JVM ends. */
final class ShutdownHook {
    private static final Logger LOG = LoggerFactory.getLogger(Litestack.class);

    private final Thread thread;

    ShutdownHook(Litestack stack) {
        thread = new Thread(() -> close(stack), "litestack-shutdown-1");
    }

    private static void close(Litestack stack) {
        try {
            stack.close();
        } catch (RuntimeException e) {
            LOG.error("could not close {} at the end of the process", stack, e);
        }
    }

    void install() {
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** Does nothing if it was not installed, or if the JVM is ending. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // the JVM is ending, and this may be the hook itself
        }
    }
}
