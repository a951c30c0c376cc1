package io.litestack.bench.harness;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what was done and what failed, warm-up included, so that the rows can be checked at the end. Thread-safe. */
public final class Tally {
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

    /** Something was done. */
    public void done() {
        done.increment();
    }

    /** So much was done elsewhere, in another process. */
    public void add(long doneThere, long failedThere) {
        done.add(doneThere);
        failed.add(failedThere);
    }

    /** Something failed. */
    public void failed(Throwable cause) {
        failed.increment();
        firstFailure.compareAndSet(null, cause);
    }

    /** Runs an operation and counts it. Returns whether it succeeded. */
    boolean attempt(Load.Operation operation) {
        try {
            operation.run();
            done();
            return true;
        } catch (Exception e) {
            failed(e);
            return false;
        }
    }

    /** How much was done. */
    public long successes() {
        return done.sum();
    }

    /** How much failed. */
    public long failures() {
        return failed.sum();
    }

    /** What the first failure said, or nothing. */
    public String note() {
        Throwable cause = firstFailure.get();
        return cause == null ? "" : "first failure: " + cause;
    }
}
