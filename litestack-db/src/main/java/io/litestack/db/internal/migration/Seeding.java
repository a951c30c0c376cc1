package io.litestack.db.internal.migration;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import java.util.function.Consumer;

/** Writes the first rows, once in the life of a file. */
public final class Seeding {
    private final Store store;

    public Seeding(Store store) {
        this.store = store;
    }

    public void sow(Consumer<? super Transaction> seed) {
        DatabaseSchema.install(store);
        if (isSown()) {
            return;
        }
        store.useWrite(tx -> {
            if (!isSown()) { // inside the write it sees what another process has done meanwhile
                seed.accept(tx);
                tx.execute(MigrationSql.SEEDED, store.config().clock().millis());
            }
        });
    }

    private boolean isSown() {
        return store.queryFirst(MigrationSql.IS_SEEDED, row -> row.getInt(1)).orElse(0) > 0;
    }
}
