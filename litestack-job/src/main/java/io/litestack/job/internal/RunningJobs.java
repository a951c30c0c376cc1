package io.litestack.job.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attempts of these workers that have begun. Thread-safe. */
final class RunningJobs {
    private final LeaseBook book;
    private final Engine engine;

    RunningJobs(LeaseBook book, Engine engine) {
        this.book = book;
        this.engine = engine;
    }

    private List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        for (Lease lease : book.all()) {
            Attempt attempt = lease.running;
            if (attempt != null) {
                attempts.add(attempt);
            }
        }
        return attempts;
    }

    /** Refuses a close on the thread of a job, which would wait for that job. */
    void refuseCloseInside() {
        Attempt attempt = attemptHere();
        if (attempt != null) {
            throw new IllegalStateException(engine.store().config().path()
                    + " cannot be closed on the thread of a job of its own, " + attempt
                    + ": the close would wait for that job. Have another thread close it once the job is done");
        }
    }

    /** Whether one runs on the current thread. */
    boolean isHere() {
        return attemptHere() != null;
    }

    private @Nullable Attempt attemptHere() {
        for (Attempt attempt : attempts()) {
            if (attempt.runner == Thread.currentThread()) {
                return attempt;
            }
        }
        return null;
    }

    /** Has it noted that a stop has begun, for the case that this process is killed before they end. */
    void noteStop() {
        for (Attempt attempt : attempts()) {
            InFlight inFlight = attempt.lease.inFlight;
            if (inFlight != null) {
                inFlight.stopping(attempt.lease);
            }
        }
    }

    /** The time for a stop is over. */
    void interrupt() {
        attempts().forEach(Attempt::interruptForStop);
    }

    /** They were interrupted, and time has passed. */
    void tellOfStubborn() {
        for (Attempt attempt : attempts()) {
            Thread thread = attempt.interruptForStop();
            if (thread != null) {
                engine.listener()
                        .onInterruptIgnored(attempt, engine.ticks() - attempt.startedAt, thread.getStackTrace());
            }
        }
    }

    /** Their leases are lost. */
    void cancel() {
        attempts().forEach(Attempt::cancel);
    }
}
