package io.litestack.job.internal;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.job.QueueConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The owner's row under which these workers hold their leases; if somebody deletes it they go on under a new one. */
final class Tenure {
    private static final long NONE = 0;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String HOST = host();

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final AtomicLong id = new AtomicLong(NONE);
    private final AtomicBoolean isRegistering = new AtomicBoolean();
    private final AtomicBoolean hasNewLimits = new AtomicBoolean();
    private volatile @Nullable InFlight inFlight;

    Tenure(SqliteJobWorkers workers, Engine engine) {
        this.workers = workers;
        this.engine = engine;
    }

    /** What is in flight under the row of now. */
    @Nullable
    InFlight inFlight() {
        return inFlight;
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
        Registration registration = new Registration();
        try {
            registered(registration, engine.commands().execute(registration, Ack.COMMITTED));
        } catch (RuntimeException | Error e) {
            registration.inFlight.delete();
            throw e;
        }
    }

    private void registered(Registration registration, long newId) {
        inFlight = registration.inFlight;
        id.set(newId);
    }

    /** The row of that id is gone: its leases are lost. Returns whether that is news. */
    boolean lost(long lostId) {
        return lostId != NONE && id.compareAndSet(lostId, NONE);
    }

    /** Jobs of some types have other limits from now on. */
    void hasNewLimits() {
        hasNewLimits.set(true);
        writeLimits();
    }

    /**
     * Writes a new row in place of a lost one, and what has changed of one that is there; returns in how many nanoseconds to
     * be called again.
     */
    long upkeep() {
        if (isRegistered()) {
            writeLimits();
            return hasNewLimits.get() ? RETRY_NANOS : Long.MAX_VALUE;
        }
        if (isRegistering.compareAndSet(false, true)) {
            registerAgain();
        }
        return RETRY_NANOS;
    }

    private void registerAgain() {
        try {
            Registration registration = new Registration();
            engine.submit(
                    registration, Ack.COMMITTED, (newId, failure) -> registeredAgain(registration, newId, failure));
        } catch (RuntimeException | Error e) {
            isRegistering.set(false);
            throw e;
        }
    }

    private void registeredAgain(Registration registration, @Nullable Long newId, @Nullable Throwable failure) {
        if (newId != null) {
            registered(registration, newId);
            workers.readyNews();
        } else if (failure != null) {
            registration.inFlight.delete();
            workers.trouble("registering anew", failure);
        }
        isRegistering.set(false);
    }

    private void writeLimits() {
        long mine = id();
        if (mine != NONE && hasNewLimits.compareAndSet(true, false)) {
            AttemptLimits limits = limits();
            engine.submit(statements -> Owner.setLimits(statements, mine, limits), Ack.COMMITTED, (found, failure) -> {
                if (failure != null) {
                    hasNewLimits.set(true);
                    engine.listener().onTrouble("writing how many attempts jobs have", failure);
                }
            });
        }
    }

    private AttemptLimits limits() {
        return engine.handlers().limits(workers.config().retryPolicy());
    }

    /** Deletes the row if nothing is leased to it any more; else whoever finds that its beat stands still takes that over. */
    void end() {
        try {
            InFlight noted = inFlight;
            if (engine.commands().execute(statements -> Owner.delete(statements, id.get()), Ack.COMMITTED)
                    && noted != null) {
                noted.delete();
            }
        } catch (LitestackException e) {
            engine.listener().onTrouble("taking leave; the next worker will notice", e);
        }
    }

    /** What may wait for something else (a socket, the disk) is found out before anybody holds the writer for it. */
    private final class Registration implements Command<Long> {
        private final @Nullable String sign =
                engine.internals().signsOfLife().mine().orElse(null);
        private final String name = HOST + ':' + ProcessHandle.current().pid();
        private final String queues = Texts.ofNames(
                workers.config().queues().stream().map(QueueConfig::name).toList());
        private final AttemptLimits limits = limits();
        final InFlight inFlight = workers.newInFlight();

        @Override
        public Long run(Statements statements) throws SQLException {
            PreparedStatement insert = statements.prepare(JobSql.ADD_OWNER);
            Insertions.setText(insert, 1, sign);
            insert.setString(2, name);
            insert.setLong(3, workers.config().lease().toMillis());
            insert.setLong(4, engine.nowMs());
            insert.setString(5, queues);
            insert.setString(6, limits.json());
            Insertions.setText(insert, 7, inFlight.fileName());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * The name of this machine, from where no name server is asked for it: one that does not answer would hold up the start
     * for seconds.
     */
    private static String host() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
            if (!name.isEmpty()) {
                return name;
            }
        } catch (IOException | RuntimeException e) {
            // not Linux
        }
        return Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(System::getenv)
                .filter(it -> it != null && !it.isBlank())
                .findFirst()
                .orElse("localhost");
    }
}
