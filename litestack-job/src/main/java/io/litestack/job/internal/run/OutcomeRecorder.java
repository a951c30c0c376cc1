package io.litestack.job.internal.run;

import io.litestack.job.Backoff;
import io.litestack.job.EffectsStoredException;
import io.litestack.job.FailureRule;
import io.litestack.job.JobError;
import io.litestack.job.JobListener;
import io.litestack.job.Outcome;
import io.litestack.job.RetryPolicy;
import io.litestack.job.internal.base.Handlers;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.Completion;
import io.litestack.job.internal.lease.CompletionQueue;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.LeaseRegistry;
import io.litestack.job.internal.lease.LeaseReleaser;
import io.litestack.job.internal.lease.StoredEffects;
import io.litestack.job.internal.report.Counters;
import io.litestack.job.internal.report.FailureText;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a job once its handler has ended, and has that written, counted and reported. Thread-safe. */
public final class OutcomeRecorder {
    private static final long QUICK_NANOS = 200_000;

    private final WorkerContext context;
    private final QueueResources resources;
    private final JobListener listener;
    private final LeaseRegistry leases;
    private final LeaseReleaser releaser;
    private final CompletionQueue completions;
    private final ExternalEffects effects;
    private final boolean isLazyIfQuick;

    /**
     * What decides on a failed attempt, beside the policy of its type.
     *
     * @param ownDelay the wait that the handler asks for, or null
     * @param rule what is said of the exception, or null
     */
    private record Failure(
            @Nullable Duration ownDelay, @Nullable FailureRule rule) {
        static final Failure NONE = new Failure(null, null);

        boolean isGivenUp() {
            return rule != null && rule.policy().isEmpty();
        }

        RetryPolicy policyOr(RetryPolicy ofType) {
            return rule == null ? ofType : rule.policy().orElse(ofType);
        }
    }

    private OutcomeRecorder(RunnerParts parts, LeaseRegistry leases, ExternalEffects effects, boolean isLazyIfQuick) {
        this.context = parts.context();
        this.resources = context.resources();
        this.listener = resources.listener();
        this.leases = leases;
        this.releaser = parts.releaser();
        this.completions = parts.completions();
        this.effects = effects;
        this.isLazyIfQuick = isLazyIfQuick;
    }

    /** For threads that run one job after the other, and have the completion of a quick one written soon. */
    public static OutcomeRecorder lazy(RunnerParts parts, LeaseRegistry leases, ExternalEffects effects) {
        return new OutcomeRecorder(parts, leases, effects, true);
    }

    /** For threads that end with the job. */
    public static OutcomeRecorder eager(RunnerParts parts, LeaseRegistry leases, ExternalEffects effects) {
        return new OutcomeRecorder(parts, leases, effects, false);
    }

    /** Records how a handler ended: with an outcome, or with an exception. */
    void record(Attempt attempt, Handlers.Registered handler, @Nullable Outcome outcome, @Nullable Throwable failure) {
        if (attempt.isDone()) {
            doneByTransaction(attempt, failure);
        } else if (attempt.isInterruptedToCancel()
                && !(failure == null && handler.returnsOutcome() && outcome instanceof Outcome.Done)) {
            cancelled(attempt);
        } else if (attempt.isTimedOut()) {
            failed(attempt, timeoutError(attempt, failure), Failure.NONE);
        } else if (failure != null && context.state().isStopping()) {
            // what it needs may have been closed: nobody can tell whether it would have failed all the same
            releaser.stopped(
                    attempt,
                    attempt.runNanos(),
                    "it failed during the stop of its workers: " + FailureText.describe(failure));
        } else if (failure == null && !handler.returnsOutcome() && attempt.knowsOfStop()) {
            releaser.stopped(
                    attempt,
                    attempt.runNanos(),
                    "it returned after it had learnt of the stop, without saying that it is done");
        } else if (failure instanceof Error e) {
            count(attempt, false);
            park(attempt, "the handler threw an error: " + FailureText.describe(e), e);
        } else if (failure != null) {
            failed(
                    attempt,
                    FailureText.error(attempt.lease().countedAttempt(), resources.now(), failure),
                    new Failure(null, handler.options().ruleOf(failure).orElse(null)));
        } else {
            apply(attempt, outcome);
        }
    }

    private void apply(Attempt attempt, @Nullable Outcome outcome) {
        if (outcome instanceof Outcome.Done) {
            done(attempt);
        } else if (outcome instanceof Outcome.RetryIn retry) {
            retry(attempt, retry);
        } else if (outcome instanceof Outcome.Snooze snooze) {
            snooze(attempt, snooze);
        } else if (outcome instanceof Outcome.Discard discard) {
            count(attempt, false);
            dead(attempt, discard.reason(), null);
        } else {
            park(attempt, "the handler returned null instead of an outcome", null);
        }
    }

    private void done(Attempt attempt) {
        count(attempt, true);
        resources.counters().done.increment();
        listener.onDone(attempt, attempt.runNanos());
        Completion completion = Completion.done(attempt.lease()).withResult(attempt.result());
        if (isLazyIfQuick && attempt.runNanos() < QUICK_NANOS) {
            completions.addLazily(completion);
        } else {
            completions.add(completion);
        }
    }

    /** The transaction of the handler is committed; if it was in the queue's file, the completion is too. */
    private void doneByTransaction(Attempt attempt, @Nullable Throwable failure) {
        count(attempt, true);
        resources.counters().done.increment();
        StoredEffects external = attempt.externalEffects();
        if (external == null) {
            leases.completed(attempt.lease());
        } else {
            completions.add(Completion.done(attempt.lease())
                    .withResult(attempt.result())
                    .then(() -> effects.settle(external)));
        }
        listener.onDone(attempt, attempt.runNanos());
        if (failure != null && !(failure instanceof EffectsStoredException)) {
            context.reportFailure(attempt + " had done its transaction and then failed", failure);
        }
    }

    private void retry(Attempt attempt, Outcome.RetryIn retry) {
        if (attempt.knowsOfStop()) {
            releaser.postponed(attempt, attempt.runNanos(), retry.delay());
            return;
        }
        JobError error = FailureText.error(attempt.lease().countedAttempt(), resources.now(), "retry", retry.reason());
        failed(attempt, error, new Failure(retry.delay(), null));
    }

    private void snooze(Attempt attempt, Outcome.Snooze snooze) {
        resources.counters().snoozed.increment();
        listener.onSnooze(attempt, attempt.runNanos(), snooze.delay().toNanos());
        completions.add(Completion.snoozed(
                attempt.lease(), resources.nowMs() + snooze.delay().toMillis()));
    }

    /** It was to be given up, and its handler has not said that it is done all the same. */
    void cancelled(Attempt attempt) {
        count(attempt, false);
        String reason = String.valueOf(attempt.lease().cancelReason());
        resources.counters().dead.increment();
        listener.onDead(attempt, attempt.runNanos(), reason);
        completions.add(Completion.cancelled(attempt.lease(), reason));
    }

    /** A job that is not begun any more: it would have been started too late. */
    void expired(Attempt attempt, long expiresAtMs) {
        count(attempt, false);
        dead(attempt, "it has expired: it was to be started by " + Instant.ofEpochMilli(expiresAtMs), null);
    }

    /** Tries the job again after a delay, that of the policy if there is no other, unless it was the last attempt. */
    private void failed(Attempt attempt, JobError error, Failure how) {
        Lease lease = attempt.lease();
        RetryPolicy policy = how.policyOr(resources
                .handlers()
                .policyOf(lease.job().type(), context.config().retryPolicy()));
        count(attempt, false);
        if (how.isGivenUp()) {
            dead(
                    attempt,
                    "it is given up after a " + error.type() + ", as its handler was registered: " + error.message(),
                    JobJson.ofError(error));
            return;
        }
        if (lease.isLast(policy.maxAttempts())) {
            String reason = "the last of " + lease.countedAttempt() + " attempts failed: " + error.message();
            dead(attempt, reason, JobJson.ofError(error));
            return;
        }
        Duration delay = how.ownDelay() == null ? delay(attempt, policy, error) : how.ownDelay();
        resources.counters().retried.increment();
        listener.onRetry(attempt, attempt.runNanos(), delay.toNanos(), error);
        completions.add(Completion.retry(lease, resources.nowMs() + delay.toMillis(), JobJson.ofError(error)));
    }

    private Duration delay(Attempt attempt, RetryPolicy policy, JobError error) {
        int number = attempt.lease().countedAttempt() - attempt.lease().crashes();
        Handlers.Registered handler =
                resources.handlers().find(attempt.lease().job().type());
        Backoff own = handler == null ? null : handler.options().backoff().orElse(null);
        if (own != null) {
            try {
                Duration delay = own.after(Math.max(1, number), error);
                // checks its bounds
                return ((Outcome.RetryIn) Outcome.retryIn(delay)).delay();
            } catch (RuntimeException e) {
                context.reportFailure("computing the wait before the next attempt of " + attempt, e);
            }
        }
        return policy.delayAfter(number, ThreadLocalRandom.current().nextDouble());
    }

    private void dead(Attempt attempt, String reason, @Nullable String error) {
        resources.counters().dead.increment();
        listener.onDead(attempt, attempt.runNanos(), reason);
        completions.add(Completion.dead(attempt.lease(), reason, error));
    }

    private JobError timeoutError(Attempt attempt, @Nullable Throwable failure) {
        int number = attempt.lease().countedAttempt();
        String message = "the attempt was over its timeout and ended after " + attempt.runNanos() / 1_000_000 + " ms";
        return failure == null
                ? FailureText.error(number, resources.now(), "timeout", message)
                : new JobError(
                        number,
                        resources.now(),
                        "timeout",
                        message,
                        FailureText.error(number, resources.now(), failure).stack());
    }

    /** Keeps a job aside that cannot be run as things are. */
    void park(Attempt attempt, String reason, @Nullable Throwable cause) {
        resources.counters().parked.increment();
        listener.onPark(attempt, reason);
        String error = cause == null
                ? null
                : JobJson.ofError(FailureText.error(attempt.lease().countedAttempt(), resources.now(), cause));
        completions.add(Completion.parked(attempt.lease(), reason, error));
    }

    private void count(Attempt attempt, boolean isDone) {
        Counters.Type type = resources.counters().type(attempt.lease().job().type());
        (isDone ? type.done : type.failed).increment();
    }
}
