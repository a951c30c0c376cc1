package io.litestack.core.internal.read;

import com.zaxxer.hikari.pool.HikariPool;
import io.litestack.core.ClosedException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.internal.context.Threads;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.internal.sqlite.SqliteErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The readers: a fixed number of connections, pooled by HikariCP, each with its prepared statements. The pool opens at the
 * first read.
 *
 * <p>Below Hikari stands a data source of ours, which opens the connections and knows the {@link PooledReader} of each; above it
 * a borrower asks for that reader and uses its connection directly. One whose state is not known to be clean is examined when it
 * comes back, and thrown away if it is not.
 */
public final class ReaderPool {
    /** So long a thread waits for a reader before it looks whether the store is being closed. */
    private static final long LOOK_MILLIS = 50;

    /** How long a read that was stopped may take to notice. */
    private static final long STOP_NANOS = 500_000_000;

    /** When all readers have been out for so long, more are opened for who asks for that. */
    private static final long LONG_LOAN_NANOS = 20_000_000;

    private final StoreConfig config;
    private final ConnectionFactory connections;
    private final String threadName;
    private final long waitMillis;
    private final Map<SQLiteConnection, PooledReader> readers = new ConcurrentHashMap<>();
    private final OverflowReaders overflow;
    private final ReentrantLock opening = new ReentrantLock();
    private final SharedReadMark mark;
    private volatile @Nullable HikariPool pool;
    private volatile boolean closed;

    /** Whether readers were kept for long lately, so that it is worth a look before waiting for one. */
    private volatile boolean isLooking;

    /**
     * Opens nothing yet.
     *
     * @param commits how many commits this process has made
     */
    public ReaderPool(StoreConfig config, ConnectionFactory connections, String threadName, LongSupplier commits) {
        this.mark = new SharedReadMark(config, connections, commits);
        this.config = config;
        this.connections = connections;
        this.threadName = threadName;
        this.overflow = new OverflowReaders(config, connections);
        this.waitMillis = Math.max(1, config.waitTimeout().toMillis());
    }

    /**
     * Borrows a reader.
     *
     * @throws StoreBusyException if none became free in time
     */
    Loan borrow() {
        HikariPool source = pool;
        if (source == null) {
            source = open();
        } else if (closed) {
            throw new ClosedException(config.path() + " is closed", null);
        }
        try {
            return lend(source, take(source));
        } catch (SQLException e) {
            throw noReader(e);
        }
    }

    /**
     * As {@link #borrow}; but when all readers are out for long, as those are whose rows are read one by one, another one is
     * opened beside the pool.
     */
    Loan borrowOrOpen() {
        HikariPool source = pool;
        if (source == null || closed) {
            return borrow();
        }
        try {
            long left = waitMillis;
            while (left > 0 && !(isLooking && areAllOutForLong(source))) {
                long slice = Math.min(left, LONG_LOAN_NANOS / 1_000_000);
                try {
                    return lend(source, source.getConnection(slice));
                } catch (SQLTransientConnectionException e) {
                    left -= slice;
                    isLooking = true;
                    if (closed) {
                        throw closedException();
                    }
                }
            }
            return beside();
        } catch (SQLException e) {
            throw noReader(e);
        }
    }

    private boolean areAllOutForLong(HikariPool source) {
        if (source.getIdleConnections() > 0 || source.getTotalConnections() < config.readers()) {
            return false;
        }
        long now = config.ticker().nanos();
        for (PooledReader reader : readers.values()) {
            if (reader.borrower() == null || now - reader.borrowedAt() < LONG_LOAN_NANOS) {
                return false;
            }
        }
        return true;
    }

    private Loan beside() throws SQLException {
        PooledReader reader = overflow.take();
        reader.borrowedBy(Thread.currentThread(), config.ticker().nanos());
        if (closed) {
            reader.returned();
            overflow.discard(reader);
            throw closedException();
        }
        return new Loan(null, reader);
    }

    /** Waits in slices: Hikari wakes nobody when it is shut down. */
    private Connection take(HikariPool source) throws SQLException {
        long left = waitMillis;
        while (true) {
            long slice = Math.min(left, LOOK_MILLIS);
            try {
                return source.getConnection(slice);
            } catch (SQLTransientConnectionException e) {
                left -= slice;
                if (closed) {
                    throw closedException();
                }
                if (left <= 0) {
                    throw e;
                }
            }
        }
    }

    private ClosedException closedException() {
        return new ClosedException(config.path() + " is closed", null);
    }

    private Loan lend(HikariPool source, Connection pooled) throws SQLException {
        boolean isLent = false;
        try {
            PooledReader reader = readers.get(pooled.unwrap(SQLiteConnection.class));
            if (reader == null) {
                throw new IllegalStateException("a reader that the pool does not know");
            }
            reader.borrowedBy(Thread.currentThread(), config.ticker().nanos());
            isLent = true;
            return new Loan(pooled, reader);
        } finally {
            if (!isLent) {
                source.evictConnection(pooled);
            }
        }
    }

    /** Takes a reader back. If {@code isDoubtful}, what the borrower left behind is cleared away first. */
    void giveBack(Loan loan, boolean isDoubtful) {
        PooledReader reader = loan.reader;
        mark.afterRead(reader);
        reader.returned();
        boolean isBack = false;
        try {
            if ((!isDoubtful || isClean(reader.connection())) && isAsBefore(reader)) {
                giveBack(loan.pooled, reader);
                isBack = true;
            }
        } catch (Throwable e) {
            // what cannot be examined is not used again
        } finally {
            if (!isBack) {
                evict(loan);
            }
        }
    }

    private void giveBack(@Nullable Connection pooled, PooledReader reader) throws SQLException {
        if (pooled == null) {
            overflow.giveBack(reader);
            isLooking = overflow.active() > 0;
        } else {
            pooled.close();
        }
    }

    /** Those that are open now. */
    public Iterable<PooledReader> all() {
        Set<PooledReader> more = overflow.all();
        if (more.isEmpty()) {
            return readers.values();
        }
        List<PooledReader> all = new ArrayList<>(readers.values());
        all.addAll(more);
        return all;
    }

    /** The lock that quick reads share. */
    public SharedReadMark mark() {
        return mark;
    }

    boolean isClosed() {
        return closed;
    }

    public int active() {
        HikariPool source = pool;
        return (source == null ? 0 : source.getActiveConnections()) + overflow.active();
    }

    public int idle() {
        HikariPool source = pool;
        return source == null ? 0 : source.getIdleConnections();
    }

    public boolean isAnyBorrowed() {
        for (PooledReader reader : all()) {
            if (reader.borrower() != null) {
                return true;
            }
        }
        return false;
    }

    /** Refuses who waits for a reader, and whoever comes; returns at once. */
    public void refuse() {
        closed = true;
    }

    /**
     * Lets reads end until the timeout, and stops the rest, if they can be stopped.
     *
     * @return the names of the threads whose reads did not end in time
     */
    public List<String> stop(long timeoutNanos) {
        closed = true;
        awaitReturned(timeoutNanos, () -> {});
        List<String> stragglers = borrowers();
        all().forEach(PooledReader::refuse);
        awaitReturned(STOP_NANOS, () -> all().forEach(it -> it.connection().interrupt()));
        return stragglers;
    }

    /** Closes all connections; waits for a statement that cannot be stopped, for as long as it lasts. */
    public void close() {
        mark.close();
        HikariPool source = pool;
        if (source != null) {
            shutDown(source);
            readers.values().forEach(ReaderPool::closeQuietly);
            readers.clear();
        }
        overflow.close();
    }

    private void awaitReturned(long timeoutNanos, Runnable meanwhile) {
        long end = config.ticker().nanos() + timeoutNanos;
        while (active() > 0 && end - config.ticker().nanos() > 0) {
            meanwhile.run();
            Threads.pause(1_000_000);
        }
    }

    private List<String> borrowers() {
        return StreamSupport.stream(all().spliterator(), false)
                .map(PooledReader::borrower)
                .filter(Objects::nonNull)
                .map(Thread::getName)
                .toList();
    }

    private static void shutDown(HikariPool pool) {
        try {
            pool.shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(PooledReader reader) {
        try {
            reader.connection().close();
        } catch (SQLException e) {
            // it only ever read
        }
    }

    /** The disk may take its time for this: nobody else waits longer for it than for a reader, and a close not at all. */
    private HikariPool open() {
        awaitOpening();
        try {
            HikariPool source = pool;
            if (source == null && !closed) {
                source = new PoolStarter(config, threadName).start(new ReaderSource(connections, readers));
                pool = source;
            }
            if (source == null || closed) {
                // a close has found no pool, or may not have
                close();
                throw closedException();
            }
            return source;
        } finally {
            opening.unlock();
        }
    }

    private void awaitOpening() {
        long left = waitMillis;
        try {
            while (!opening.tryLock(Math.min(left, LOOK_MILLIS), TimeUnit.MILLISECONDS)) {
                left -= LOOK_MILLIS;
                if (closed) {
                    throw closedException();
                }
                if (left <= 0) {
                    throw new StoreBusyException(
                            "timed out after " + waitMillis + " ms: the readers of " + config.path()
                                    + " are still being opened. Look whether the disk is slow, or raise waitTimeout",
                            null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreInterruptedException("interrupted while waiting for a reader of " + config.path(), e);
        }
    }

    /** Whether the connection is as it was before the loan, after clearing away what can be cleared. */
    private static boolean isClean(CachedConnection connection) throws SQLException {
        connection.closeStatements();
        if (connection.isInTransaction()) {
            connection.runOnce("ROLLBACK");
        }
        return "1".equals(connection.pragma("query_only"));
    }

    private static boolean isAsBefore(PooledReader reader) throws SQLException {
        CachedConnection connection = reader.connection();
        return !connection.isBroken()
                && reader.clock().running() == 0
                && (!connection.settings().isDue() || connection.settings().areAsBefore());
    }

    private void evict(Loan loan) {
        HikariPool source = pool;
        if (loan.pooled == null) {
            overflow.discard(loan.reader);
        } else if (source != null) {
            readers.remove(loan.reader.connection().driver());
            source.evictConnection(loan.pooled);
        }
    }

    private RuntimeException noReader(SQLException e) {
        if (Thread.currentThread().isInterrupted()) {
            return new StoreInterruptedException("interrupted while waiting for a reader of " + config.path(), e);
        }
        if (closed) {
            return new ClosedException(config.path() + " is closed", e);
        }
        if (e instanceof SQLTransientConnectionException && e.getNextException() == null) {
            return new StoreBusyException(
                    "timed out after " + config.waitTimeout().toMillis() + " ms waiting for a reader of "
                            + config.path() + " (" + inUse()
                            + "). Shorten the reads, or raise readers or waitTimeout",
                    e);
        }
        SQLException cause = e.getNextException() == null ? e : e.getNextException();
        return SqliteErrors.translate(cause, "opening a reader", config.path());
    }

    private String inUse() {
        HikariPool source = pool;
        int open = source == null ? 0 : source.getTotalConnections();
        return open >= config.readers()
                ? "all " + config.readers() + " are in use"
                : "only " + open + " of " + config.readers() + " are open yet, and all of them in use";
    }
}
