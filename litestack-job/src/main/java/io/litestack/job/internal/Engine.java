package io.litestack.job.internal;

import io.litestack.core.Codec;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.StoreInternals;
import io.litestack.job.JobConfig;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all parts of a queue stand on: the store, the clock, the handlers, the figures. */
final class Engine {
    private final JobConfig config;
    private final Store store;
    private final StoreInternals internals;
    private final Commands commands;
    private final InstantSource clock;
    private final long incarnation;
    private final EventQueue events;
    private final ReportingJobListener listener;
    private final Handlers handlers = new Handlers();
    private final Counters counters = new Counters();
    private final AtomicLong durableUpTo = new AtomicLong();

    Engine(JobConfig config, Store store) {
        this.config = config;
        this.store = store;
        this.internals = StoreInternals.of(store);
        this.commands = internals.commands();
        this.clock = store.config().clock();
        String name = internals.incarnation();
        this.incarnation = commands.execute(statements -> addIncarnation(statements, name), Ack.COMMITTED);
        this.events = new EventQueue(internals);
        this.listener =
                new ReportingJobListener(config.listener(), store.config().path(), events);
    }

    JobConfig config() {
        return config;
    }

    Store store() {
        return store;
    }

    StoreInternals internals() {
        return internals;
    }

    Commands commands() {
        return commands;
    }

    /** Queues a command and tells how it went, also if it could not be queued. */
    <R> void submit(
            Command<R> command, Ack ack, BiConsumer<? super @Nullable R, ? super @Nullable Throwable> whenEnded) {
        CompletableFuture<R> future;
        try {
            future = commands.submit(command, ack);
        } catch (RuntimeException | Error e) {
            // also when there was no memory for it: whoever waits for its end must not wait for ever
            whenEnded.accept(null, e);
            return;
        }
        var unused = future.whenComplete(whenEnded);
    }

    Codec codec() {
        return config.codec();
    }

    Handlers handlers() {
        return handlers;
    }

    Counters counters() {
        return counters;
    }

    ReportingJobListener listener() {
        return listener;
    }

    /** What is told to the user's listener on a thread of its own. */
    EventQueue events() {
        return events;
    }

    /** Which opening of the file jobs are enqueued in: with it an id names a job for ever, whatever is restored. */
    long incarnation() {
        return incarnation;
    }

    /**
     * Whether a job of another process, which is visible here, is as durable as the store's level says. Whoever enqueued it is
     * told so only once it is, but the job is there for others from its commit on. Ids grow with the commits, so one flush
     * answers for all up to an id.
     */
    boolean isDurable(long id) {
        return id <= durableUpTo.get() || store.config().sync() != Sync.FULL;
    }

    /** Has the file flushed, together with whoever else waits for that, and tells how it went. */
    void awaitDurable(Consumer<? super @Nullable Throwable> whenEnded) {
        submit(Engine::newest, Ack.DURABLE, (newest, failure) -> {
            if (newest != null) {
                durableUpTo.accumulateAndGet(newest, Math::max);
            }
            whenEnded.accept(failure);
        });
    }

    private static long newest(Statements statements) throws SQLException {
        try (ResultSet row = statements.prepare(JobSql.NEWEST).executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static long addIncarnation(Statements statements, String name) throws SQLException {
        PreparedStatement insert = statements.prepare(JobSql.ADD_INCARNATION);
        insert.setString(1, name);
        insert.executeUpdate();
        PreparedStatement select = statements.prepare(JobSql.INCARNATION);
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    Instant now() {
        return clock.instant();
    }

    long nowMs() {
        return clock.millis();
    }

    /** The monotonic clock, in nanoseconds. */
    long ticks() {
        return store.config().ticker().nanos();
    }

    /** Whether two stores are the same open file. */
    boolean isSameFile(StoreInternals other) {
        return other.commands() == commands;
    }

    /** The name of a thread, such as {@code litestack-app-worker-3}. */
    String threadName(String role) {
        String file = store.config().path().getFileName().toString();
        int dot = file.lastIndexOf('.');
        return "litestack-" + (dot > 0 ? file.substring(0, dot) : file) + '-' + role;
    }
}
