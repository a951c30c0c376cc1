package io.litestack.internal.stack;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.internal.plan.PlannedStore;
import io.litestack.internal.settings.StoreMode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store of the stack; a temporary one is deleted once it is closed, well or not, or could not be opened. */
final class OpenStore implements AutoCloseable {
    private final PlannedStore planned;
    private final Function<StoreConfig, Store> opener;
    private @Nullable Store store;

    OpenStore(PlannedStore planned, Function<StoreConfig, Store> opener) {
        this.planned = planned;
        this.opener = opener;
    }

    Store open(Restoration restoration) {
        if (planned.mode() == StoreMode.FILE) {
            restoration.restore(planned.config().path());
        }
        Store opened = opener.apply(planned.config());
        store = opened;
        return opened;
    }

    /** Closes it, within its own timeout. */
    ShutdownStep closeStep() {
        return new ShutdownStep(
                "the file " + planned.config().path(), planned.config().closeTimeout(), this);
    }

    @Override
    public void close() {
        try {
            if (store != null) {
                store.close();
            }
        } catch (RuntimeException | Error e) {
            deleteAfter(e);
            throw e;
        }
        deleteTemporary();
    }

    private void deleteAfter(Throwable failure) {
        try {
            deleteTemporary();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private void deleteTemporary() {
        if (planned.mode() == StoreMode.TEMPORARY) {
            new TemporaryFile(planned.config().path()).delete();
        }
    }
}
