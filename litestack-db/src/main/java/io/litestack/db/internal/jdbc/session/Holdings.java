package io.litestack.db.internal.jdbc.session;

import io.litestack.core.Transaction;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;
import io.litestack.core.spi.StoreInternals;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session holds of the store: a transaction, which is a write or a snapshot, or a reader for as long as one of those who
 * share it needs it. Used with the session's lock held.
 */
public final class Holdings {
    private final StoreInternals store;
    private final Lease inTransaction = new InTransaction();
    private final Lease onReader = new OnReader();
    private @Nullable OpenTransaction write;
    private @Nullable OpenSnapshot view;
    private @Nullable OpenSnapshot reader;
    private int readings;

    public Holdings(StoreInternals store) {
        this.store = store;
    }

    public boolean hasTransaction() {
        return write != null || view != null;
    }

    public void hold(OpenTransaction begun) {
        write = begun;
    }

    public void beginSnapshot() {
        view = store.openSnapshot();
    }

    /** The open write transaction, or null. */
    @Nullable
    public OpenTransaction write() {
        return write;
    }

    /** The open transaction, for who writes by it. */
    public Transaction transaction() {
        return Objects.requireNonNull(write).transaction();
    }

    /** What a statement runs in while a transaction is open. */
    public Lease inTransaction() {
        return inTransaction;
    }

    /** A share of the reader, borrowed if it is not there. */
    public Lease shareReader() {
        if (reader == null) {
            reader = store.openReader();
        }
        readings++;
        return onReader;
    }

    /** Lets go of the write transaction, which its caller ends. */
    @Nullable
    public OpenTransaction release() {
        OpenTransaction open = write;
        write = null;
        return open;
    }

    public void closeView() {
        OpenSnapshot open = view;
        view = null;
        if (open != null) {
            open.close();
        }
    }

    public void closeReader() {
        OpenSnapshot open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    /** The transaction goes on. */
    private final class InTransaction implements Lease {
        @Override
        public StatementSource source() {
            OpenTransaction open = write;
            return open != null
                    ? open.statements()
                    : Objects.requireNonNull(view).statements();
        }

        @Override
        public @Nullable OpenTransaction transaction() {
            return write;
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public void done() {
            // commit or rollback end it
        }

        @Override
        public void failed() {
            // as done
        }
    }

    /** A reader for as long as one of those who share it needs it. */
    private final class OnReader implements Lease {
        @Override
        public StatementSource source() {
            return Objects.requireNonNull(reader).statements();
        }

        @Override
        public @Nullable OpenTransaction transaction() {
            return null;
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public void done() {
            if (--readings == 0) {
                closeReader();
            }
        }

        @Override
        public void failed() {
            done();
        }
    }
}
