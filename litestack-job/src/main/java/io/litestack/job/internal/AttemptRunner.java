package io.litestack.job.internal;

import io.litestack.core.CodecException;
import io.litestack.job.EffectsStoredException;
import io.litestack.job.JobError;
import io.litestack.job.JobListener;
import io.litestack.job.Outcome;
import io.litestack.job.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs a lease's handler on the current thread and decides what becomes of the job. */
final class AttemptRunner {
    private static final long QUICK_NANOS = 200_000;
    private static final int MOST_TRIES = 100;
    private static final long PAUSE_NANOS = 20_000_000;

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final JobListener listener;

    private final boolean lingers;
    private final Isolation isolation = Isolation.OF_JVM;
    private final Isolation.Seat seat = isolation.newSeat();
    private final BooleanSupplier isStopping;
    private final Runnable flush;

    /**
     * Makes a runner.
     *
     * @param lingers whether its thread sees to it that the finish of a quick job is written soon
     */
    AttemptRunner(SqliteJobWorkers workers, Engine engine, boolean lingers) {
        this.lingers = lingers;
        this.workers = workers;
        this.engine = engine;
        this.listener = engine.listener();
        this.isStopping = workers::isStopping;
        this.flush = workers.book()::flush;
    }

    /** It runs nothing any more. */
    void close() {
        isolation.remove(seat);
    }

    /** Runs it to its end; never throws. Returns how long the handler ran, in nanoseconds. */
    long run(Lease lease) {
        try {
            return lease.isSuspect() ? runAlone(lease) : runBesideOthers(lease);
        } catch (Throwable e) {
            // out of memory, or a hostile exception: the job must not hang on a thread that is gone
            parkWhatever(lease, e);
            return 0;
        }
    }

    private long runBesideOthers(Lease lease) {
        if (!isolation.enter(seat, isStopping)) {
            workers.handBack(lease);
            workers.wakeLater();
            return 0;
        }
        try {
            return begin(lease);
        } finally {
            isolation.leave(seat);
        }
    }

    /** It was there each time when its process died: if that happens again it is known that it was the one. */
    private long runAlone(Lease lease) {
        if (!workers.loneJob().begin(lease, seat)) {
            return 0;
        }
        try {
            return begin(lease);
        } finally {
            workers.loneJob().ended(seat);
        }
    }

    /** Whoever was called hung while it was stopped does not begin what others have by now; and nobody begins after a stop. */
    private long begin(Lease lease) {
        if (workers.isStopping() || workers.isDoubtful(lease)) {
            workers.handBack(lease);
            return 0;
        }
        InFlight inFlight = workers.inFlight();
        if (inFlight != null && !inFlight.begin(lease, isStopping, flush)) {
            workers.handBack(lease);
            return 0;
        }
        return attempt(lease);
    }

    /** There may be no memory for that at first; there is once others have given theirs back. */
    private void parkWhatever(Lease lease, Throwable cause) {
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                workers.finish(Finish.park(lease, "the worker failed: " + Texts.describe(cause), null));
                workers.trouble("running job " + lease.id, cause);
                return;
            } catch (RuntimeException | Error e) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private long attempt(Lease lease) {
        long start = engine.ticks();
        RetryPolicy policy =
                engine.handlers().policyOf(lease.type, workers.config().retryPolicy());
        Attempt attempt = new Attempt(workers, lease, policy.maxAttempts(), start);
        lease.running = attempt;
        Handlers.Registered handler = engine.handlers().find(lease.type);
        if (handler == null) {
            // handlers are never taken away, so this is not this process's job
            workers.handBack(lease);
            return 0;
        }
        Object payload = read(attempt, handler);
        if (payload == null) {
            return 0;
        }
        return handle(attempt, handler, payload, policy);
    }

    private @Nullable Object read(Attempt attempt, Handlers.Registered handler) {
        try {
            return engine.codec().decode(attempt.lease.payload, handler.payload());
        } catch (CodecException e) {
            park(attempt, "the payload cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            park(attempt, "the payload cannot be read: " + Texts.describe(e), e);
        }
        return null;
    }

    private long handle(Attempt attempt, Handlers.Registered handler, Object payload, RetryPolicy policy) {
        long waited = Math.max(0, engine.nowMs() - attempt.lease.runAtMs) * 1_000_000;
        engine.counters().type(attempt.lease.type).wait.add(waited);
        handler.options().timeout().ifPresent(it -> workers.timeouts().add(attempt, it));
        engine.counters().running.increment();
        listener.onStart(attempt, waited);
        Outcome outcome = null;
        Throwable failure = null;
        try {
            outcome = handler.handler().run(payload, attempt);
        } catch (Throwable e) {
            failure = e;
        }
        attempt.ended();
        engine.counters().running.decrement();
        workers.progress().flush(attempt);
        if (handler.options().timeout().isPresent()) {
            workers.timeouts().remove(attempt);
        }
        long took = engine.ticks() - attempt.startedAt;
        engine.counters().type(attempt.lease.type).run.add(took);
        conclude(attempt, handler, outcome, failure, took, policy);
        return took;
    }

    @SuppressWarnings("TooManyParameters") // all that is known of how it ended
    private void conclude(
            Attempt attempt,
            Handlers.Registered handler,
            @Nullable Outcome outcome,
            @Nullable Throwable failure,
            long took,
            RetryPolicy policy) {
        if (attempt.isDone()) {
            count(attempt, true);
            engine.counters().done.increment();
            finishDone(attempt);
            listener.onDone(attempt, took);
            if (failure != null && !(failure instanceof EffectsStoredException)) {
                workers.trouble(attempt + " had done its transaction and then failed", failure);
            }
        } else if (attempt.isTimedOut()) {
            failed(attempt, timedOut(attempt, took, failure), took, policy, null);
        } else if (failure != null && workers.isStopping()) {
            // what it needs may have been closed: nobody can tell whether it would have failed all the same
            workers.handBacks()
                    .stopped(attempt, took, "it failed during the stop of its workers: " + Texts.describe(failure));
        } else if (failure == null && !handler.saysOutcome() && attempt.knowsOfStop()) {
            workers.handBacks()
                    .stopped(
                            attempt,
                            took,
                            "it returned after it had learnt of the stop, without saying that it is done");
        } else if (failure instanceof Error e) {
            count(attempt, false);
            park(attempt, "the handler threw an error: " + Texts.describe(e), e);
        } else if (failure != null) {
            failed(attempt, Texts.error(attempt.lease, engine.now(), failure), took, policy, null);
        } else {
            obey(attempt, outcome, took, policy);
        }
    }

    private void obey(Attempt attempt, @Nullable Outcome outcome, long took, RetryPolicy policy) {
        if (outcome instanceof Outcome.Done) {
            count(attempt, true);
            engine.counters().done.increment();
            listener.onDone(attempt, took);
            finishDone(attempt.lease, took);
        } else if (outcome instanceof Outcome.RetryIn retry && attempt.knowsOfStop()) {
            workers.handBacks().postponed(attempt, took, retry.delay());
        } else if (outcome instanceof Outcome.RetryIn retry) {
            JobError error = Texts.error(attempt.lease, engine.now(), "retry", retry.reason());
            failed(attempt, error, took, policy, retry.delay());
        } else if (outcome instanceof Outcome.Snooze snooze) {
            engine.counters().snoozed.increment();
            listener.onSnooze(attempt, took, snooze.delay().toNanos());
            workers.finish(
                    Finish.snooze(attempt.lease, engine.nowMs() + snooze.delay().toMillis()));
        } else if (outcome instanceof Outcome.Discard discard) {
            count(attempt, false);
            engine.counters().dead.increment();
            listener.onDead(attempt, took, discard.reason());
            workers.finish(Finish.dead(attempt.lease, discard.reason(), null));
        } else {
            park(attempt, "the handler returned null instead of an outcome", null);
        }
    }

    /** The handler's transaction is committed; if it was in the queue's file the finish is too. */
    private void finishDone(Attempt attempt) {
        ElsewhereEffects.Stored elsewhere = attempt.elsewhere();
        if (elsewhere == null) {
            workers.dropped(attempt.lease);
        } else {
            Finish finish = Finish.done(attempt.lease);
            finish.afterwards = () -> workers.effects().settle(elsewhere);
            workers.finish(finish);
        }
    }

    private void finishDone(Lease lease, long took) {
        if (lingers && took < QUICK_NANOS) {
            workers.book().finishSoon(Finish.done(lease));
        } else {
            workers.finish(Finish.done(lease));
        }
    }

    private void failed(Attempt attempt, JobError error, long took, RetryPolicy policy, @Nullable Duration wanted) {
        Lease lease = attempt.lease;
        count(attempt, false);
        if (lease.isLast(policy.maxAttempts())) {
            String reason = "the last of " + attempt.maxAttempts() + " attempts failed: " + error.message();
            engine.counters().dead.increment();
            listener.onDead(attempt, took, reason);
            workers.finish(Finish.dead(lease, reason, Texts.ofError(error)));
            return;
        }
        Duration delay = wanted == null
                ? policy.delayAfter(
                        lease.countedAttempt() - lease.crashes,
                        ThreadLocalRandom.current().nextDouble())
                : wanted;
        engine.counters().retried.increment();
        listener.onRetry(attempt, took, delay.toNanos(), error);
        workers.finish(Finish.again(lease, engine.nowMs() + delay.toMillis(), Texts.ofError(error)));
    }

    private JobError timedOut(Attempt attempt, long took, @Nullable Throwable failure) {
        String message = "the attempt was over its timeout and ended after " + took / 1_000_000 + " ms";
        return failure == null
                ? Texts.error(attempt.lease, engine.now(), "timeout", message)
                : new JobError(
                        attempt.lease.countedAttempt(),
                        engine.now(),
                        "timeout",
                        message,
                        Texts.error(attempt.lease, engine.now(), failure).stack());
    }

    private void park(Attempt attempt, String reason, @Nullable Throwable cause) {
        engine.counters().parked.increment();
        listener.onPark(attempt, reason);
        String error = cause == null ? null : Texts.ofError(Texts.error(attempt.lease, engine.now(), cause));
        workers.finish(Finish.park(attempt.lease, reason, error));
    }

    private void count(Attempt attempt, boolean isDone) {
        Counters.Type type = engine.counters().type(attempt.lease.type);
        (isDone ? type.done : type.failed).increment();
    }
}
