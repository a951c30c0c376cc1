package io.litestack.job.internal;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.job.QueueConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        id.set(engine.commands().execute(insertion(), Ack.COMMITTED));
    }

    /** The row of that id is gone: its leases are lost. Returns whether that is news. */
    boolean lost(long lostId) {
        return lostId != NONE && id.compareAndSet(lostId, NONE);
    }

    /** Writes a new row in place of a lost one; returns in how many nanoseconds to be called again. */
    long upkeep() {
        if (isRegistered()) {
            return Long.MAX_VALUE;
        }
        if (isRegistering.compareAndSet(false, true)) {
            try {
                engine.submit(insertion(), Ack.COMMITTED, this::registered);
            } catch (RuntimeException | Error e) {
                isRegistering.set(false);
                throw e;
            }
        }
        return RETRY_NANOS;
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

    /** What may wait for something else (a socket, the system) is found out before anybody holds the writer for it. */
    private Command<Long> insertion() {
        @Nullable String sign = engine.internals().signsOfLife().mine().orElse(null);
        String name = HOST + ':' + ProcessHandle.current().pid();
        long leaseMs = workers.config().lease().toMillis();
        List<String> names =
                workers.config().queues().stream().map(QueueConfig::name).toList();
        String queues = Texts.ofNames(names);
        return statements -> Owner.insert(statements, sign, name, leaseMs, engine.nowMs(), queues);
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
