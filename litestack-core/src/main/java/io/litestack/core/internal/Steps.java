package io.litestack.core.internal;

import io.litestack.core.StoreException;
import org.jspecify.annotations.Nullable;

/** Steps of which each is done whatever becomes of the others. */
final class Steps {
    /** One step. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    private @Nullable Throwable first;

    void run(Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            if (first == null) {
                first = e;
            } else if (first != e) {
                first.addSuppressed(e);
            }
        }
    }

    boolean haveAllSucceeded() {
        return first == null;
    }

    /** Throws what the first failing step threw, the others' failures with it. */
    void throwFirst() {
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
        if (first != null) {
            throw new StoreException("failed: " + SqliteErrors.textOf(first), first);
        }
    }
}
