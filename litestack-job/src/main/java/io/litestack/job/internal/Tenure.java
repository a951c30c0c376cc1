package io.litestack.job.internal;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The owner's row under which these workers hold their leases; if somebody deletes it they go on under a new one. */
final class Tenure {
    private static final long NONE = 0;

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final AtomicLong id = new AtomicLong(NONE);
    private final AtomicBoolean isRegistering = new AtomicBoolean();

    Tenure(SqliteJobWorkers workers, Engine engine) {
        this.workers = workers;
        this.engine = engine;
    }

    /** The row's id, 0 if there is none. */
    long id() {
        return id.get();
    }

    boolean isRegistered() {
        return id.get() != NONE;
    }

    /** Writes the row. */
    void register() {
        id.set(engine.commands().execute(this::insert, Ack.COMMITTED));
    }

    /** The row of that id is gone: its leases are lost. Returns whether that is news. */
    boolean lost(long lostId) {
        return lostId != NONE && id.compareAndSet(lostId, NONE);
    }

    /** Writes a new row in place of a lost one. */
    void upkeep() {
        if (!isRegistered() && isRegistering.compareAndSet(false, true)) {
            engine.submit(this::insert, Ack.COMMITTED, this::registered);
        }
    }

    private void registered(@Nullable Long newId, @Nullable Throwable failure) {
        if (newId != null) {
            id.set(newId);
            workers.readyNews();
        } else if (failure != null) {
            workers.trouble("registering anew", failure);
        }
        isRegistering.set(false);
    }

    /** Deletes the row if nothing is leased to it any more; else whoever finds that its beat stands still takes that over. */
    void end() {
        try {
            engine.commands().execute(statements -> Owner.delete(statements, id.get()), Ack.COMMITTED);
        } catch (LitestackException e) {
            engine.listener().onTrouble("taking leave; the next worker will notice", e);
        }
    }

    private long insert(Statements statements) throws SQLException {
        @Nullable String sign = engine.internals().signsOfLife().mine().orElse(null);
        return Owner.insert(statements, sign, name(), workers.config().lease().toMillis(), engine.nowMs());
    }

    private static String name() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return host + ':' + ProcessHandle.current().pid();
    }
}
