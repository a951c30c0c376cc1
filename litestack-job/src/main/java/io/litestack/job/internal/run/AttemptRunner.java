package io.litestack.job.internal.run;

import io.litestack.core.CodecException;
import io.litestack.job.JobMiddleware;
import io.litestack.job.Outcome;
import io.litestack.job.RetryPolicy;
import io.litestack.job.internal.base.Handlers;
import io.litestack.job.internal.base.Isolation;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.base.WorkerState;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.AttemptJournal;
import io.litestack.job.internal.lease.Completion;
import io.litestack.job.internal.lease.CompletionQueue;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.LeaseReleaser;
import io.litestack.job.internal.report.FailureText;
import io.litestack.job.internal.sql.JobControls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs leases on one thread, each from its begin to the return of its handler. */
final class AttemptRunner {
    private static final int MOST_TRIES = 100;
    private static final long PAUSE_NANOS = 20_000_000;

    private final RunnerParts parts;
    private final WorkerContext context;
    private final QueueResources resources;
    private final WorkerState state;
    private final CompletionQueue completions;
    private final LeaseReleaser releaser;
    private final OutcomeRecorder outcomes;
    private final RateGuard rates;
    private final List<JobMiddleware> middleware;
    private final Isolation isolation = Isolation.OF_JVM;
    private final Isolation.Permit permit = isolation.newPermit();
    private final BooleanSupplier isStopping;
    private final Runnable flush;

    AttemptRunner(RunnerParts parts, OutcomeRecorder outcomes) {
        this.parts = parts;
        this.context = parts.context();
        this.resources = context.resources();
        this.state = context.state();
        this.completions = parts.completions();
        this.releaser = parts.releaser();
        this.outcomes = outcomes;
        this.rates = new RateGuard(context);
        this.middleware = resources.config().middleware();
        this.isStopping = state::isStopping;
        this.flush = completions::flush;
    }

    /** It runs nothing any more. */
    void close() {
        isolation.remove(permit);
    }

    /** Runs a lease to its end; never throws. Returns how long the handler ran, in nanoseconds. */
    long run(Lease lease) {
        try {
            return lease.isSuspect() ? runIsolated(lease) : runBesideOthers(lease);
        } catch (Throwable e) {
            // out of memory, or a hostile exception: the job must not hang on a thread that is gone
            parkWhatever(lease, e);
            return 0;
        }
    }

    private long runBesideOthers(Lease lease) {
        if (!isolation.enter(permit, isStopping)) {
            releaser.release(lease);
            context.retryLater();
            return 0;
        }
        try {
            return begin(lease);
        } finally {
            isolation.leave(permit);
        }
    }

    /** Its process died each time while it ran: if that happens again it is known to be the cause. */
    private long runIsolated(Lease lease) {
        if (!parts.isolatedJob().begin(lease, permit)) {
            return 0;
        }
        try {
            return begin(lease);
        } finally {
            parts.isolatedJob().ended(permit);
        }
    }

    /** No job begins after a stop, or if others may have taken it because this process seemed to hang. */
    private long begin(Lease lease) {
        if (state.isStopping() || parts.heartbeat().mayHaveLost(lease)) {
            releaser.release(lease);
            return 0;
        }
        AttemptJournal journal = parts.registration().journal();
        if (journal != null && !journal.begin(lease, isStopping, flush)) {
            releaser.release(lease);
            return 0;
        }
        return attempt(lease);
    }

    /** There may be no memory for that at first; there is once others have given theirs back. */
    private void parkWhatever(Lease lease, Throwable cause) {
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                completions.add(Completion.parked(lease, "the worker failed: " + FailureText.describe(cause), null));
                context.reportFailure("running job " + lease.id(), cause);
                return;
            } catch (RuntimeException | Error e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private long attempt(Lease lease) {
        long start = resources.ticks();
        String type = lease.job().type();
        RetryPolicy policy =
                resources.handlers().policyOf(type, context.config().retryPolicy());
        Attempt attempt = new Attempt(parts.services(), lease, policy.maxAttempts(), start);
        lease.begun(attempt);
        Handlers.Registered handler = resources.handlers().find(type);
        if (handler == null) {
            // handlers are never taken away, so this is not this process's job
            releaser.release(lease);
            return 0;
        }
        if (lease.cancelReason() != null) {
            outcomes.cancelled(attempt);
            return 0;
        }
        JobControls controls = lease.job().controls();
        if (controls != null && hasExpired(lease, controls.expiresAtMs())) {
            outcomes.expired(attempt, controls.expiresAtMs());
            return 0;
        }
        Object payload = read(attempt, handler);
        if (payload == null) {
            return 0;
        }
        return handle(attempt, handler, payload);
    }

    private boolean hasExpired(Lease lease, long expiresAtMs) {
        boolean isFirst = lease.run() == 0 && lease.countedAttempt() == 1;
        return expiresAtMs > 0 && isFirst && resources.nowMs() > expiresAtMs;
    }

    private @Nullable Object read(Attempt attempt, Handlers.Registered handler) {
        try {
            return resources.codec().decode(attempt.lease().job().payload(), handler.payload());
        } catch (CodecException e) {
            outcomes.park(attempt, "the payload cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            outcomes.park(attempt, "the payload cannot be read: " + FailureText.describe(e), e);
        }
        return null;
    }

    private long handle(Attempt attempt, Handlers.Registered handler, Object payload) {
        boolean hasTimeout = started(attempt, handler);
        Outcome outcome = null;
        Throwable failure = null;
        boolean isHeldUp = false;
        try {
            if (rates.mayStart(attempt.lease())) {
                outcome = middleware.isEmpty()
                        ? handler.handler().run(payload, attempt)
                        : MiddlewareChain.run(middleware, handler.handler(), payload, attempt);
            } else {
                isHeldUp = true;
            }
        } catch (Throwable e) {
            failure = e;
        }
        attempt.ended();
        resources.counters().running.decrement();
        parts.progress().flush(attempt);
        if (hasTimeout) {
            parts.timeouts().remove(attempt);
        }
        if (isHeldUp) {
            releaser.blocked(attempt);
            return 0;
        }
        long took = resources.ticks() - attempt.startedAt();
        resources.counters().type(attempt.lease().job().type()).run.add(took);
        outcomes.record(attempt.ran(took), handler, outcome, failure);
        return took;
    }

    /** Returns whether it has a timeout. */
    private boolean started(Attempt attempt, Handlers.Registered handler) {
        long waited = Math.max(0, resources.nowMs() - attempt.lease().job().runAtMs()) * 1_000_000;
        resources.counters().type(attempt.lease().job().type()).wait.add(waited);
        Optional<Duration> timeout = timeout(attempt, handler);
        timeout.ifPresent(it -> parts.timeouts().add(attempt, it));
        resources.counters().running.increment();
        resources.listener().onStart(attempt, waited);
        return timeout.isPresent();
    }

    private static Optional<Duration> timeout(Attempt attempt, Handlers.Registered handler) {
        JobControls controls = attempt.lease().job().controls();
        return controls == null || controls.timeoutMs() == 0
                ? handler.options().timeout()
                : Optional.of(Duration.ofMillis(controls.timeoutMs()));
    }
}
