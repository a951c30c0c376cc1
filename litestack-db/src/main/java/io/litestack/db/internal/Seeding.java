package io.litestack.db.internal;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import java.util.function.Consumer;

/** Writes the first rows, once in the life of a file. */
final class Seeding {
    private final Store store;

    Seeding(Store store) {
        this.store = store;
    }

    void sow(Consumer<? super Transaction> seed) {
        DatabaseSchema.install(store);
        if (isSown()) {
            return;
        }
        store.useWrite(tx -> {
            if (!isSown()) { // inside the write it sees what another process has done meanwhile
                seed.accept(tx);
                tx.execute(DatabaseSql.SEEDED, store.config().clock().millis());
            }
        });
    }

    private boolean isSown() {
        return store.queryFirst(DatabaseSql.IS_SEEDED, row -> row.getInt(1)).orElse(0) > 0;
    }
}
