package io.litestack.job.internal;

import java.time.Duration;

/** Gives leases back whose attempt does not count: not begun, ended by a stop, or to be run alone. Thread-safe. */
final class HandBacks {
    private final SqliteJobWorkers workers;
    private final Engine engine;

    HandBacks(SqliteJobWorkers workers, Engine engine) {
        this.workers = workers;
        this.engine = engine;
    }

    /** Of a lease that nobody has begun. */
    void unbegun(Lease lease) {
        tellUnbegun(lease, "it was not begun");
        workers.finish(Finish.handBack(lease));
    }

    /** Tells of a lease that nobody has begun. */
    void tellUnbegun(Lease lease, String reason) {
        int most = engine.handlers()
                .policyOf(lease.type, workers.config().retryPolicy())
                .maxAttempts();
        tell(new Attempt(workers, lease, most, engine.ticks()), 0, reason);
    }

    /** Of an attempt that ended because of a stop. */
    void stopped(Attempt attempt, long runNanos, String reason) {
        tell(attempt, runNanos, reason);
        workers.finish(Finish.handBack(attempt.lease));
    }

    /** Of an attempt that asked for another one after a while, because of a stop. */
    void postponed(Attempt attempt, long runNanos, Duration delay) {
        tell(attempt, runNanos, "it asked for another attempt during the stop of its workers");
        workers.finish(Finish.snooze(attempt.lease, engine.nowMs() + delay.toMillis()));
    }

    /** Of a lease that has to run alone and cannot now. */
    void notAlone(Lease lease, long nanos) {
        tellUnbegun(lease, "it has to run alone, and others run");
        workers.finish(Finish.snooze(lease, engine.nowMs() + nanos / 1_000_000));
    }

    private void tell(Attempt attempt, long runNanos, String reason) {
        engine.counters().released.increment();
        engine.listener().onHandBack(attempt, runNanos, reason);
    }
}
