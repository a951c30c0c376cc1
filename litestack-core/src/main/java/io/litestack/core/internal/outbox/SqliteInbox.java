package io.litestack.core.internal.outbox;

import io.litestack.core.Action;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.outbox.Inbox;
import io.litestack.core.spi.outbox.Run;
import java.util.Collection;
import java.util.List;

/** The inbox in an SQLite file. */
public final class SqliteInbox implements Inbox {
    private final Store store;
    private final LazyTables tables;

    public SqliteInbox(Store store) {
        this.store = store;
        this.tables = new LazyTables(store, "inbox");
    }

    @Override
    public <X extends Exception> boolean runOnce(Run run, Runnable fence, Action<? super Transaction, X> effects)
            throws X {
        return store.<Boolean, X>write(tx -> {
            fence.run();
            tables.make(tx);
            if (tx.execute(RelaySql.RECORD, run.source(), run.workId(), run.run()) == 0) {
                return false;
            }
            effects.run(tx);
            return true;
        });
    }

    @Override
    public boolean isRecorded(Run run) {
        tables.make();
        return store.queryFirst(RelaySql.IS_RECORDED, row -> true, run.source(), run.workId(), run.run())
                .isPresent();
    }

    @Override
    public void forget(Collection<Run> runs) {
        if (runs.isEmpty()) {
            return;
        }
        tables.make();
        List<Run> all = List.copyOf(runs);
        StoreInternals.of(store)
                .commands()
                .execute(
                        statements -> {
                            var delete = statements.prepare(RelaySql.FORGET);
                            for (Run run : all) {
                                delete.setString(1, run.source());
                                delete.setLong(2, run.workId());
                                delete.setLong(3, run.run());
                                delete.executeUpdate();
                            }
                            return all.size();
                        },
                        Commands.Ack.COMMITTED);
    }

    @Override
    public List<Run> recorded(int limit) {
        tables.make();
        return store.query(RelaySql.RECORDED, row -> new Run(row.getString(1), row.getLong(2), row.getLong(3)), limit);
    }
}
