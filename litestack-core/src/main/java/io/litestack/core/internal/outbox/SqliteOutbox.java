package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.spi.outbox.Outbox;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The outbox in an SQLite file. It knows who in this process forwards its rows, and calls them after each commit. */
public final class SqliteOutbox implements Outbox, AutoCloseable {
    private final Store store;
    private final StoreInternals internals;
    private final LazyTables tables;
    private final Map<String, List<SourceForwarder>> forwarders = new ConcurrentHashMap<>();

    /** What is to be done after the transaction that appends just now; whoever appends holds the writer. */
    private volatile @Nullable PostCommitRelay postCommit;

    public SqliteOutbox(Store store) {
        this.store = store;
        this.internals = StoreInternals.of(store);
        this.tables = new LazyTables(store, "outbox");
    }

    @Override
    public long append(Transaction tx, String target, String kind, byte[] payload) {
        Names.check("target", target);
        Names.check("kind", kind);
        if (payload.length > MOST_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("the payload of a " + kind + " has " + payload.length
                    + " bytes, but may have " + MOST_PAYLOAD_BYTES + " at most; store it elsewhere and send its key");
        }
        TransactionInternals inner = TransactionInternals.of(tx);
        if (inner.store().store() != store) {
            throw new IllegalArgumentException("the transaction belongs to "
                    + inner.store().store().config().path() + ", not to "
                    + store.config().path() + ": use the outbox of its own store");
        }
        tables.make(tx);
        boolean isForwarded = forwarders.containsKey(target);
        long seq = inner.run(appending(target, kind, payload, isForwarded));
        if (isForwarded) {
            PostCommitRelay after = postCommitOf(tx);
            after.add(target, seq);
            tx.afterCommit(after);
        }
        return seq;
    }

    private Command<Long> appending(String target, String kind, byte[] payload, boolean isForwarded) {
        return statements -> {
            PreparedStatement insert = statements.prepare(OutboxSql.APPEND);
            insert.setString(1, internals.incarnation());
            insert.setString(2, target);
            insert.setString(3, kind);
            insert.setBytes(4, payload);
            insert.executeUpdate();
            insert.clearParameters();
            if (!isForwarded) {
                statements.signal(TOPIC);
            }
            return statements.lastInsertRowId();
        };
    }

    private PostCommitRelay postCommitOf(Transaction tx) {
        PostCommitRelay current = postCommit;
        if (current == null || !current.isOf(tx)) {
            current = new PostCommitRelay(tx, this);
            postCommit = current;
        }
        return current;
    }

    /** Called when it is done. */
    void forget(PostCommitRelay done) {
        if (postCommit == done) {
            postCommit = null;
        }
    }

    @Override
    public long size(String target) {
        tables.make();
        return store.queryFirst(OutboxSql.SIZE, row -> row.getLong(1), target).orElse(0L);
    }

    /** Makes the tables, if nobody has. */
    void makeTables() {
        tables.make();
    }

    /**
     * Makes somebody forward the rows of a name. Of two copies that come at the same instant one is refused.
     *
     * @param making makes a forwarder, which adds itself
     * @throws IllegalStateException if the rows are forwarded to another file
     */
    synchronized SourceForwarder register(String name, Store target, Supplier<SourceForwarder> making) {
        refuseCopy(name, target);
        return making.get();
    }

    private void refuseCopy(String name, Store target) {
        for (SourceForwarder other : forwarders(name)) {
            if (other.target() != target) {
                throw new IllegalStateException(target.config().path() + " is a copy of "
                        + other.target().config().path() + " (both are \"" + name + "\"), to which rows of "
                        + store.config().path()
                        + " are forwarded already, and these would go to either. Close one of the two; or,"
                        + " if both shall live on, have the copy forget its name while it is closed:"
                        + " delete from litestack_relay_identity");
            }
        }
    }

    void add(String target, SourceForwarder forwarder) {
        forwarders.computeIfAbsent(target, it -> new CopyOnWriteArrayList<>()).add(forwarder);
    }

    void remove(String target, SourceForwarder forwarder) {
        forwarders.computeIfPresent(target, (it, all) -> {
            all.remove(forwarder);
            return all.isEmpty() ? null : all;
        });
    }

    List<SourceForwarder> forwarders(String target) {
        return forwarders.getOrDefault(target, List.of());
    }

    /** The file is about to be closed: nobody forwards from it any more. */
    @Override
    public void close() {
        forwarders.values().forEach(all -> all.forEach(SourceForwarder::detach));
    }
}
