package io.litestack.core.internal.outbox;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.spi.outbox.Applier;
import io.litestack.core.spi.outbox.DeadLetterRow;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.OutboxMessage;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.spi.outbox.RelayStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The relay into an SQLite file: a {@link SourceForwarder} for each source, and one loop for all of them. */
public final class SqliteRelay implements Relay {
    public static final Schema SCHEMA = Schema.load("relay", SqliteRelay.class, "V001__relay.sql");

    private static final long FIRST_PAUSE_NANOS = 20_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final Store target;
    private final StoreInternals internals;
    private final String name;
    private final Applier applier;
    private final Duration timeout;
    private final Consumer<RelayStep> probe;
    private final DeadLetterRows deadLetterRows;
    private final BatchApplier batches;
    private final LoopWorker loop;
    private final Map<Store, SourceForwarder> forwarders = new ConcurrentHashMap<>();
    private final LongAdder applied = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder known = new LongAdder();
    private final LongAdder postponed = new LongAdder();
    private volatile boolean closed;

    /** Steps that failed, one after the other; the loop's alone. */
    private int failures;

    /**
     * Opens it.
     *
     * @param probe hears of each step; what it throws is taken for a failure of the step
     */
    public SqliteRelay(Store target, String name, Applier applier, Duration timeout, Consumer<RelayStep> probe) {
        Names.check("name", name);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be more than zero, but is " + timeout);
        }
        this.internals = StoreInternals.of(target);
        this.target = internals.store();
        this.name = name;
        this.applier = applier;
        this.timeout = timeout;
        this.probe = probe;
        internals.install(SCHEMA);
        this.deadLetterRows = new DeadLetterRows(this.target, name, applier);
        this.batches = new BatchApplier(this);
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
        if (!forwarders.containsKey(shared)) {
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
        if (!forwarders.containsKey(source)) {
            SqliteOutbox outbox = (SqliteOutbox) Outbox.of(source);
            forwarders.put(source, outbox.register(name, target, () -> new SourceForwarder(this, source, batches)));
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

    /** Called by a forwarder whose source is closed. */
    void forget(Store source, SourceForwarder forwarder) {
        forwarders.remove(source, forwarder);
    }

    /** One turn of the loop. A source that fails keeps none of the others from being forwarded. */
    private long step() {
        long delay = LoopWorker.Step.UNTIL_WOKEN;
        RuntimeException failure = null;
        for (SourceForwarder forwarder : forwarders.values()) {
            try {
                delay = Math.min(delay, forwarder.step());
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

    /** A loop's own pauses would grow to a minute: too long for rows whose target works again. Not every failure is reported. */
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

    /** Once the target is closed there is nothing more to do, and nobody to report to. */
    private boolean isOver() {
        return closed || internals.isClosed();
    }

    // What forwarders need.

    Store target() {
        return target;
    }

    String name() {
        return name;
    }

    Applier applier() {
        return applier;
    }

    Duration timeout() {
        return timeout;
    }

    void reached(RelayStep step) {
        probe.accept(step);
    }

    void wake() {
        loop.wake();
    }

    /** A write goes on without its rows having been forwarded. */
    void postpone() {
        postponed.increment();
    }

    void count(int newlyApplied, int newDeadLetters, int alreadyKnown) {
        applied.add(newlyApplied);
        deadLetters.add(newDeadLetters);
        known.add(alreadyKnown);
    }

    void reportDeadLetter(OutboxMessage row, String reason) {
        internals.listener().onDeadLetter(path(), name, row.kind(), reason);
    }

    void reportMissing(Store source, long rows) {
        internals.listener().onRowsMissing(path(), name, source.config().path(), rows);
    }

    void reportCopy(Store source, Path other) {
        internals.listener().onCopyFound(path(), name, source.config().path(), other);
    }

    private Path path() {
        return target.config().path();
    }

    // Looking after it.

    @Override
    public List<DeadLetterRow> deadLetters(int limit) {
        return deadLetterRows.list(limit);
    }

    @Override
    public boolean retry(long id) {
        return deadLetterRows.retry(id);
    }

    @Override
    public int retryAll() {
        return deadLetterRows.retryAll();
    }

    @Override
    public boolean discard(long id) {
        return deadLetterRows.discard(id);
    }

    @Override
    public RelayStats stats() {
        return new RelayStats(forwarders.size(), applied.sum(), deadLetters.sum(), known.sum(), postponed.sum());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        List<SourceForwarder> all = List.copyOf(forwarders.values());
        all.forEach(SourceForwarder::detach);
        loop.close();
        all.forEach(SourceForwarder::awaitIdle);
    }
}
