package io.litestack.core.internal;

import io.litestack.core.Checkpoint;
import io.litestack.core.Sync;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.context.Threads;
import io.litestack.core.internal.file.ProcessRegistry;
import io.litestack.core.internal.maintenance.Checkpointer;
import io.litestack.core.internal.schema.ApplicationMark;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.internal.sqlite.SqliteErrors;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Opens a store's first connection, and sees to it that the file is one that may be used. */
final class FirstConnection {
    private static final long BUSY_PAUSE_NANOS = 1_000_000;

    private final StoreContext store;
    private final ConnectionFactory connections;
    private final @Nullable ProcessRegistry registry;

    FirstConnection(StoreContext store, ConnectionFactory connections, @Nullable ProcessRegistry registry) {
        this.store = store;
        this.connections = connections;
        this.registry = registry;
    }

    /** Opens it; the switch of a new file to WAL is refused while another process does the same. */
    CachedConnection open() {
        long start = store.ticks();
        while (true) {
            try {
                return openMarked();
            } catch (SQLException e) {
                if (!SqliteErrors.isBusy(e)
                        || store.ticks() - start > store.config().waitTimeout().toNanos()) {
                    throw SqliteErrors.translate(e, "opening", store.path());
                }
                Threads.pause(BUSY_PAUSE_NANOS);
            }
        }
    }

    private CachedConnection openMarked() throws SQLException {
        CachedConnection connection = connections.openFirst();
        try {
            ApplicationMark.check(connection, store.config());
            flushAfterOff(connection);
            if (registry != null) {
                registry.databaseIsSettled();
            }
            return connection;
        } catch (IOException e) {
            // it was for the next opener's sake
            return connection;
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Puts on the disk what processes at {@link Sync#OFF} have left, before anything is promised: only a checkpoint that has
     * something to copy flushes the database.
     */
    private void flushAfterOff(CachedConnection connection) throws SQLException {
        ProcessRegistry entry = registry;
        if (entry != null && entry.isUnflushed() && store.config().checkpoint() == Checkpoint.INTERNAL) {
            connection.runOnce("PRAGMA user_version=" + connection.single("PRAGMA user_version"));
            if (Checkpointer.empty(connection)) {
                entry.flushed();
            }
        }
    }
}
