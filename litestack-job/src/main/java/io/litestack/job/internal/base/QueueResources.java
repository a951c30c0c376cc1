package io.litestack.job.internal.base;

import io.litestack.core.Codec;
import io.litestack.core.Store;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.StoreInternals;
import io.litestack.job.JobConfig;
import io.litestack.job.internal.limit.LimitCache;
import io.litestack.job.internal.limit.Limits;
import io.litestack.job.internal.report.Counters;
import io.litestack.job.internal.report.EventQueue;
import io.litestack.job.internal.report.ReportingJobListener;
import io.litestack.job.internal.sql.JobKinds;
import io.litestack.job.internal.sql.JobSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What all parts of a queue stand on, and which knows none of them: the store, the clock, the handlers, the counters. */
public final class QueueResources {
    private final JobConfig config;
    private final Store store;
    private final StoreInternals internals;
    private final Commands commands;
    private final InstantSource clock;
    private final long incarnation;
    private final EventQueue events;
    private final ReportingJobListener listener;
    private final Handlers handlers = new Handlers();
    private final JobKinds kinds = new JobKinds();
    private final LimitCache limits = new LimitCache();
    private final Counters counters = new Counters();
    private final CompletionWatch completions = new CompletionWatch();

    public QueueResources(JobConfig config, Store store) {
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

    /** The numbers of queues and types. */
    public JobKinds kinds() {
        return kinds;
    }

    /** The limits, inside of a command. */
    public Limits limits(Statements statements) {
        return new Limits(statements, limits, nowMs());
    }

    public JobConfig config() {
        return config;
    }

    public Store store() {
        return store;
    }

    public StoreInternals internals() {
        return internals;
    }

    /** The store for what runs in the background: the application may keep all readers meanwhile. */
    public Store ownStore() {
        return internals.store();
    }

    public Commands commands() {
        return commands;
    }

    /** Submits a command and reports its end, also if it could not be submitted. */
    public <R> void submit(
            Command<R> command, Ack ack, BiConsumer<? super @Nullable R, ? super @Nullable Throwable> whenEnded) {
        CompletableFuture<R> future;
        try {
            future = commands.submit(command, ack);
        } catch (RuntimeException | Error e) {
            // also when there was no memory for it: nobody must wait for its end for ever
            whenEnded.accept(null, e);
            return;
        }
        var unused = future.whenComplete(whenEnded);
    }

    public Codec codec() {
        return config.codec();
    }

    public Handlers handlers() {
        return handlers;
    }

    public Counters counters() {
        return counters;
    }

    /** Those who wait for the end of a job. */
    public CompletionWatch completions() {
        return completions;
    }

    public ReportingJobListener listener() {
        return listener;
    }

    /** The events that the user's listener gets on a thread of its own. */
    public EventQueue events() {
        return events;
    }

    /** Which opening of the file jobs are enqueued in: with it an id names a job for ever, whatever is restored. */
    public long incarnation() {
        return incarnation;
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

    public Instant now() {
        return clock.instant();
    }

    public long nowMs() {
        return clock.millis();
    }

    /** The monotonic clock, in nanoseconds. */
    public long ticks() {
        return store.config().ticker().nanos();
    }

    /** Whether two stores are the same open file. */
    public boolean isSameFile(StoreInternals other) {
        return other.commands() == commands;
    }

    /** The name of a thread, such as {@code litestack-app-worker-3}. */
    public String threadName(String role) {
        String file = store.config().path().getFileName().toString();
        int dot = file.lastIndexOf('.');
        return "litestack-" + (dot > 0 ? file.substring(0, dot) : file) + '-' + role;
    }
}
