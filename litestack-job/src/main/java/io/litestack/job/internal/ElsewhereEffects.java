package io.litestack.job.internal;

import io.litestack.core.LitestackException;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.spi.outbox.Inbox;
import io.litestack.core.spi.outbox.Run;
import io.litestack.job.EffectsStoredException;
import io.litestack.job.LeaseLostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Effects of handlers in other files than the queue's: each leaves a row in the inbox of its file, so that another attempt,
 * after a crash before the job's finish, finds them there and does not repeat them. Once the finish is as durable as it gets
 * the row is forgotten.
 */
final class ElsewhereEffects {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int LEFT_BEHIND = 1_000;

    /**
     * Effects that are stored, and the row that tells so.
     *
     * @param inbox where it is
     * @param run its run
     */
    record Stored(Inbox inbox, Run run) {}

    private final Engine engine;
    private final Set<Inbox> known = ConcurrentHashMap.newKeySet();
    private final Queue<Inbox> unswept = new ConcurrentLinkedQueue<>();
    private final Queue<Stored> settled = new ConcurrentLinkedQueue<>();
    private long triedAt;

    ElsewhereEffects(Engine engine) {
        this.engine = engine;
        this.triedAt = engine.ticks() - PAUSE_NANOS;
    }

    /** Commits the effects, and their row, if the lease still holds; the attempt is told where they are. */
    @SuppressWarnings("NullAway") // T itself says whether the result may be null
    <T extends @Nullable Object, X extends Exception> T run(
            Store store, Attempt attempt, Work<? super Transaction, T, X> work) throws X {
        Inbox inbox = Inbox.of(store);
        if (known.add(inbox)) {
            unswept.add(inbox);
        }
        Lease lease = attempt.lease;
        Run run = runOf(lease);
        AtomicReference<T> result = new AtomicReference<>();
        boolean isNew = inbox.<X>runOnce(run, () -> refuseIfLost(lease), tx -> result.set(work.run(tx)));
        attempt.done(new Stored(inbox, run));
        if (!isNew) {
            throw new EffectsStoredException("the effects of job " + lease.id + " were stored in "
                    + store.config().path() + " by an earlier attempt; the job is done");
        }
        return result.get();
    }

    private void refuseIfLost(Lease lease) {
        boolean isHeld = engine.store()
                .queryFirst(JobSql.IS_HELD, row -> true, lease.id, lease.attempt, lease.owner)
                .isPresent();
        if (!isHeld) {
            throw new LeaseLostException("job " + lease.id + " is not held by attempt " + lease.attempt
                    + " any more; nothing of the transaction was stored");
        }
    }

    private Run runOf(Lease lease) {
        String source = engine.store()
                .queryFirst(JobSql.INCARNATION_OF, row -> row.getString(1), lease.id)
                .orElse(engine.internals().incarnation());
        return new Run(source, lease.id, lease.run);
    }

    /** The finish of a job with such effects is written. */
    void settle(Stored stored) {
        settled.add(stored);
    }

    /** Forgets what is settled; returns in how many nanoseconds to be called again. */
    long upkeep() {
        if (settled.isEmpty() && unswept.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long left = triedAt + PAUSE_NANOS - engine.ticks();
        if (left > 0) {
            return left;
        }
        triedAt = engine.ticks();
        try {
            for (Inbox inbox = unswept.poll(); inbox != null; inbox = unswept.poll()) {
                sweep(inbox);
            }
            forgetSettled();
        } catch (LitestackException e) {
            // the rows stay; they do no harm but take room
            engine.listener().onTrouble("forgetting effects of finished jobs", e);
        }
        return Long.MAX_VALUE;
    }

    /** Looks for rows of jobs that were finished by a process that then died. */
    private void sweep(Inbox inbox) {
        for (Run run : inbox.recorded(LEFT_BEHIND)) {
            List<Boolean> found = engine.store()
                    .query(JobSql.IS_SETTLED, row -> row.getBoolean(1), run.source(), run.workId(), run.run());
            if (found.contains(true)) {
                settle(new Stored(inbox, run));
            }
        }
    }

    private void forgetSettled() {
        Map<Inbox, List<Run>> byInbox = new HashMap<>();
        for (Stored next = settled.poll(); next != null; next = settled.poll()) {
            byInbox.computeIfAbsent(next.inbox, it -> new ArrayList<>()).add(next.run);
        }
        if (!byInbox.isEmpty() && engine.store().config().sync() != Sync.OFF) {
            engine.internals().syncOwn();
        }
        byInbox.forEach(Inbox::forget);
    }
}
