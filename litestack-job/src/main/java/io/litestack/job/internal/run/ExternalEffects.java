package io.litestack.job.internal.run;

import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.outbox.Inbox;
import io.litestack.core.spi.outbox.Run;
import io.litestack.job.EffectsStoredException;
import io.litestack.job.LeaseLostException;
import io.litestack.job.internal.base.CoalescingWakeup;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.lease.Attempt;
import io.litestack.job.internal.lease.Lease;
import io.litestack.job.internal.lease.StoredEffects;
import io.litestack.job.internal.sql.JobSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Effects of handlers in other files than the queue's: each leaves a row in the inbox of its file, so that another attempt,
 * after a crash before the completion of the job, finds them there and does not repeat them. Once the completion is durable the
 * row is deleted. Thread-safe, but for {@link #runDue}, which is for one loop.
 */
public final class ExternalEffects {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int LEFT_BEHIND = 1_000;

    private final QueueResources resources;
    private final CoalescingWakeup wakeup;

    /** The files that have effects, for as long as they are open. */
    private final Map<Inbox, StoreInternals> known = new ConcurrentHashMap<>();

    private final Queue<Inbox> unswept = new ConcurrentLinkedQueue<>();
    private final Queue<StoredEffects> settled = new ConcurrentLinkedQueue<>();
    private long triedAt;

    public ExternalEffects(QueueResources resources, Runnable wake) {
        this.resources = resources;
        this.wakeup = new CoalescingWakeup(wake);
        this.triedAt = resources.ticks() - PAUSE_NANOS;
    }

    /** Commits the effects, and their row, if the lease is still held; the attempt is done then. */
    @SuppressWarnings("NullAway") // T itself says whether the result may be null
    <T extends @Nullable Object, X extends Exception> T run(
            Store store, Attempt attempt, Work<? super Transaction, T, X> work) throws X {
        Inbox inbox = Inbox.of(store);
        if (known.putIfAbsent(inbox, StoreInternals.of(store)) == null) {
            unswept.add(inbox);
        }
        Lease lease = attempt.lease();
        Run run = runOf(lease);
        AtomicReference<T> result = new AtomicReference<>();
        boolean isNew = inbox.<X>runOnce(run, () -> refuseIfLost(lease), tx -> result.set(work.run(tx)));
        attempt.done(new StoredEffects(inbox, run));
        if (!isNew) {
            throw new EffectsStoredException("the effects of job " + lease.id() + " were stored in "
                    + store.config().path() + " by an earlier attempt; the job is done");
        }
        return result.get();
    }

    private void refuseIfLost(Lease lease) {
        boolean isHeld = resources
                .store()
                .queryFirst(JobSql.IS_HELD, row -> true, lease.id(), lease.attempt(), lease.workerId())
                .isPresent();
        if (!isHeld) {
            throw new LeaseLostException("job " + lease.id() + " is not held by attempt " + lease.attempt()
                    + " any more; nothing of the transaction was stored");
        }
    }

    private Run runOf(Lease lease) {
        String source = resources
                .store()
                .queryFirst(JobSql.INCARNATION_OF, row -> row.getString(1), lease.id())
                .orElse(resources.internals().incarnation());
        return new Run(source, lease.id(), lease.run());
    }

    /** The completion of a job with such effects is written. */
    void settle(StoredEffects stored) {
        settled.add(stored);
        wakeup.added();
    }

    /** How many files are known. */
    public int size() {
        return known.size();
    }

    /**
     * Deletes the rows of what is settled, and forgets files that are closed; returns in how many nanoseconds to be called
     * again.
     */
    public long runDue() {
        known.values().removeIf(StoreInternals::isClosed);
        wakeup.begin();
        if (settled.isEmpty() && unswept.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long left = triedAt + PAUSE_NANOS - resources.ticks();
        if (left > 0) {
            return left;
        }
        triedAt = resources.ticks();
        for (Inbox inbox : taken(unswept)) {
            trying(inbox, () -> sweep(inbox), () -> unswept.add(inbox));
        }
        forgetSettled();
        return settled.isEmpty() && unswept.isEmpty() ? Long.MAX_VALUE : PAUSE_NANOS;
    }

    /** What fails is tried again later, and keeps none of the others from its turn; the rows do no harm but take room. */
    private void trying(Inbox inbox, Runnable work, Runnable again) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            StoreInternals file = known.get(inbox);
            if (file != null && !file.isClosed()) {
                again.run();
                resources.listener().onInternalFailure("forgetting effects of finished jobs in " + path(file), e);
            }
        }
    }

    private static Path path(StoreInternals file) {
        return file.store().config().path();
    }

    /** Looks for rows of jobs that were finished by a process that then died. */
    private void sweep(Inbox inbox) {
        for (Run run : inbox.recorded(LEFT_BEHIND)) {
            List<Boolean> found = resources
                    .store()
                    .query(JobSql.IS_SETTLED, row -> row.getBoolean(1), run.source(), run.workId(), run.run());
            if (found.contains(true)) {
                settled.add(new StoredEffects(inbox, run));
            }
        }
    }

    private void forgetSettled() {
        List<StoredEffects> all = taken(settled);
        if (all.isEmpty()) {
            return;
        }
        try {
            if (resources.store().config().sync() != Sync.OFF) {
                resources.internals().syncOwn();
            }
        } catch (RuntimeException | Error e) {
            settled.addAll(all);
            throw e;
        }
        Map<Inbox, List<StoredEffects>> byInbox = all.stream().collect(Collectors.groupingBy(StoredEffects::inbox));
        byInbox.forEach((inbox, stored) -> trying(
                inbox,
                () -> inbox.forget(stored.stream().map(StoredEffects::run).toList()),
                () -> settled.addAll(stored)));
    }

    private static <T> List<T> taken(Queue<T> queue) {
        List<T> taken = new ArrayList<>();
        for (T next = queue.poll(); next != null; next = queue.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
