package io.litestack.db.internal.jdbc.session;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.StoreInternals;
import io.litestack.db.TransactionBegin;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The store, and what the sessions on it must know of each other, since they share its one writer. Thread-safe. */
public final class SharedWriter {
    private final StoreInternals store;
    private final TransactionBegin begin;
    private final Queue<TemporaryTables> orphans = new ConcurrentLinkedQueue<>();

    /** The session whose transaction has the writer, if one has. */
    private volatile @Nullable Session holder;

    private volatile boolean hasSeenIsolatedWork;

    public SharedWriter(StoreInternals store, TransactionBegin begin) {
        this.store = store;
        this.begin = begin;
    }

    StoreInternals store() {
        return store;
    }

    /** Whether a transaction takes the writer when autocommit is switched off, and not at its first statement. */
    boolean isTakenEagerly() {
        return begin == TransactionBegin.EAGER;
    }

    /** The session whose transaction has the writer, or null. */
    @Nullable
    Session holder() {
        return holder;
    }

    void takenBy(Session session) {
        holder = session;
    }

    void leftBy(Session session) {
        if (holder == session) {
            holder = null;
        }
    }

    /** Whether one session has run inside the transaction of another, so that it may happen again. */
    boolean hasSeenIsolatedWork() {
        return hasSeenIsolatedWork;
    }

    void seenIsolatedWork() {
        if (!hasSeenIsolatedWork) {
            hasSeenIsolatedWork = true;
        }
    }

    /** Drops the temporary tables of a session that is closed, now or, if the writer cannot be had, with the next ones. */
    void drop(TemporaryTables tables) {
        orphans.add(tables);
        try {
            List<TemporaryTables> all = List.copyOf(orphans);
            store.store().useWrite(tx -> all.forEach(it -> it.drop(tx)));
            orphans.removeAll(all);
        } catch (LitestackException e) {
            // whoever closes the next one drops these too; else they go with the writer's connection
        }
    }
}
