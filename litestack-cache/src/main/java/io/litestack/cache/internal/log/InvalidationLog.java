package io.litestack.cache.internal.log;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.sql.Rows;
import io.litestack.core.LitestackException;
import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import io.litestack.core.StoreException;
import io.litestack.core.spi.Statements;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The table in which each commit says what it has changed, and how far this instance has read it.
 *
 * <h2>The bound of staleness</h2>
 *
 * What is in the heap may be read only if the log was read to its end within {@link io.litestack.cache.CacheConfig#maxStaleness} by this
 * instance's own monotonic clock: {@link #isFresh} says so, and whoever finds that it is not reads the log first ({@link #verify}).
 * Nobody has to notify this instance for that, and no thread of it has to get on: a process that was stopped for a minute finds that it is
 * not fresh. That others notify it makes it only earlier. The time counts from before the log was read.
 *
 * <p>In a strict cache nothing is ever fresh: each read asks for the number of the newest row.
 *
 * <h2>Own rows</h2>
 *
 * A row of this instance says that one of its writes is committed, which counts whether or not the thread that waits for the commit
 * has got on meanwhile. What it has changed need not be dropped from the heap.
 *
 * <h2>A log that was trimmed</h2>
 *
 * The rows are numbered without gaps. If the next one is gone, everything may have changed.
 *
 * <p>Thread-safe.
 */
public final class InvalidationLog {
    private static final int PAGE = 1_000;

    private final CacheContext context;
    private final Store store;
    private final LogSubscriber subscriber;
    private final long maxStalenessNanos;
    private final ReentrantLock lock = new ReentrantLock();

    /** Everything up to here is known. Written under the lock. */
    private volatile long cursor;

    /** The newest row of this instance of which it is known that it is committed. */
    private final AtomicLong ownSeq = new AtomicLong();

    /** The last batch of ours that applied what others had committed before it. Used by whoever holds the writer. */
    private long ownBatch = -1;

    /** When the last look at the log began that found its end; in ticks. */
    private volatile long verifiedAt;

    /**
     * A row.
     *
     * @param seq its number
     * @param instance who wrote it
     * @param batch which of its writes it was
     * @param kind see {@link Scope}
     * @param changed what was changed; null for own keys
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(long seq, long instance, long batch, int kind, byte @Nullable [] changed) {}

    public InvalidationLog(CacheContext context, LogSubscriber subscriber) {
        this.context = context;
        this.store = context.store();
        this.subscriber = subscriber;
        this.maxStalenessNanos =
                context.isStrict() ? -1 : context.config().maxStaleness().toNanos();
        this.verifiedAt = context.clock().ticks() - maxStalenessNanos - 1;
    }

    /** Begins at the end of the log, with all generations that there are. */
    public void open() {
        lock.lock();
        try {
            cursor = store.read(this::readGenerations);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the end of the log at the same moment. */
    private long readGenerations(Snapshot snapshot) {
        long head = snapshot.queryFirst(CacheSql.HEAD, row -> row.getLong(1)).orElse(0L);
        snapshot.query(CacheSql.GENERATIONS, row -> {
            scopeOf(row).ifPresent(it -> subscriber.scopeChanged(it.scope(), it.seq()));
            return true;
        });
        return head;
    }

    /**
     * A generation.
     *
     * @param scope of what
     * @param seq since when
     */
    private record Generation(Scope scope, long seq) {}

    private Optional<Generation> scopeOf(ResultSet row) throws SQLException {
        long seq = row.getLong(3);
        byte[] prefix = row.getBytes(4);
        byte[] encoded = prefix == null ? Rows.blob(new long[] {row.getLong(2)}) : prefix;
        return encoded == null
                ? Optional.empty()
                : Scope.decoded(context.keys(), row.getInt(1), encoded).map(it -> new Generation(it, seq));
    }

    /**
     * A place of the log that was committed before now: what is born now is younger than everything up to there. Others may have
     * committed more.
     */
    public long position() {
        return Math.max(cursor, ownSeq.get());
    }

    /** Whether what is in the heap may be read at a time, in ticks. */
    public boolean isFresh(long ticks) {
        return ticks - verifiedAt <= maxStalenessNanos;
    }

    /**
     * Reads the log to its end, unless somebody else has just done so.
     *
     * @return whether it could be read; if not, nothing that is in the heap may be used
     */
    public boolean verify() {
        long asked = context.clock().ticks();
        if (context.isStrict() && isAtEnd()) {
            return true;
        }
        lock.lock();
        try {
            if (verifiedAt - asked < 0) {
                long began = context.clock().ticks();
                readToEnd();
                verifiedAt = began;
            }
            return true;
        } catch (LitestackException e) {
            context.health().saw(e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Without the lock: a number is read and compared. */
    private boolean isAtEnd() {
        try {
            return head() == cursor && !context.health().isSuperseded();
        } catch (LitestackException e) {
            context.health().saw(e);
            return false;
        }
    }

    /** As {@link #verify}, even if somebody else has just done so. */
    public boolean verifyNow() {
        try {
            catchUp();
            return true;
        } catch (LitestackException e) {
            return false;
        }
    }

    /** As {@link #verify}, and throws what prevents it. */
    public void catchUp() {
        lock.lock();
        try {
            long began = context.clock().ticks();
            readToEnd();
            verifiedAt = began;
        } finally {
            lock.unlock();
        }
    }

    private long head() {
        return store.queryFirst(CacheSql.HEAD, row -> row.getLong(1)).orElse(0L);
    }

    private void readToEnd() {
        context.counters().verifications.increment();
        if (context.health().isSuperseded()) {
            throw new StoreException(
                    store.config().path() + " was replaced by another file, which is about to be opened", null);
        }
        // as quick as asking for the number of the newest row, if there are none
        List<Row> rows;
        do {
            rows = store.query(CacheSql.NEWER, this::row, cursor, context.instance(), PAGE);
            if (!rows.isEmpty() && rows.get(0).seq != cursor + 1) {
                missed();
                return;
            }
            for (Row row : rows) {
                apply(row);
                cursor = row.seq;
            }
        } while (rows.size() == PAGE);
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong(1), row.getLong(2), row.getLong(3), row.getInt(4), row.getBytes(5));
    }

    private void apply(Row row) {
        boolean isOwn = isOwn(row);
        byte[] changed = row.changed == null ? new byte[0] : row.changed;
        if (row.kind != Scope.KEYS) {
            Scope.decoded(context.keys(), row.kind, changed)
                    .ifPresentOrElse(
                            it -> subscriber.scopeChanged(it, row.seq),
                            () -> subscriber.everythingMissed("a newer release has invalidated something"));
        } else if (!isOwn) {
            ByteBuffer hashes = ByteBuffer.wrap(changed);
            while (hashes.remaining() >= Long.BYTES) {
                subscriber.keyChanged(hashes.getLong(), row.seq);
            }
        }
        if (isOwn) {
            subscriber.committed(row.batch);
        } else {
            context.counters().invalidations.add(Math.max(1, changed.length / Long.BYTES));
        }
        if (row.instance == 0) {
            subscriber.tookEffect(row.batch);
        }
    }

    private boolean isOwn(Row row) {
        return row.instance == context.instance();
    }

    private void missed() {
        long head = store.read(this::readGenerations);
        subscriber.everythingMissed("it had not looked at the log for so long that a part of it is gone");
        // last: whoever sees it believes the heap
        cursor = head;
    }

    // Writing. Whoever calls these holds the writer.

    /** A batch of ours will be the newest row, and all that others have committed before it is applied. */
    public void follows(long batch) {
        ownBatch = batch;
    }

    /**
     * Applies what others have committed, inside a write transaction of ours, so that nothing can come in between any more. The
     * transaction's own rows are left alone, since it may be rolled back.
     */
    private void applyOthers(Statements statements) throws SQLException {
        lock.lock();
        try {
            PreparedStatement select = statements.prepare(CacheSql.NEWER);
            select.setLong(1, cursor);
            select.setLong(2, context.instance());
            select.setLong(3, Long.MAX_VALUE);
            long expected = cursor + 1;
            boolean isMissing = false;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next() && !isMissing) {
                    Row row = row(rows);
                    isMissing = row.seq != expected++;
                    if (!isOwn(row)) {
                        apply(row);
                    }
                }
            }
            if (isMissing) {
                missedWithin(statements);
            }
        } finally {
            lock.unlock();
        }
    }

    private void missedWithin(Statements statements) throws SQLException {
        try (ResultSet rows = statements.prepare(CacheSql.GENERATIONS).executeQuery()) {
            while (rows.next()) {
                scopeOf(rows).ifPresent(it -> subscriber.scopeChanged(it.scope(), it.seq()));
            }
        }
        subscriber.everythingMissed("it had not looked at the log for so long that a part of it is gone");
    }

    /**
     * Where the log ends.
     *
     * @param seq the number of its newest row
     * @param total how many keys it has told of
     * @param instance who wrote that row
     * @param batch which of the instance's writes it was
     */
    public record End(long seq, long total, long instance, long batch) {}

    /** Where the log ends, inside a write transaction of ours, once what others have committed is applied. */
    public End endAfterOthers(Statements statements) throws SQLException {
        End end = end(statements);
        boolean isOwn = end.instance == context.instance() && end.batch == ownBatch;
        if (end.seq != cursor && !isOwn) {
            applyOthers(statements);
        }
        return end;
    }

    /** Where the log ends, inside a write transaction. */
    public End end(Statements statements) throws SQLException {
        try (ResultSet row = statements.prepare(CacheSql.HEAD_ROW).executeQuery()) {
            return row.next()
                    ? new End(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4))
                    : new End(0, 0, 0, 0);
        }
    }

    /**
     * Says that keys were changed, as part of the transaction that does it.
     *
     * @return the row's number
     */
    public long append(Statements statements, End end, long batch, long[] hashes) throws SQLException {
        return append(statements, new long[] {batch, Scope.KEYS, end.total + hashes.length}, Rows.blob(hashes));
    }

    /**
     * Invalidates, as part of a transaction.
     *
     * @return the row's number
     */
    public long append(Statements statements, End end, long batch, Scope scope) throws SQLException {
        long seq = append(statements, new long[] {batch, scope.kind(), end.total + 1}, scope.encoded());
        PreparedStatement add = statements.prepare(CacheSql.ADD_GENERATION);
        add.setInt(1, scope.kind());
        add.setLong(2, scope.hash());
        add.setLong(3, seq);
        add.setBytes(4, scope.kind() == Scope.PREFIX ? scope.encoded() : null);
        add.executeUpdate();
        return seq;
    }

    private long append(Statements statements, long[] numbers, byte @Nullable [] changed) throws SQLException {
        PreparedStatement append = statements.prepare(CacheSql.APPEND);
        append.setLong(1, context.clock().millis());
        append.setLong(2, numbers[0] < 0 ? 0 : context.instance());
        append.setLong(3, numbers[0]);
        append.setLong(4, numbers[1]);
        append.setLong(5, numbers[2]);
        append.setBytes(6, changed == null ? new byte[0] : changed);
        append.executeUpdate();
        statements.signal(CacheSql.TOPIC);
        return statements.lastInsertRowId();
    }

    /** A row of this instance is committed: if it is the next one, it need not be read. */
    public void committed(long seq) {
        ownSeq.accumulateAndGet(seq, Math::max);
        if (lock.tryLock()) {
            try {
                if (cursor == seq - 1) {
                    cursor = seq;
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
