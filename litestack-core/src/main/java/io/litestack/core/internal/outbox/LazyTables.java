package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;

/** Tables that are made at the first need, which may come inside somebody's transaction. */
final class LazyTables {
    private final StoreInternals store;
    private final Schema schema;
    private volatile boolean areThere;

    LazyTables(Store store, String component) {
        this.store = StoreInternals.of(store);
        this.schema = Schema.load(component, LazyTables.class, "V001__" + component + ".sql");
    }

    /** Makes them in a transaction of their own, or in the one that the thread has open. */
    void make() {
        if (!areThere) {
            store.install(schema);
            areThere = !StoreInternals.isThreadInside();
        }
    }

    /** Makes them as part of a transaction; if that is rolled back they are not there. */
    void make(Transaction tx) {
        if (!areThere) {
            store.install(schema);
            tx.afterCommit(() -> areThere = true);
        }
    }
}
