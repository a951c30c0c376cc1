package io.litestack.core.spi.outbox;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The relay into an SQLite file: a {@link Courier} for each source, and one loop for all of them. */
final class SqliteRelay implements Relay {
    static final Schema SCHEMA = Schema.load("relay", SqliteRelay.class, "V001__relay.sql");

    private static final long FIRST_PAUSE_NANOS = 20_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final Store target;
    private final StoreInternals internals;
    private final String name;
    private final Applier applier;
    private final Duration patience;
    private final Consumer<RelayStep> probe;
    private final ParkedRows parkedRows;
    private final Handover handover;
    private final LoopWorker loop;
    private final Map<Store, Courier> couriers = new ConcurrentHashMap<>();
    private final LongAdder applied = new LongAdder();
    private final LongAdder parked = new LongAdder();
    private final LongAdder known = new LongAdder();
    private final LongAdder postponed = new LongAdder();
    private volatile boolean closed;

    /** Steps that failed, one after the other; the loop's alone. */
    private int failures;

    /**
     * Opens it.
     *
     * @param probe is told of each step; what it throws is taken for a failure of the step
     */
    SqliteRelay(Store target, String name, Applier applier, Duration patience, Consumer<RelayStep> probe) {
        Names.check("name", name);
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be more than zero, but is " + patience);
        }
        this.internals = StoreInternals.of(target);
        this.target = internals.store();
        this.name = name;
        this.applier = applier;
        this.patience = patience;
        this.probe = probe;
        internals.install(SCHEMA);
        this.parkedRows = new ParkedRows(this.target, name, applier);
        this.handover = new Handover(this);
        this.loop = internals.loop("relay", this::step);
    }

    // Sources.

    @Override
    public void attach(Store source) {
        Store shared = StoreInternals.of(source).store();
        if (shared == target) {
            throw new IllegalArgumentException(
                    "the relay \"" + name + "\" leads to " + path() + " itself: write there directly");
        }
        if (!couriers.containsKey(shared)) {
            attachNew(shared);
        }
    }

    private synchronized void attachNew(Store source) {
        if (closed) {
            throw new ClosedException(
                    "the relay \"" + name + "\" to " + path() + " is closed; nothing was stored", null);
        }
        if (StoreInternals.of(source).isClosed()) {
            throw new ClosedException(source.config().path() + " is closed", null);
        }
        if (!couriers.containsKey(source)) {
            SqliteOutbox outbox = (SqliteOutbox) Outbox.of(source);
            couriers.put(source, outbox.employ(name, target, () -> new Courier(this, source, handover)));
            loop.start();
            loop.wake();
        }
    }

    @Override
    public boolean isOfTarget(Transaction tx) {
        return TransactionInternals.of(tx).store().store() == target;
    }

    @Override
    public long send(Transaction tx, String kind, byte[] payload) {
        Store source = TransactionInternals.of(tx).store().store();
        attach(source);
        return Outbox.of(source).append(tx, name, kind, payload);
    }

    /** Called by a courier whose source is closed. */
    void forget(Store source, Courier courier) {
        couriers.remove(source, courier);
    }

    /** One turn of the loop. A source that fails keeps none of the others from being carried. */
    private long step() {
        long delay = LoopWorker.Step.UNTIL_WOKEN;
        RuntimeException failure = null;
        for (Courier courier : couriers.values()) {
            try {
                delay = Math.min(delay, courier.step());
            } catch (RuntimeException e) {
                failure = failure == null ? e : joined(failure, e);
            }
        }
        if (failure == null || isOver()) {
            failures = 0;
            return delay;
        }
        return Math.min(delay, pauseAfter(failure));
    }

    /** A loop's own pauses would grow to a minute: too long for rows whose target works again. Not every failure is told. */
    private long pauseAfter(RuntimeException failure) {
        long pause = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures, 10));
        failures++;
        if (Integer.bitCount(failures) == 1) {
            internals.listener().onLoopFailure(Thread.currentThread().getName(), failure, pause);
        }
        return pause;
    }

    private static RuntimeException joined(RuntimeException first, RuntimeException next) {
        if (first != next) {
            first.addSuppressed(next);
        }
        return first;
    }

    /** Once the target is closed there is nothing more to do, and nobody to tell. */
    private boolean isOver() {
        return closed || internals.isClosed();
    }

    // What couriers need.

    Store target() {
        return target;
    }

    String name() {
        return name;
    }

    Applier applier() {
        return applier;
    }

    Duration patience() {
        return patience;
    }

    void reached(RelayStep step) {
        probe.accept(step);
    }

    void wake() {
        loop.wake();
    }

    /** A write goes on without its rows having been carried. */
    void postpone() {
        postponed.increment();
    }

    void count(int newlyApplied, int newlyParked, int alreadyKnown) {
        applied.add(newlyApplied);
        parked.add(newlyParked);
        known.add(alreadyKnown);
    }

    void tellParked(Delivery row, String reason) {
        internals.listener().onRowParked(path(), name, row.kind(), reason);
    }

    void tellMissing(Store source, long rows) {
        internals.listener().onRowsMissing(path(), name, source.config().path(), rows);
    }

    void tellCopy(Store source, Path other) {
        internals.listener().onCopyFound(path(), name, source.config().path(), other);
    }

    private Path path() {
        return target.config().path();
    }

    // Looking after it.

    @Override
    public List<ParkedRow> parked(int limit) {
        return parkedRows.list(limit);
    }

    @Override
    public boolean retry(long id) {
        return parkedRows.retry(id);
    }

    @Override
    public int retryAll() {
        return parkedRows.retryAll();
    }

    @Override
    public boolean discard(long id) {
        return parkedRows.discard(id);
    }

    @Override
    public RelayStats stats() {
        return new RelayStats(couriers.size(), applied.sum(), parked.sum(), known.sum(), postponed.sum());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        List<Courier> all = List.copyOf(couriers.values());
        all.forEach(Courier::detach);
        loop.close();
        all.forEach(Courier::awaitIdle);
    }
}
