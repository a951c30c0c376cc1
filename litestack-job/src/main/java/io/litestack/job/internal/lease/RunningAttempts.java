package io.litestack.job.internal.lease;

import io.litestack.job.internal.base.QueueResources;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attempts of these workers that have begun. Thread-safe. */
public final class RunningAttempts {
    private final LeaseRegistry leases;
    private final QueueResources resources;

    public RunningAttempts(LeaseRegistry leases, QueueResources resources) {
        this.leases = leases;
        this.resources = resources;
    }

    private List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        for (Lease lease : leases.all()) {
            Attempt attempt = lease.running();
            if (attempt != null) {
                attempts.add(attempt);
            }
        }
        return attempts;
    }

    /** Refuses a close on the thread of a job, which would wait for that job. */
    public void refuseCloseInside() {
        Attempt attempt = onThisThread();
        if (attempt != null) {
            throw new IllegalStateException(resources.store().config().path()
                    + " cannot be closed on the thread of a job of its own, " + attempt
                    + ": the close would wait for that job. Have another thread close it once the job is done");
        }
    }

    /** Whether one runs on the current thread. */
    public boolean isAnyOnThisThread() {
        return onThisThread() != null;
    }

    private @Nullable Attempt onThisThread() {
        for (Attempt attempt : attempts()) {
            if (attempt.runner() == Thread.currentThread()) {
                return attempt;
            }
        }
        return null;
    }

    /** Notes in the journal that a stop has begun, for the case that this process is killed before they end. */
    public void noteStop() {
        for (Attempt attempt : attempts()) {
            AttemptJournal journal = attempt.lease().journal();
            if (journal != null) {
                journal.stopping(attempt.lease());
            }
        }
    }

    /** Interrupts all because of a stop. */
    public void interruptForStop() {
        attempts().forEach(Attempt::interruptForStop);
    }

    /** Reports those that run on although they were interrupted, and interrupts them once more. */
    public void reportIgnoredInterrupts() {
        for (Attempt attempt : attempts()) {
            Thread thread = attempt.interruptForStop();
            if (thread != null) {
                resources
                        .listener()
                        .onInterruptIgnored(attempt, resources.ticks() - attempt.startedAt(), thread.getStackTrace());
            }
        }
    }

    /** Marks all as cancelled: their leases are lost. */
    void cancel() {
        attempts().forEach(Attempt::cancel);
    }
}
