package io.litestack.cache.internal.load;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.write.KeyWriter;
import io.litestack.core.LitestackException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.StoreInternals;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Who loads a key, among processes: a row in the file, made by whoever is first, and removed in the commit that has the value. A lease ends
 * with its process. Whoever cannot have or see a lease in time loads without one. Thread-safe.
 */
public final class Leases {
    private static final long LONGEST_ACQUIRE_MILLIS = 50;

    private final StoreInternals internals;
    private final CacheContext context;
    private final KeyWriter writer;

    public Leases(CacheContext context, KeyWriter writer) {
        this.context = context;
        this.internals = context.internals();
        this.writer = writer;
    }

    /** How an attempt to get a lease has ended. */
    enum Attempt {
        ACQUIRED,

        /** Somebody else has it. */
        HELD,

        /** Nobody knows. */
        UNKNOWN
    }

    /** A lease of somebody. */
    record Held(long token, String process) {}

    long newToken() {
        return ThreadLocalRandom.current().nextLong();
    }

    /** Tries to get the lease of a key. */
    Attempt acquire(Key key, long token) {
        return attempt(key, token, Optional.empty());
    }

    /** Tries to get a lease whose holder is dead. */
    Attempt takeOver(Key key, long token, Held dead) {
        return attempt(key, token, Optional.of(dead));
    }

    private Attempt attempt(Key key, long token, Optional<Held> dead) {
        String process = internals.processLiveness().ownId().orElse("");
        Command<Boolean> command = statements -> insert(statements, key, new Held(token, process), dead);
        CompletableFuture<Boolean> future;
        try {
            future = internals.commands().submit(command, Ack.COMMITTED);
            return future.get(LONGEST_ACQUIRE_MILLIS, TimeUnit.MILLISECONDS) ? Attempt.ACQUIRED : Attempt.HELD;
        } catch (TimeoutException e) {
            // if it is had later nobody needs it
            release(key, token);
            return Attempt.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            release(key, token);
            return Attempt.UNKNOWN;
        } catch (ExecutionException | LitestackException e) {
            return Attempt.UNKNOWN;
        }
    }

    private static boolean insert(Statements statements, Key key, Held lease, Optional<Held> dead) throws SQLException {
        if (dead.isPresent()) {
            delete(statements, key, dead.get().token);
        }
        PreparedStatement add = statements.prepare(CacheSql.ADD_LEASE);
        add.setLong(1, key.hash());
        add.setLong(2, lease.token);
        add.setString(3, lease.process);
        return add.executeUpdate() == 1;
    }

    private static void delete(Statements statements, Key key, long token) throws SQLException {
        PreparedStatement remove = statements.prepare(CacheSql.REMOVE_LEASE);
        remove.setLong(1, key.hash());
        remove.setLong(2, token);
        remove.executeUpdate();
        statements.signal(CacheSql.TOPIC);
    }

    /** Ends a lease, in the commit that writes the value if one was put. If that fails the lease ends with the process. */
    void end(Key key, long token) {
        try {
            writer.<Boolean>change(List.of(), (batch, results) -> {
                batch.settle(key);
                delete(batch.statements(), key, token);
                return true;
            });
        } catch (LitestackException e) {
            release(key, token);
        }
    }

    private void release(Key key, long token) {
        try {
            var unused = internals
                    .commands()
                    .submit(
                            statements -> {
                                delete(statements, key, token);
                                return true;
                            },
                            Ack.COMMITTED);
        } catch (LitestackException e) {
            context.listener().onInternalFailure("a lease could not be ended", e);
        }
    }

    /** Returns who has the lease of a key. */
    Optional<Held> held(Key key) {
        return context.store().queryFirst(CacheSql.LEASE, Leases::held, key.hash());
    }

    private static Held held(ResultSet row) throws SQLException {
        return new Held(row.getLong(1), row.getString(2));
    }

    boolean isDead(Held lease) {
        return !lease.process.isEmpty() && internals.processLiveness().isDead(lease.process);
    }
}
