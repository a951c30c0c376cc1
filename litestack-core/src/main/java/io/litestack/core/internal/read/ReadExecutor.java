package io.litestack.core.internal.read;

import io.litestack.core.RowMapper;
import io.litestack.core.Snapshot;
import io.litestack.core.StoreException;
import io.litestack.core.Work;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.SqliteErrors;
import io.litestack.core.internal.write.ThreadState;
import io.litestack.core.internal.write.ThreadStates;
import io.litestack.core.spi.OpenSnapshot;
import io.litestack.core.spi.StatementSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs reads: on the transaction that the thread has open already, or else on a reader of the pool. */
public final class ReadExecutor {
    private static final int MOST_PROBLEMS = 100;
    private static final String CHECK_PAGES =
            "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT ?";
    private static final String CHECK_FOREIGN_KEYS =
            "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT ?";

    private final StoreContext store;
    private final ReaderPool readers;
    private final ThreadStates threads;
    private final Runnable watch;
    private final boolean opensMore;

    public ReadExecutor(StoreContext store, ReaderPool readers, ThreadStates threads, Runnable watch) {
        this.store = store;
        this.readers = readers;
        this.threads = threads;
        this.watch = watch;
        this.opensMore = false;
    }

    private ReadExecutor(ReadExecutor other, boolean opensMore) {
        this.store = other.store;
        this.readers = other.readers;
        this.threads = other.threads;
        this.watch = other.watch;
        this.opensMore = opensMore;
    }

    /** The same, for the modules: if the application keeps all readers for long, another one is opened for a read. */
    public ReadExecutor openingMore() {
        return new ReadExecutor(this, true);
    }

    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return this.<List<T>, RuntimeException>onReader(it -> it.query(sql, mapper, parameters));
    }

    public <T> Optional<T> queryFirst(
            String sql, RowMapper<? extends @Nullable T> mapper, @Nullable Object... parameters) {
        return this.<Optional<T>, RuntimeException>onReader(it -> it.<T>queryFirst(sql, mapper, parameters));
    }

    public <T extends @Nullable Object, X extends Exception> T read(Work<? super Snapshot, T, X> work) throws X {
        return onReader(scope -> scope instanceof ReadTransaction transaction && !transaction.isSnapshot()
                ? inSnapshot(transaction, work)
                : work.run(scope));
    }

    /** What is wrong with the file; a damage that even the check cannot read past is one line of it. */
    public List<String> integrityCheck() {
        List<String> problems = new ArrayList<>();
        try {
            problems.addAll(query(CHECK_PAGES, row -> row.getString(1), MOST_PROBLEMS));
            problems.addAll(query(CHECK_FOREIGN_KEYS, ReadExecutor::brokenReference, MOST_PROBLEMS));
        } catch (StoreException e) {
            int code = e.code() & 0xff;
            if (code != SqliteErrors.CORRUPT && code != SqliteErrors.NOTADB) {
                throw e;
            }
            problems.add(String.valueOf(e.getMessage()));
        }
        return problems;
    }

    private static String brokenReference(ResultSet row) throws SQLException {
        String where = row.getString(2) == null ? "a row" : "row " + row.getString(2);
        return where + " of " + row.getString(1) + " refers to a row of " + row.getString(3) + " that is missing";
    }

    /** Runs on what the thread has open, or on a reader, without beginning a transaction. */
    private <T extends @Nullable Object, X extends Exception> T onReader(Work<? super Snapshot, T, X> work) throws X {
        ThreadState state = threads.current();
        if (state.write != null) {
            return work.run(state.write);
        }
        if (state.read != null) {
            return work.run(state.read);
        }
        try (Borrowed reader = new Borrowed(opensMore)) {
            state.read = reader.transaction;
            return work.run(reader.transaction);
        } finally {
            state.read = null;
        }
    }

    /** Borrows a reader that its caller gives back, perhaps late: if need be one is opened for it. */
    public OpenSnapshot open() {
        return new Borrowed(true);
    }

    /** As {@link #open}, with a snapshot begun on it. */
    public OpenSnapshot openSnapshot() {
        Borrowed reader = new Borrowed(true);
        boolean isBegun = false;
        try {
            reader.transaction.begin();
            isBegun = true;
            return reader;
        } finally {
            if (!isBegun) {
                reader.close();
            }
        }
    }

    /** A reader on loan. */
    private final class Borrowed implements OpenSnapshot {
        private final Loan loan;
        final ReadTransaction transaction;
        private boolean closed;

        Borrowed(boolean mayOpen) {
            store.refuseIfClosed();
            loan = mayOpen ? readers.borrowOrOpen() : readers.borrow();
            transaction = new ReadTransaction(store, loan.reader);
            boolean isWatched = false;
            try {
                watch.run();
                isWatched = true;
            } finally {
                if (!isWatched) {
                    close();
                }
            }
        }

        @Override
        public Snapshot snapshot() {
            return transaction;
        }

        @Override
        public StatementSource statements() {
            return transaction;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                boolean isDoubtful = true;
                try {
                    if (transaction.isSnapshot()) {
                        transaction.endSnapshot();
                    }
                    isDoubtful = transaction.end();
                } finally {
                    readers.giveBack(loan, isDoubtful);
                }
            }
        }
    }

    private static <T extends @Nullable Object, X extends Exception> T inSnapshot(
            ReadTransaction transaction, Work<? super Snapshot, T, X> work) throws X {
        transaction.begin();
        try {
            return work.run(transaction);
        } finally {
            transaction.endSnapshot();
        }
    }
}
