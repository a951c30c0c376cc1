package io.litestack.core.internal.context;

import io.litestack.core.StoreException;
import org.jspecify.annotations.Nullable;

/** Steps of a close, each of which is done whatever becomes of the others. */
public final class CloseSequence {
    /** One step. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private @Nullable Throwable first;

    public void run(Step step) {
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

    public boolean haveAllSucceeded() {
        return first == null;
    }

    /**
     * Throws what the first failing step threw, the others' failures with it.
     *
     * @param what what the steps are for, for the message of a checked exception
     */
    public void throwFirst(String what) {
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
        if (first != null) {
            throw new StoreException(what + " failed: " + Throwables.textOf(first), first);
        }
    }
}
