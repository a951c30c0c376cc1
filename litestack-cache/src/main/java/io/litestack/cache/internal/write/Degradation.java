package io.litestack.cache.internal.write;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.log.Scope;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is done with puts that cannot be stored, or not in time. A put that were only dropped would leave the previous value in the file,
 * which would come back: so its key is not read any more until the row is removed, which takes little room while it waits. If even these
 * are too many, the whole namespace is not read any more until a row of the log has invalidated it.
 *
 * <p>Thread-safe.
 */
public final class Degradation {
    private static final long REPORT_INTERVAL_NANOS = 60_000_000_000L;

    /** So many changes may wait; the removals among them are what is bounded by this, since values are by their size. */
    private static final long MOST_WAITING = 200_000;

    private final CacheContext context;
    private final PendingWrites pending;
    private final Generations generations;
    private final Set<Long> suspended = ConcurrentHashMap.newKeySet();
    private final AtomicLong unreported = new AtomicLong();
    private final AtomicLong reportedAt;

    public Degradation(CacheContext context, PendingWrites pending, Generations generations) {
        this.context = context;
        this.pending = pending;
        this.generations = generations;
        this.reportedAt = new AtomicLong(context.clock().ticks() - REPORT_INTERVAL_NANOS);
    }

    /** A put was not admitted. */
    public void degrade(Entry entry, String reason) {
        Key key = entry.key();
        if (pending.size() < MOST_WAITING) {
            pending.invalidate(key, context.clock().ticks());
        } else {
            suspend(key.namespace());
        }
        report(1, reason);
    }

    /** Nothing of a namespace is read until it is invalidated, so what waits for its keys need not be remembered. */
    private void suspend(long namespace) {
        if (suspended.add(namespace)) {
            generations.suspend(Scope.namespace(namespace));
        }
        pending.dropNamespace(namespace);
    }

    /** Whether a change has waited for longer than a crash may undo. */
    public boolean isAnyLate() {
        long now = context.clock().ticks();
        return !suspended.isEmpty() || now - pending.oldest(now) > PutAdmission.TOO_OLD_NANOS;
    }

    /** The namespaces that are to be invalidated. */
    List<Scope> suspended() {
        return suspended.stream().map(Scope::namespace).toList();
    }

    /** A namespace is invalidated. */
    void resume(Scope namespace) {
        if (suspended.remove(namespace.hash())) {
            generations.resume(namespace);
        }
    }

    /** A batch could not be committed; so many of its puts are removals now. */
    void failed(int puts, Throwable cause) {
        context.health().saw(cause);
        if (puts > 0) {
            report(puts, String.valueOf(cause.getMessage()));
        }
    }

    private void report(int puts, String cause) {
        context.counters().degradedPuts.add(puts);
        unreported.addAndGet(puts);
        long now = context.clock().ticks();
        long before = reportedAt.get();
        if (now - before >= REPORT_INTERVAL_NANOS && reportedAt.compareAndSet(before, now)) {
            context.listener().onDegradation(context.store().config().path(), unreported.getAndSet(0), cause);
        }
    }
}
