package io.litestack.cache.internal.coordinate;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.log.LogSignal;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.sql.CoordinationSql;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Locks and semaphores as a queue of tickets.
 *
 * <h2>The idea</h2>
 *
 * <p>Whoever wants permits of a semaphore puts a row at the end of its queue, and has them once the rows before it leave enough: if their
 * permits and its own are not more than there are. A lock is a semaphore of one permit. Rows are deleted when a lease ends, when somebody
 * does not want to wait any more, and by those who wait behind them once their process is dead or their time is over.
 *
 * <h2>Why it is right</h2>
 *
 * <p>Numbers of rows only grow, in the order of the commits, so nobody ever comes in before a row that is there; and rows only go. So what
 * a row has it keeps, an old snapshot can make somebody wait for longer but never have too much, the order is that of asking, and
 * nobody starves. The number of a row is greater than all before it, which makes it the fencing token.
 *
 * <p>A process is dead if {@link io.litestack.core.spi.ProcessLiveness} says so, which it only does if it is sure. Those who wait are
 * notified of commits and of deaths, and look for themselves every {@value #LONGEST_PAUSE_MILLIS} ms at the latest. Thread-safe.
 */
public final class TicketQueue {
    private static final long LONGEST_PAUSE_MILLIS = 250;

    private final CacheContext context;
    private final Commands commands;
    private final LogSignal signal;
    private final AtomicBoolean isUsed = new AtomicBoolean();

    public TicketQueue(CacheContext context, LogSignal signal) {
        this.context = context;
        this.commands = context.internals().commands();
        this.signal = signal;
    }

    /**
     * What somebody wants.
     *
     * @param semaphore the hash of its name
     * @param permits how many
     * @param outOf how many there are
     * @param limit after which time the lease ends by itself, or null
     */
    record Wish(
            long semaphore,
            int permits,
            int outOf,
            @Nullable Duration limit) {}

    /** A row of the queue, and whether it has its permits. */
    private record Ticket(long id, boolean isGranted) {}

    /** A row before another. */
    private record Earlier(long id, String process, long endsAtMs) {}

    /** The hash of a name. */
    long semaphore(String name) {
        return context.keys().ofSemaphore(name);
    }

    // To get permits.

    /** Gets permits if they are free, and returns the number of the ticket. */
    OptionalLong tryAcquire(Wish wish) {
        refuseInside();
        long id = execute(statements -> addIfGranted(statements, wish));
        if (id == 0 && removeEnded(wish.semaphore, Long.MAX_VALUE)) {
            id = execute(statements -> addIfGranted(statements, wish));
        }
        return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
    }

    private long addIfGranted(Statements statements, Wish wish) throws SQLException {
        return taken(statements, wish.semaphore, Long.MAX_VALUE) + wish.permits <= wish.outOf
                ? add(statements, wish, true)
                : 0;
    }

    /** Waits for permits until the system's clock has reached an instant. */
    OptionalLong acquire(Wish wish, long deadlineNanos) {
        refuseInside();
        Ticket ticket = execute(statements -> {
            boolean isGranted = taken(statements, wish.semaphore, Long.MAX_VALUE) + wish.permits <= wish.outOf;
            return new Ticket(add(statements, wish, isGranted), isGranted);
        });
        boolean isGranted = ticket.isGranted;
        try {
            isGranted = isGranted || await(wish, ticket.id, deadlineNanos);
            return isGranted ? OptionalLong.of(ticket.id) : OptionalLong.empty();
        } finally {
            if (!isGranted) {
                giveUp(ticket.id);
            }
        }
    }

    /** Does not wait, so that a thread that is interrupted leaves nothing behind. */
    private void giveUp(long id) {
        try {
            var unused = commands.submit(
                    statements -> {
                        remove(statements, id);
                        return true;
                    },
                    Ack.COMMITTED);
        } catch (LitestackException e) {
            context.listener().onInternalFailure("somebody who waits for a lock no more could not be removed", e);
        }
    }

    private boolean await(Wish wish, long id, long deadlineNanos) {
        while (true) {
            long seen = signal.count();
            removeEnded(wish.semaphore, id);
            if (isGranted(wish, id)) {
                Duration limit = wish.limit;
                return limit == null || extend(id, limit);
            }
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            pause(seen, Math.min(left, TimeUnit.MILLISECONDS.toNanos(LONGEST_PAUSE_MILLIS)));
        }
    }

    private boolean isGranted(Wish wish, long id) {
        long before = context.store()
                .queryFirst(CoordinationSql.TAKEN_BEFORE, row -> row.getLong(1), wish.semaphore, id)
                .orElse(0L);
        return before + wish.permits <= wish.outOf;
    }

    private void pause(long seen, long nanos) {
        try {
            signal.await(seen, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreInterruptedException("interrupted while waiting for a lock of the cache", e);
        }
    }

    private long add(Statements statements, Wish wish, boolean isGranted) throws SQLException {
        isUsed.set(true);
        PreparedStatement add = statements.prepare(CoordinationSql.ADD_TICKET);
        add.setLong(1, wish.semaphore);
        add.setInt(2, wish.permits);
        add.setString(3, ownProcess());
        add.setLong(4, context.instance());
        if (isGranted && wish.limit != null) {
            add.setLong(5, end(wish.limit));
        } else {
            add.setNull(5, Types.INTEGER);
        }
        add.executeUpdate();
        return statements.lastInsertRowId();
    }

    private static long taken(Statements statements, long semaphore, long before) throws SQLException {
        PreparedStatement sum = statements.prepare(CoordinationSql.TAKEN_BEFORE);
        sum.setLong(1, semaphore);
        sum.setLong(2, before);
        try (ResultSet row = sum.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What all have, or wait for. */
    long taken(long semaphore) {
        removeEnded(semaphore, Long.MAX_VALUE);
        return context.store()
                .queryFirst(CoordinationSql.TAKEN_BEFORE, row -> row.getLong(1), semaphore, Long.MAX_VALUE)
                .orElse(0L);
    }

    /** Removes what others have left, and returns whether there was something. */
    private boolean removeEnded(long semaphore, long before) {
        long now = nowMs();
        List<Earlier> ended = context
                .store()
                .query(
                        CoordinationSql.TICKETS_BEFORE,
                        row -> new Earlier(row.getLong(1), row.getString(2), row.getLong(3)),
                        semaphore,
                        before)
                .stream()
                .filter(it -> isEnded(it, now))
                .toList();
        if (!ended.isEmpty()) {
            execute(statements -> {
                for (Earlier each : ended) {
                    remove(statements, each.id);
                }
                return true;
            });
        }
        return !ended.isEmpty();
    }

    private boolean isEnded(Earlier ticket, long now) {
        return (ticket.endsAtMs > 0 && ticket.endsAtMs <= now)
                || (!ticket.process.isEmpty()
                        && context.internals().processLiveness().isDead(ticket.process));
    }

    // What is had.

    boolean isHeld(long id) {
        long now = nowMs();
        return context.store()
                .queryFirst(CoordinationSql.TICKET, row -> row.getLong(1), id)
                .filter(it -> it == 0 || it > now)
                .isPresent();
    }

    boolean extend(long id, Duration limit) {
        return execute(statements -> {
            PreparedStatement set = statements.prepare(CoordinationSql.SET_END);
            set.setLong(1, end(limit));
            set.setLong(2, id);
            return set.executeUpdate() == 1;
        });
    }

    void release(long id) {
        execute(statements -> {
            remove(statements, id);
            return true;
        });
    }

    private static void remove(Statements statements, long id) throws SQLException {
        PreparedStatement remove = statements.prepare(CoordinationSql.REMOVE_TICKET);
        remove.setLong(1, id);
        remove.executeUpdate();
        statements.signal(CacheSql.TOPIC);
    }

    /** Ends all leases of this instance. */
    public void close() {
        if (!isUsed.get()) {
            return;
        }
        try {
            execute(statements -> {
                PreparedStatement remove = statements.prepare(CoordinationSql.REMOVE_TICKETS_OF_INSTANCE);
                remove.setLong(1, context.instance());
                remove.executeUpdate();
                statements.signal(CacheSql.TOPIC);
                return true;
            });
        } catch (LitestackException e) {
            context.listener().onInternalFailure("the locks of a closed cache end with the process", e);
        }
    }

    private <R> R execute(Command<R> command) {
        return commands.execute(command, Ack.COMMITTED);
    }

    private void refuseInside() {
        if (commands.isInTransaction()) {
            throw new IllegalStateException(
                    "a lock cannot be acquired inside a write of the cache's own file, where others do"
                            + " not see it before the commit; acquire it first, and write then");
        }
    }

    private String ownProcess() {
        return context.internals().processLiveness().ownId().orElse("");
    }

    private long nowMs() {
        return context.store().config().clock().millis();
    }

    private long end(Duration limit) {
        return nowMs() + limit.toMillis();
    }
}
