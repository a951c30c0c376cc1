package io.litestack.cable.internal.retain;

import io.litestack.cable.CableConfig.Retention;
import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.JumpResistantClock;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deletes messages that are older than their retention, and the oldest if all together are too many, off the way of those who
 * publish: a thousand at a time, between which others may write. With each bite it is written down up to which id each channel
 * has lost messages, in the same transaction; so a client on a quiet channel is never said to have missed something that was
 * published elsewhere.
 *
 * <p>What a durable consumer has not read stays for longer, up to the limits that are meant for it. Each process does this;
 * whoever comes first has done it for all.
 *
 * <p>If the clock is suddenly ahead nothing is deleted because of its age, until it has been so for an hour.
 */
public final class Trimmer implements AutoCloseable {
    private static final long SHORTEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long FORGET_INTERVAL_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int COUNTED_AT_ONCE = 50;
    private static final int FORGOTTEN_AT_ONCE = 500;

    /** A channel that has lost messages. */
    private record Trimmed(String channel, long id) {}

    private final CableResources resources;
    private final Retention retention;
    private final JumpResistantClock clock;
    private final LogCounter counter;
    private final LoopWorker loop;
    private final AtomicLong unseen = new AtomicLong();
    private volatile LogSize size = LogSize.NONE;
    private long interval = SHORTEST_INTERVAL_NANOS;
    private long forgotAt;

    public Trimmer(CableResources resources) {
        this.resources = resources;
        this.retention = resources.config().retention();
        this.clock = new JumpResistantClock(resources::nowMs, resources::ticks);
        this.counter = new LogCounter(resources.ownStore());
        this.forgotAt = resources.ticks() - FORGET_INTERVAL_NANOS;
        this.loop = resources.internals().loop("cable-trimmer", this::run);
    }

    /** Begins, if it has not begun. */
    public void start() {
        loop.start();
    }

    /** So many bytes were published: a burst is not left waiting for the next look. */
    public void published(long bytes) {
        if (unseen.addAndGet(bytes) > retention.bytes() / 16) {
            unseen.set(0);
            loop.wake();
        }
    }

    /** How much is kept. */
    public LogSize size() {
        return size;
    }

    private long run() {
        long before = counter.size().messages();
        boolean isMore = true;
        for (int i = 0; i < COUNTED_AT_ONCE && isMore; i++) {
            isMore = counter.count();
        }
        counter.trimmed(resources.log().reader().trimmed());
        size = counter.size();
        long end = end();
        if (end > 0 && counter.firstEnd() > 0 && counter.firstEnd() <= end) {
            trim(counter.firstEnd());
            return REST_NANOS;
        } else if (isMore) {
            return 0;
        }
        forget();
        resources.log().noteHead();
        // a log that nobody writes to need not be looked at each second
        boolean isQuiet = counter.size().messages() == before;
        interval = isQuiet ? Math.min(LONGEST_INTERVAL_NANOS, interval * 2) : SHORTEST_INTERVAL_NANOS;
        return Math.min(
                interval, Math.max(SHORTEST_INTERVAL_NANOS, retention.age().toNanos() / 10));
    }

    /** Up to where is to be deleted. */
    private long end() {
        long now = clock.millis();
        long end = counter.end(now - retention.age().toMillis(), retention.bytes());
        long unread = resources
                .ownStore()
                .queryFirst(CableSql.FIRST_UNREAD, row -> row.getLong(1))
                .orElse(Long.MAX_VALUE);
        if (end <= unread) {
            return end;
        }
        long kept = counter.end(now - retention.consumerAge().toMillis(), retention.consumerBytes());
        return Math.max(unread, kept);
    }

    private void trim(long upTo) {
        long messages = counter.firstMessages();
        long nowMs = resources.nowMs();
        resources.commands().execute(statements -> trim(statements, upTo, nowMs), Ack.COMMITTED);
        counter.trimmed(upTo);
        size = counter.size();
        resources.counters().trimmed.add(messages);
        resources.listener().onTrim(messages, upTo);
    }

    private static boolean trim(Statements statements, long upTo, long nowMs) throws SQLException {
        PreparedStatement mark = statements.prepare(CableSql.MARK_TRIMMED);
        mark.setLong(1, upTo);
        mark.setLong(2, nowMs);
        mark.executeUpdate();
        for (String sql : List.of(CableSql.TRIM, CableSql.SET_TRIMMED)) {
            PreparedStatement statement = statements.prepare(sql);
            statement.setLong(1, upTo);
            statement.executeUpdate();
        }
        return true;
    }

    /** A position so old that nobody can have it any more needs no channel of its own to be known as too old. */
    private void forget() {
        long now = resources.ticks();
        if (now - forgotAt < FORGET_INTERVAL_NANOS) {
            return;
        }
        long endedBefore = clock.millis() - retention.consumerAge().toMillis();
        List<Trimmed> old = resources
                .ownStore()
                .query(
                        CableSql.TRIMMED_BEFORE,
                        row -> new Trimmed(row.getString(1), row.getLong(2)),
                        endedBefore,
                        FORGOTTEN_AT_ONCE);
        if (!old.isEmpty()) {
            resources.commands().execute(statements -> forget(statements, old), Ack.COMMITTED);
        }
        if (old.size() < FORGOTTEN_AT_ONCE) {
            forgotAt = now;
        }
    }

    private static boolean forget(Statements statements, List<Trimmed> old) throws SQLException {
        PreparedStatement delete = statements.prepare(CableSql.FORGET);
        PreparedStatement advance = statements.prepare(CableSql.SET_FORGOTTEN);
        for (Trimmed each : old) {
            delete.setString(1, each.channel);
            delete.setLong(2, each.id);
            if (delete.executeUpdate() > 0) {
                advance.setLong(1, each.id);
                advance.executeUpdate();
            }
        }
        return true;
    }

    @Override
    public void close() {
        loop.close();
        try {
            resources.log().noteHead();
        } catch (RuntimeException e) {
            // it is a note that nothing depends on
            resources.listener().onInternalFailure("noting how far the log has come", e);
        }
    }
}
